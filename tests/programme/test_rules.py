"""Clashes and wall time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from programme.rules.clashes import Slot, clashes
from programme.rules.times import instants

START = datetime(2027, 1, 26, 9, tzinfo=UTC)


@st.composite
def slots(draw):
    found = []
    for n in range(draw(st.integers(0, 8))):
        start = START + timedelta(minutes=15 * draw(st.integers(0, 12)))
        end = start + timedelta(minutes=15 * draw(st.integers(1, 6)))
        people = frozenset(draw(st.sets(st.integers(1, 3), max_size=2)))
        found.append(Slot(f"s{n}", start, end, draw(st.sampled_from(["", "a", "b"])), people))
    return found


@given(slots())
def test_clashes_equal_a_brute_force_check(found):
    wanted = set()
    for one, other in combinations(found, 2):
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
            if one.room and one.room == other.room:
                wanted.add(("room", one.code, other.code))
            if one.people & other.people:
                wanted.add(("person", one.code, other.code))
    assert {(clash.kind, clash.one, clash.other) for clash in clashes(found)} == wanted


def test_sessions_that_touch_do_not_clash():
    later = START + timedelta(hours=1)
    assert clashes([Slot("a", START, later, "x"), Slot("b", later, later + timedelta(hours=1), "x")]) == []


def test_wall_time_follows_the_clock_change():
    zone = ZoneInfo("Europe/Madrid")
    before = instants(date(2027, 3, 27), time(9), time(10), zone)
    after = instants(date(2027, 3, 28), time(9), time(10), zone)
    assert (before[0].hour, after[0].hour) == (8, 7)


def test_an_end_before_the_start_lies_on_the_next_day():
    starts_at, ends_at = instants(date(2027, 1, 26), time(22), time(1), ZoneInfo("Europe/Madrid"))
    assert ends_at - starts_at == timedelta(hours=3)
