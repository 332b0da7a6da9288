"""The pure rules of booking, and their picture."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.enums import BOOKING, State
from visits.enums import BookingState
from visits.rules.booking import TRANSITIONS, Asker, Slot, is_open, may_cancel, may_follow, refusal
from visits.rules.times import instant, overlap, span

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SPAN = (NOW + timedelta(days=2), NOW + timedelta(days=2, hours=3))
MADRID = ZoneInfo("Europe/Madrid")


def test_the_diagram_shows_the_table():
    text = (Path(__file__).parents[2] / "docs/algorithms/booking.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", text, re.MULTILINE))
    assert drawn == {(str(one), str(next_)) for one, wanted in TRANSITIONS.items() for next_ in wanted}
    assert set(TRANSITIONS) == set(BookingState)


def test_what_is_cancelled_stays_cancelled():
    assert [to for to in BookingState if may_follow(BookingState.CANCELLED, to)] == []


def test_the_documented_refusals_are_those_of_the_code():
    from visits.actions import booking as actions

    text = (Path(__file__).parents[2] / "docs/algorithms/booking.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    raised = [actions.NotRegistered, actions.BookingClosed, actions.LimitReached, actions.Overlaps,
              actions.AddOnMissing, actions.DepartureFull]  # fmt: skip
    assert listed == [error.code for error in raised]


@pytest.mark.parametrize("state", list(State))
def test_only_some_registrations_may_book(state):
    expected = None if state in BOOKING else "not_registered"
    assert refusal(Slot("open", SPAN), Asker(state), NOW) == expected


@pytest.mark.parametrize(
    ("slot", "open_"),
    [
        (Slot("open", SPAN), True),
        (Slot("cancelled", SPAN), False),
        (Slot("open", SPAN, is_published=False), False),
        (Slot("open", SPAN, opens_at=NOW), True),
        (Slot("open", SPAN, opens_at=NOW + timedelta(microseconds=1)), False),
        (Slot("open", SPAN, closes_at=NOW), False),
        (Slot("open", SPAN, closes_at=NOW + timedelta(microseconds=1)), True),
        (Slot("open", (NOW, SPAN[1])), False),
        (Slot("open", (NOW, SPAN[1]), closes_at=SPAN[1]), False),
    ],
)
def test_booking_is_open_in_its_window(slot, open_):
    assert is_open(slot, NOW) is open_


def test_refusals_come_in_their_order():
    closed, late = Slot("cancelled", SPAN), Slot("open", SPAN)
    everything = Asker("confirmed", booked=[SPAN, SPAN], limit=2)
    assert refusal(closed, Asker("expired", booked=[SPAN, SPAN]), NOW) == "not_registered"
    assert refusal(closed, everything, NOW) == "booking_closed"
    assert refusal(late, everything, NOW) == "limit_reached"
    assert refusal(late, Asker("confirmed", booked=[SPAN], limit=2), NOW) == "overlaps"
    assert refusal(late, Asker("confirmed", taken_up=[SPAN], limit=2), NOW) == "overlaps"


@given(st.tuples(*[st.integers(0, 20)] * 4))
def test_overlap_is_sharing_a_moment(numbers):
    one, other = sorted(numbers[:2]), sorted(numbers[2:])
    hours = [NOW + timedelta(hours=n) for n in range(21)]
    spans = [(hours[low], hours[high]) for low, high in (one, other)]
    share = bool(set(range(*one)) & set(range(*other)))
    if one[0] < one[1] and other[0] < other[1]:
        assert overlap(*spans) is overlap(*reversed(spans)) is share


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 3, 28), time(2, 30), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: 03:30 on the wall
        (date(2026, 3, 29), time(3, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        (date(2026, 10, 25), time(3, 30), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_wall_time_around_the_change_of_the_clock(day, clock, utc):
    assert instant(day, clock, MADRID) == utc


def test_an_end_before_the_start_is_on_the_next_day():
    starts_at, ends_at = span(date(2026, 5, 27), time(20, 30), time(1), MADRID)
    assert ends_at - starts_at == timedelta(hours=4, minutes=30)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.times(), st.times(), st.sampled_from(
    ["Europe/Madrid", "America/Sao_Paulo", "Asia/Seoul", "Australia/Lord_Howe"]))  # fmt: skip
def test_a_slot_never_ends_before_it_starts(day, starts, ends, zone):
    first, last = span(day, starts.replace(fold=0), ends.replace(fold=0), ZoneInfo(zone))
    # Within the hour that a clock is put on, wall times that differ may be one instant.
    assert first <= last + timedelta(hours=1)
    assert last - first <= timedelta(hours=25)


def test_a_seat_is_given_back_until_its_date_and_never_after_the_start():
    slot = Slot("open", SPAN)
    until = NOW + timedelta(days=1)
    answers = [may_cancel(slot, limit, now) for limit, now in product((None, until), (NOW, until, SPAN[0]))]
    assert answers == [True, True, False, True, False, False]
