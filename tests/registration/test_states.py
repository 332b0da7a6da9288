"""The diagram in docs/algorithms/registration.md is the table in registration/rules/states.py."""

import re
from pathlib import Path

from registration.enums import State
from registration.rules.states import TRANSITIONS, may_follow

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "registration.md"


def test_the_diagram_equals_the_table():
    drawn = set(re.findall(r"^ +(\w+) --> (\w+) :", DIAGRAM.read_text(), re.MULTILINE))
    assert drawn == {(str(one), str(other)) for one, others in TRANSITIONS.items() for other in others}


def test_nothing_leaves_a_closed_state():
    assert not any(may_follow(closed, state) for closed in (State.CANCELLED, State.REFUSED) for state in State)
