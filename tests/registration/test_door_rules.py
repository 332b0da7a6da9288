"""The rules of points, and settling history from scans in any order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.enums import Outcome
from registration.rules.door import PointRules, Window, envelope, judge, point_rules, windows
from registration.rules.settle import Fact, settle

START = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)  # 23:00 in Madrid
MADRID = ZoneInfo("Europe/Madrid")
ONCE = st.sampled_from(["ever", "day", "no"])


def fact(key: int, minute: int, who: int | None, judged: str, override: bool = False, device: int = 1) -> Fact:
    return Fact(key, START + timedelta(minutes=minute), f"{key:04d}", device, who, judged, override)


scans = st.lists(
    st.tuples(
        st.integers(0, 240),
        st.none() | st.integers(1, 4),
        st.sampled_from([Outcome.ADMITTED, Outcome.ADMITTED, Outcome.LEFT, Outcome.UNPAID, Outcome.FORGED]),
        st.booleans(),
        st.integers(1, 3),
    ),
    max_size=25,
).map(lambda rows: [fact(key, *row) for key, row in enumerate(rows)])


@given(scans, ONCE, st.none() | st.integers(0, 3), st.randoms())
def test_order_of_arrival_does_not_matter(facts: list[Fact], once: str, capacity: int | None, random: object) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(facts, once=once, zone=MADRID, capacity=capacity) == settle(
        shuffled, once=once, zone=MADRID, capacity=capacity
    )


@given(scans, ONCE)
def test_without_capacity_badges_do_not_touch_each_other(facts: list[Fact], once: str) -> None:
    together = settle(facts, once=once, zone=MADRID)
    apart = {}
    for who in {found.who for found in facts}:
        apart |= settle([found for found in facts if found.who == who], once=once, zone=MADRID)
    assert together == apart


@given(scans, ONCE, st.none() | st.integers(0, 3))
def test_every_scan_is_settled_and_a_room_is_never_too_full(facts: list[Fact], once: str, capacity: int | None) -> None:
    settled = settle(facts, once=once, zone=MADRID, capacity=capacity)
    assert settled.keys() == {found.key for found in facts}
    inside: set[int] = set()
    day = None
    for found in sorted(facts, key=lambda found: (found.at, found.scan_id)):
        if found.at.astimezone(MADRID).date() != day:
            day = found.at.astimezone(MADRID).date()
            inside.clear()
        outcome = settled[found.key].outcome
        if outcome == Outcome.ADMITTED and found.who is not None:
            assert found.has_override or capacity is None or found.who in inside or len(inside) < capacity
            inside.add(found.who)
        elif outcome == Outcome.LEFT and found.who is not None:
            inside.discard(found.who)


@given(scans)
def test_first_of_already_in_is_an_earlier_admission_of_the_same_badge(facts: list[Fact]) -> None:
    settled = settle(facts, once="ever", zone=MADRID)
    by_key = {found.key: found for found in facts}
    for key, result in settled.items():
        if result.outcome == Outcome.ALREADY_IN:
            first = by_key[result.first]  # type: ignore[index]
            assert settled[result.first].outcome == Outcome.ADMITTED  # type: ignore[index]
            assert (first.who, first.at <= by_key[key].at) == (by_key[key].who, True)


def test_ties_are_broken_by_scan_id() -> None:
    twins = [fact(2, 0, 1, Outcome.ADMITTED), fact(1, 0, 1, Outcome.ADMITTED)]
    assert {key: found.outcome for key, found in settle(twins, once="ever", zone=MADRID).items()} == {
        1: "admitted",
        2: "already_in",
    }


def test_meal_counts_anew_after_midnight_of_the_congress() -> None:
    facts = [fact(1, 0, 1, Outcome.ADMITTED), fact(2, 59, 1, Outcome.ADMITTED), fact(3, 60, 1, Outcome.ADMITTED)]
    assert [found.outcome for found in settle(facts, once="day", zone=MADRID).values()] == [
        "admitted",
        "already_in",
        "admitted",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, PointRules(shows=("name", "city", "category"))),
        ({"once": "week"}, PointRules(shows=("name", "city", "category"))),
        ({"entitled": True}, PointRules(entitled=True, shows=("name",))),
        ({"shows": ["category", "email"]}, PointRules(shows=("category",))),
    ],
)
def test_rules_are_read_kindly(raw: dict[str, object], expected: PointRules) -> None:
    assert point_rules(raw) == expected


def test_an_entitlement_passes_a_restricted_point_within_its_hours() -> None:
    rules = point_rules({"categories": ["speaker"], "closes_at": "2026-11-22T00:00:00+00:00"})
    own = Window(START, None)
    assert windows(rules, category="member", add_ons=(), entitlements=()) == []
    found = windows(rules, category="member", add_ons=(), entitlements=[own])
    assert found == [Window(START, datetime(2026, 11, 22, tzinfo=UTC))]


def test_ends_are_half_open() -> None:
    window = Window(START, START + timedelta(hours=1))
    assert [window.holds(START + timedelta(minutes=at)) for at in (-1, 0, 59, 60)] == [False, True, True, False]


def test_envelope_spans_all_windows() -> None:
    hour = timedelta(hours=1)
    assert envelope([]) is None
    assert envelope([Window(START, START + hour), Window(START + 2 * hour, START + 3 * hour)]) == [
        START,
        START + 3 * hour,
    ]
    assert envelope([Window(START, None), Window(None, START)]) == [None, None]


@pytest.mark.parametrize(
    ("listed", "serial", "direction", "outcome"),
    [
        (None, 1, "in", Outcome.UNKNOWN),
        (("confirmed", 2), 1, "in", Outcome.SUPERSEDED),
        (("confirmed", 2), 1, "out", Outcome.SUPERSEDED),
        (("cancelled", 1), 1, "out", Outcome.LEFT),
        (("cancelled", 1), 1, "in", Outcome.CANCELLED),
        (("no_show", 1), 1, "in", Outcome.NOT_CONFIRMED),
        (("secured", 1), 1, "in", Outcome.ADMITTED),
    ],
)
def test_badge_by_itself(listed: tuple[str, int] | None, serial: int, direction: str, outcome: Outcome) -> None:
    assert judge(serial=serial, listed=listed, passes=[Window()], direction=direction, at=START) == outcome
