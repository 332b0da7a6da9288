"""Fees by instant, names folded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from registration.rules.fees import Period, fee_at, gaps_and_overlaps
from registration.rules.folding import fingerprint, fold

START = datetime(2027, 1, 1, tzinfo=UTC)
EARLY, LATE = Money(30_000, "EUR"), Money(35_000, "EUR")


@pytest.mark.parametrize(("seconds", "fee"), [(-1, EARLY), (0, LATE), (1, LATE)])
def test_the_fee_changes_at_its_instant(seconds, fee):
    table = [Period(EARLY, None, START), Period(LATE, START, None)]
    assert fee_at(table, START + timedelta(seconds=seconds)) == fee


def test_a_gap_has_no_fee():
    assert fee_at([Period(EARLY, None, START)], START) is None


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=6, unique=True).map(sorted))
def test_touching_periods_are_sound(hours):
    ends = [START + timedelta(hours=h) for h in hours]
    table = [Period(EARLY, one, other) for one, other in zip(ends, ends[1:], strict=False)]
    assert gaps_and_overlaps(table) == []


def test_a_gap_and_an_overlap_are_named_with_their_instant():
    later = START + timedelta(days=1)
    gap = [Period(EARLY, None, START), Period(LATE, later, None)]
    overlap = [Period(EARLY, None, later), Period(LATE, START, None)]
    assert gaps_and_overlaps(gap) == [("gap", START)]
    assert gaps_and_overlaps(overlap) == [("overlap", START)]


@pytest.mark.parametrize(
    ("one", "other"), [("Núria  PÉREZ", "nuria perez"), ("O’Brien ", "O’BRIEN"), ("Ｔｏｋｙｏ", "tokyo")]
)
def test_names_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_another_name_at_the_address_is_another_person():
    one = fingerprint(email="a@example.org", given_name="Ana", family_name="")
    other = fingerprint(email="a@example.org", given_name="Blanca", family_name="")
    assert one != other
