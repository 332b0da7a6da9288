"""The diagrams in docs/algorithms say what the tables in congress/rules say."""

import re
from pathlib import Path

from congress.enums import AssignmentState, CongressState, MilestoneState, Outcome, SubmissionState
from congress.rules import decision, plan, publishing, scoring, submission

DOCS = Path(__file__).parents[2] / "docs" / "algorithms"


def drawn(name: str, number: int = 0) -> set[tuple[str, str, str]]:
    """(from, verb, to) of a file's diagram."""
    diagram = re.findall(r"```mermaid\n(.*?)```", (DOCS / name).read_text(), re.DOTALL)[number]
    lines = re.findall(r"^\s*(\w+) --> (\w+)(?:: (\w+))?$", diagram, re.MULTILINE)
    return {(source, verb, target) for source, target, verb in lines}


def table(transitions: dict[str, dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(state, verb, after) for state, verbs in transitions.items() for verb, after in verbs.items()}


def test_the_submissions_diagram_is_its_table():
    assert drawn("submission.md") == table(submission.TRANSITIONS)
    assert set(submission.TRANSITIONS) == set(SubmissionState.values)


def test_the_readings_diagram_is_its_table():
    assert drawn("decision.md", 0) == table(scoring.TRANSITIONS)
    assert set(scoring.TRANSITIONS) == set(AssignmentState.values)


def test_the_decisions_diagram_is_its_table():
    steps = {(state, "", outcome) for state, outcomes in decision.TRANSITIONS.items() for outcome in outcomes}
    assert drawn("decision.md", 1) == steps
    assert set(decision.TRANSITIONS) == set(SubmissionState.values)


def test_the_congresses_diagram_is_its_table():
    assert drawn("publishing.md") == table(publishing.TRANSITIONS)
    assert set(publishing.TRANSITIONS) == set(CongressState.values)


def test_every_outcome_that_may_be_decided_can_be_released():
    for state, outcomes in decision.TRANSITIONS.items():
        assert [submission.following(state, submission.RELEASE_VERBS[o]) for o in outcomes] == list(outcomes)
    assert set(submission.RELEASE_VERBS) == set(Outcome.values)


def test_the_plans_diagram_is_its_table():
    assert drawn("plan.md") == table(plan.TRANSITIONS)
    assert set(plan.TRANSITIONS) == set(MilestoneState.values)
