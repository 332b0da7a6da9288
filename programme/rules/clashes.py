"""Two things at once: rooms, people, experiences."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from programme.rules.times import overlap


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as the rule sees it; `people` are ids of persons."""

    code: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Clash:
    kind: str  # room or person
    one: str
    other: str
    what: str


def clashes(slots: Iterable[Slot]) -> list[Clash]:
    """Every pair of sessions that share a room or a person at the same time, ordered by code."""
    by_thing: dict[tuple[str, str], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.room:
            by_thing["room", slot.room].append(slot)
        for person in slot.people:
            by_thing["person", str(person)].append(slot)
    found = []
    for (kind, what), group in by_thing.items():
        group.sort(key=lambda slot: (slot.starts_at, slot.code))
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                if other.starts_at >= one.ends_at:
                    break
                if overlap((one.starts_at, one.ends_at), (other.starts_at, other.ends_at)):
                    first, second = sorted((one.code, other.code))
                    found.append(Clash(kind, first, second, what))
    return sorted(set(found), key=lambda clash: (clash.kind, clash.one, clash.other, clash.what))
