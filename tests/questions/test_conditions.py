"""Which questions are asked; and that the browser counts and decides as the server does."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules import text
from questions.rules.answers import check_all
from questions.rules.conditions import Condition, QuestionSpec, circle, shown

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"


def ask(code, kind="single", on="", *values):
    return QuestionSpec(code, kind, condition=Condition(on, frozenset(values)) if on else None)


@pytest.mark.parametrize(
    ("kind", "answer", "is_asked"),
    [
        ("single", "a", True), ("single", "b", False), ("single", None, False), ("multiple", ["b", "a"], True),
        ("multiple", [], False), ("multiple", [{}, 3], False), ("single", 7, False),
    ],
)  # fmt: skip
def test_a_question_is_asked_where_its_condition_is_met(kind, answer, is_asked):
    assert ("y" in shown([ask("x", kind), ask("y", "date", "x", "a")], {"x": answer})) is is_asked


def test_a_box_that_is_not_ticked_says_no():
    rows = [ask("x", "boolean"), ask("y", "date", "x", "no"), ask("z", "date", "x", "yes")]
    assert shown(rows, {}) == shown(rows, {"x": False}) == {"x", "y"}


def test_what_hangs_on_a_hidden_question_is_hidden():
    rows = [ask("x"), ask("y", "single", "x", "a"), ask("z", "date", "y", "a")]
    assert shown(rows, {"x": "b", "y": "a"}) == {"x"}


def test_what_waits_for_itself_or_for_nothing_is_asked():
    rows = [ask("x", "single", "y", "a"), ask("y", "single", "x", "a"), ask("z", "date", "gone", "a")]
    assert shown(rows, {}) == {"x", "y", "z"}
    assert circle("x", {"x": "y", "y": "x"}) == ["x", "y", "x"]
    assert circle("z", {"z": "x", "x": "y", "y": "x"}) == []


@st.composite
def forms(draw):
    """Any questions that hang on earlier ones, and any answers."""
    rows = []
    for n in range(draw(st.integers(1, 7))):
        on = draw(st.sampled_from(["", *(row.code for row in rows)]))
        values = draw(st.sets(st.sampled_from(["a", "b", "yes", "no"]), min_size=1)) if on else ()
        rows.append(ask(f"q{n}", draw(st.sampled_from(["single", "multiple", "boolean"])), on, *values))
    said = {
        "single": st.sampled_from(["a", "b"]),
        "multiple": st.lists(st.sampled_from("ab")),
        "boolean": st.booleans(),
    }
    return rows, {row.code: draw(said[row.kind] | st.none()) for row in rows}


def by_walking_down(rows, answers):
    """The same decision, made once down the form."""
    asked = set()
    for row in rows:
        on = row.condition
        if on is None or (on.code in asked and shown([ask(on.code, kinds(rows)[on.code]), row], answers) >= {row.code}):
            asked.add(row.code)
    return asked


def kinds(rows):
    return {row.code: row.kind for row in rows}


@given(forms(), st.randoms())
def test_any_order_of_the_questions_decides_alike(form, random):
    rows, answers = form
    mixed = random.sample(rows, len(rows))
    assert shown(mixed, answers) == shown(rows, answers) == by_walking_down(rows, answers)


@given(forms())
def test_what_is_handed_in_holds_no_hidden_answer_and_a_draft_loses_none(form):
    rows, answers = form
    rows = [QuestionSpec(r.code, r.kind, options=frozenset("ab"), condition=r.condition) for r in rows]
    asked = shown(rows, answers)
    final, faults = check_all(rows, answers, complete=True)
    draft, _faults = check_all(rows, answers, complete=False)
    assert (set(final) <= asked, faults) == (True, {})
    assert set(draft) == {code for code, value in answers.items() if value not in (None, [])}


# --- the browser --------------------------------------------------------------------------------
def constant(name):
    """A string of static/js/counting.js."""
    source = (SCRIPTS / "counting.js").read_text(encoding="utf-8")
    found = re.search(rf'^const {name} = (".*");$', source, re.MULTILINE)
    return json.loads(found.group(1))


def test_the_browser_drops_and_parts_by_the_same_signs():
    """The algorithm of counting.js is that of rules/text.py, line by line; these are the signs that it works on."""
    signs = [chr(code) for code in range(0x110000)]
    dropped = re.compile(f"[{constant('DROPPED')}]")
    kept = [sign for sign in signs if not dropped.match(sign)]

    assert {s for s in signs if dropped.match(s)} - {"\r"} == {s for s in signs if "a" + s + "b" != text.tidy(f"a{s}b")
        and text.tidy(f"a{s}b") == "ab"}  # fmt: skip
    assert set(constant("BLANK")) == {sign for sign in kept if sign.isspace()} | {"\n"}
