"""What happened at a point, from all its scans.

The order of arrival does not matter: scans are taken by the time at which they happened, ties by scan id and
device. So whatever reaches the server late gives the same history as if it had come at once.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from registration.enums import Outcome

# A steward's reason admits in spite of these. What is not ours or cannot be read is never admitted by it.
OVERRIDABLE = frozenset(set(Outcome) - {Outcome.FORGED, Outcome.REFUSED, Outcome.LEFT})


@dataclass(frozen=True, slots=True)
class Fact:
    """One scan at one point: `who` is the badge number (None if not genuine), `judged` its outcome alone."""

    key: Hashable
    at: datetime
    scan_id: str
    device: int
    who: int | None
    judged: str
    has_override: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """`first` is the key of the admission that a badge already in was let in by."""

    outcome: str
    first: Hashable | None = None


def settle(facts: Iterable[Fact], *, once: str, zone: ZoneInfo, capacity: int | None = None) -> dict[Hashable, Settled]:
    """The outcome of every scan of one point, by key.

    Without a capacity badges do not touch each other, so the scans of a few badges may be settled alone; with
    one, all scans of the point must be given. A room is counted anew each day.
    """
    settled: dict[Hashable, Settled] = {}
    admissions: dict[int, Fact] = {}
    room: set[int] = set()
    today: date | None = None
    for fact in sorted(facts, key=lambda fact: (fact.at, fact.scan_id, fact.device)):
        day = fact.at.astimezone(zone).date()
        if day != today:
            today = day
            room.clear()
        admissible = fact.judged == Outcome.ADMITTED or (fact.has_override and fact.judged in OVERRIDABLE)
        if fact.who is None or not (admissible or fact.judged == Outcome.LEFT):
            settled[fact.key] = Settled(fact.judged)
            continue
        if fact.judged == Outcome.LEFT:
            admissions.pop(fact.who, None)
            room.discard(fact.who)
            settled[fact.key] = Settled(Outcome.LEFT)
            continue
        first = admissions.get(fact.who)
        if first is not None and not _still_in(first, day, once, zone):
            first = None
        is_full = capacity is not None and fact.who not in room and len(room) >= capacity
        if first is not None and not fact.has_override:
            settled[fact.key] = Settled(Outcome.ALREADY_IN, first.key)
        elif is_full and not fact.has_override:
            settled[fact.key] = Settled(Outcome.ROOM_FULL)
        else:
            admissions[fact.who] = first or fact
            room.add(fact.who)
            settled[fact.key] = Settled(Outcome.ADMITTED)
    return settled


def _still_in(first: Fact, day: date, once: str, zone: ZoneInfo) -> bool:
    if once == "no":
        return False
    return once == "ever" or first.at.astimezone(zone).date() == day
