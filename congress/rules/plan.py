"""The work plan's arithmetic: days, what waits for what, and which verb follows which."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

# State -> verb -> state that follows.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "open": {"start": "started", "finish": "done", "drop": "dropped"},
    "started": {"reopen": "open", "finish": "done", "drop": "dropped"},
    "done": {"reopen": "open"},
    "dropped": {"reopen": "open"},
}
LIVING = frozenset({"open", "started"})
SOON = timedelta(days=14)


def following(state: str, verb: str) -> str | None:
    """The state that a verb leads to, or None where it cannot be said."""
    return TRANSITIONS.get(state, {}).get(verb)


def due_on(opening: date, days_before: int) -> date:
    """The day that lies `days_before` the opening (negative: after it)."""
    return opening - timedelta(days=days_before)


def urgency(state: str, due: date, today: date) -> str:
    """How pressing a milestone is: "", "soon" or "late"; the day itself is not late yet."""
    if state not in LIVING:
        return ""
    if due < today:
        return "late"
    return "soon" if due - today <= SOON else ""


def out_of_turn(state: str, held_by: int) -> bool:
    """Whether a milestone is done before what it waits for: somebody said "anyway", or one was opened again."""
    return state == "done" and held_by > 0


def would_circle(code: str, waits_for: Collection[str], known: Mapping[str, Collection[str]]) -> bool:
    """Whether a milestone that waits for these would, by way of others, wait for itself.

    `known` says of every milestone what it waits for now.
    """
    seen: set[str] = set()
    ahead = list(waits_for)
    while ahead:
        one = ahead.pop()
        if one == code:
            return True
        if one not in seen:
            seen.add(one)
            ahead += known.get(one, ())
    return False
