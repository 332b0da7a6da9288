"""The pure rules: windows, limits, conflicts, scores."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.faults import ReviewFault, SubmissionFault
from congress.rules import conflict, content, scoring, submission

OPENS = datetime(2026, 1, 1, tzinfo=UTC)
CLOSES = datetime(2026, 2, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "place"),
    [
        (OPENS - SECOND, "before"),
        (OPENS, "open"),
        (CLOSES - SECOND, "open"),
        (CLOSES, "closed"),
        (CLOSES + SECOND, "closed"),
    ],
)
def test_a_window_is_half_open(at, place):
    assert submission.window(at, OPENS, CLOSES) == place


@pytest.mark.parametrize(
    ("kind", "counted", "limit", "free"),
    [
        ("city", 2, 3, True),
        ("city", 3, 3, False),
        ("city", 0, 0, False),
        ("body", 9, 3, True),
        ("city", 99, None, True),
    ],
)
def test_the_limit_is_per_city(kind, counted, limit, free):
    assert submission.has_place(kind=kind, counted=counted, limit=limit) is free


@pytest.mark.parametrize(
    ("rule", "kind", "standing", "may"),
    [
        ("any", "body", False, True),
        ("member_cities", "city", True, True),
        ("member_cities", "city", False, False),
        ("member_cities", "body", True, False),
    ],
)
def test_eligibility(rule, kind, standing, may):
    assert submission.is_eligible(rule=rule, kind=kind, in_good_standing=standing) is may


@pytest.mark.parametrize(
    ("work", "found"),
    [
        (conflict.Party(1, 9), "own_organisation"),
        (conflict.Party(2, 5), "own_work"),
        (conflict.Party(2, 9, emails=frozenset({"A@Example.org"})), "own_address"),
        (conflict.Party(2, 9, "A@example.org"), "own_address"),
        (conflict.Party(2, 9, "", frozenset({"", "b@example.org"})), None),
        (conflict.Party(None, 9), None),
    ],
)
def test_conflicts_of_interest(work, found):
    reader = conflict.Interests(frozenset({1}), frozenset({5}), frozenset({"a@example.org"}))
    assert conflict.conflict(reader, work) == found


weights = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1)


@given(weights, st.data())
def test_a_weighted_mean_lies_between_the_extremes(weights, data):
    scores = {code: data.draw(st.sampled_from(scoring.SCALE)) for code in weights}
    mean = scoring.weighted_mean(scores, weights)
    assert min(scores.values()) <= mean <= max(scores.values())


@given(weights, st.sampled_from(scoring.SCALE))
def test_equal_scores_weigh_to_themselves(weights, score):
    assert scoring.weighted_mean(dict.fromkeys(weights, score), weights) == score


def test_a_weighted_mean_is_rounded_half_up():
    assert scoring.weighted_mean({"a": 5, "b": 4}, {"a": 1, "b": 15}) == Decimal("4.063")  # 4.0625
    assert scoring.mean([Decimal("4.333"), Decimal("3")]) == Decimal("3.667")
    assert (scoring.mean([]), scoring.spread([Decimal(4)])) == (None, None)
    assert scoring.spread([Decimal("4.5"), Decimal("2")]) == Decimal("2.5")


def test_changes_are_told_text_by_text():
    before = {"title": {"en": "One", "es": "Uno"}, "axis": "a", "co_presenters": ["Li"]}
    after = {"title": {"en": "Two", "es": "Uno"}, "axis": "a", "co_presenters": ["Li", "Bo"]}
    assert [(c.field, c.before, c.after) for c in content.changes(before, after)] == [
        ("title.en", "One", "Two"),
        ("co_presenters", ["Li"], ["Li", "Bo"]),
    ]


def test_every_fault_has_its_sentence():
    terms = content.Terms(frozenset({"en"}), frozenset({"a"}), frozenset({"f"}), 2, asks_endorsement=True)
    long = content.Content(
        "en", {"en": "x" * 201}, {"en": "one two three"}, "b", "g", co_presenters=(content.Presenter(""),)
    )
    empty = content.Content("de", {}, {})
    huge = content.Content("en", {"en": "x" * 20_001}, {}, co_presenters=tuple(map(content.Presenter, "abcdefg")))
    lone, same = (
        replace(
            empty,
            co_presenters=(content.Presenter("Cleo", email, is_minor=True, guardian_name="G", guardian_email=to),),
        )
        for email, to in (("", ""), ("g@example.org", "G@example.org"))
    )
    every = (long, empty, huge, lone, same)
    found = {fault.code for c in every for fault in content.faults_of(c, terms, complete=True).values()}
    assert found == set(SubmissionFault.values)


def test_every_fault_of_a_review_has_its_sentence():
    faults = scoring.faults_of({"a": 9, "x": 1}, ["a", "b"], complete=True)
    comments = scoring.comment_faults(scoring.Opinion({}, "x" * 10_001))
    sheet = scoring.Sheet({"a": 1}, frozenset({"talk"}), asks_confidence=True)
    others = scoring.other_faults(scoring.Opinion(recommended_format="poster"), sheet, complete=True)
    found = (*faults.values(), *comments.values(), *others.values())
    assert {fault.code for fault in found} == set(ReviewFault.values)
