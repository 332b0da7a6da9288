"""Rounds of reading: when they are open, who is reminded, who sees what the others think. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

OPEN, SINGLE, DOUBLE = "open", "single", "double"
# How much each kind hides: a round that was given out may hide more, never less.
_HIDES = {OPEN: 0, SINGLE: 1, DOUBLE: 2}
MOST_DAYS = 90
MOST_REMINDERS = 6


def standing(
    now: datetime, opens_at: datetime | None, closes_at: datetime | None, *, is_rehearsing: bool = False
) -> str:
    """ "before", "open" or "closed" of a round in `[opens_at, closes_at)`; in a rehearsal it is always open."""
    if is_rehearsing:
        return "open"
    if opens_at is not None and now < opens_at:
        return "before"
    return "closed" if closes_at is not None and now >= closes_at else "open"


def hides_less(before: str, after: str) -> bool:
    """Whether a round would show what it was promised to hide."""
    return _HIDES[after] < _HIDES[before]


def due_reminder(now: datetime, closes_at: datetime | None, days: Iterable[int], sent: Iterable[int]) -> int | None:
    """Of which of the days before the end somebody is to be reminded now; None for none.

    Of several that have come only the last counts, so that nobody gets two letters at once, and none comes after a
    later one was sent, nor after the end.
    """
    if closes_at is None or now >= closes_at:
        return None
    come = [day for day in days if now >= closes_at - timedelta(days=day)]
    if not come or any(day <= min(come) for day in sent):
        return None
    return min(come)


def days_left(now: datetime, closes_at: datetime | None) -> int:
    """Whole days up to the end, 0 where there is none or it has come."""
    return max(0, (closes_at - now).days) if closes_at is not None else 0


def sees_others(states: Iterable[str]) -> bool:
    """Whether a reader with these readings of an experience sees what the others think: all of theirs are in."""
    own = [state for state in states if state != "recused"]
    return bool(own) and all(state == "done" for state in own)
