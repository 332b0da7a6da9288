"""Whom a control point lets pass. Pure: the facts come in, an outcome goes out. See docs/algorithms/door.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registration.enums import Direction, Outcome, State

ONCE = ("ever", "day", "no")
SHOWS = ("name", "city", "category")
_BY_STATE: Mapping[str, Outcome] = {
    State.CANCELLED: Outcome.CANCELLED,
    State.EXPIRED: Outcome.CANCELLED,
    State.REFUSED: Outcome.CANCELLED,
    State.AWAITING_APPROVAL: Outcome.NOT_CONFIRMED,
    State.WAITLISTED: Outcome.NOT_CONFIRMED,
    State.NO_SHOW: Outcome.NOT_CONFIRMED,
    State.AWAITING_PAYMENT: Outcome.UNPAID,
}


@dataclass(frozen=True, slots=True)
class Window:
    """`[start, end)`; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def within(self, start: datetime | None, end: datetime | None) -> "Window":
        starts = [value for value in (self.start, start) if value is not None]
        ends = [value for value in (self.end, end) if value is not None]
        return Window(max(starts, default=None), min(ends, default=None))


@dataclass(frozen=True, slots=True)
class PointRules:
    """The rules of a point, read from its JSON by `point_rules`.

    `once`: admitted once ever, once a day of the congress's zone, or any number of times. `categories` and
    `add_ons` bound who passes (empty: everybody); with `entitled` only a badge with an entitlement passes.
    `shows` is what a device is told of the persons; of a point with restrictions, only of those who may pass.
    """

    once: str = "ever"
    categories: frozenset[str] = frozenset()
    add_ons: frozenset[str] = frozenset()
    entitled: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shows: tuple[str, ...] = ()


def point_rules(raw: Mapping[str, Any]) -> PointRules:
    """Reads a point's JSON. Without "shows", open doors show name, city, category; restricted ones the name."""
    categories = frozenset(raw.get("categories") or ())
    add_ons = frozenset(raw.get("add_ons") or ())
    entitled = bool(raw.get("entitled"))
    usual = ("name",) if categories or add_ons or entitled else SHOWS
    shows = raw.get("shows")
    once = raw.get("once", "ever")
    return PointRules(
        once=once if once in ONCE else "ever",
        categories=categories,
        add_ons=add_ons,
        entitled=entitled,
        opens_at=_instant(raw.get("opens_at")),
        closes_at=_instant(raw.get("closes_at")),
        shows=usual if shows is None else tuple(part for part in SHOWS if part in shows),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def windows(
    rules: PointRules, *, category: str, add_ons: Iterable[str], entitlements: Iterable[Window]
) -> list[Window]:
    """When a badge may pass a point; none means that it may not at all. An entitlement passes any restriction."""
    found = list(entitlements)
    has_category = not rules.categories or category in rules.categories
    has_add_on = not rules.add_ons or not rules.add_ons.isdisjoint(add_ons)
    if not rules.entitled and has_category and has_add_on:
        found.append(Window())
    return [window.within(rules.opens_at, rules.closes_at) for window in found]


def envelope(passes: Sequence[Window]) -> list[datetime | None] | None:
    """[from, until] over all windows, for a device; the server knows of gaps and has the last word."""
    if not passes:
        return None
    starts = [window.start for window in passes]
    ends = [window.end for window in passes]
    return [
        None if None in starts else min(value for value in starts if value),
        None if None in ends else max(value for value in ends if value),
    ]


def judge(
    *, serial: int, listed: tuple[str, int] | None, passes: Sequence[Window], direction: str, at: datetime
) -> Outcome:
    """What a genuine badge deserves by itself, other scans left aside.

    `listed` is (state, serial) of its registration, None if there is none; `passes` is what `windows` gave for
    the point. A serial above the listed one is newer than our copy and counts. Going out is never refused.
    """
    if listed is None:
        return Outcome.UNKNOWN
    state, current = listed
    if serial < current:
        return Outcome.SUPERSEDED
    if direction == Direction.OUT:
        return Outcome.LEFT
    if state in _BY_STATE:
        return _BY_STATE[state]
    if not passes:
        return Outcome.WRONG_POINT
    return Outcome.ADMITTED if any(window.holds(at) for window in passes) else Outcome.WRONG_TIME
