"""The calls of the demo: the award is one of its own, not a second call for experiences."""

from datetime import UTC, date, datetime

import pytest

from portal.actions.demo import editions, ground
from portal.rules.demo.dates import edition_dates
from portal.rules.demo.source import load

TODAY = date(2026, 11, 21)


@pytest.fixture
def calls(db):
    congresses = editions.load_editions(
        ground.load_network(TODAY), edition_dates(TODAY), datetime(2026, 11, 21, tzinfo=UTC)
    )
    return editions.load_calls(congresses, TODAY)


def test_the_award_is_open_to_member_cities_alone(calls):
    assert [calls[code].eligibility for code in ("experiences", "award", "past")] == ["any", "member_cities", "any"]


def test_the_award_has_a_format_and_criteria_of_its_own(calls):
    award = calls["award"]

    assert [(row.code, row.minutes) for row in award.formats.all()] == [("award-file", 0)]
    assert [row.code for row in award.criteria.all()] == [
        "educational-value", "impact", "transferability", "participation", "evaluation",
    ]  # fmt: skip
    assert sum(row.weight for row in award.criteria.all()) == 100


@pytest.mark.parametrize(("lang", "words"), [("en", "jury"), ("es", "jurado"), ("fr", "jury"), ("pt", "júri")])
def test_the_award_says_who_cannot_enter(calls, lang, words):
    excluded = [block["ul"] for block in load("congress")["award"]["guidance"][lang] if "ul" in block][0]

    assert (len(excluded), words in excluded[0]) == (3, True)
    assert all(f"– {line}" in calls["award"].guidance[lang] for line in excluded)
