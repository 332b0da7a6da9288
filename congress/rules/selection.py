"""Which experiences fit: places by format, axis and language, quotas per city, the best selection within them. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from congress.rules import selection_solver

KINDS = ("format", "axis", "language")
TOTAL, CITY = "total", "city"
MOST = 9_999  # places that may be set
_SCALE = 100  # values have two decimals

Key = tuple[str, str]
Solver = Callable[[Mapping[int, int], Sequence[tuple[int, Collection[int]]]], tuple[set[int], int]]


@dataclass(frozen=True, slots=True)
class Places:
    """How many can be selected: in all, by (kind, code), and of one city. None and what is not named: no limit."""

    total: int | None = None
    groups: Mapping[Key, int] = field(default_factory=dict)
    per_city: int | None = None

    @property
    def are_limited(self) -> bool:
        return self.total is not None or bool(self.groups) or self.per_city is not None


@dataclass(frozen=True, slots=True)
class Work:
    """An experience as the selection sees it; `city` is None for bodies that have no quota, `value` None unread."""

    id: int
    value: Decimal | None = None
    city: int | None = None
    format: str = ""
    axis: str = ""
    language: str = ""

    def shelves(self) -> tuple[Key, ...]:
        return tuple((kind, getattr(self, kind)) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Use:
    """How much of something limited is taken."""

    kind: str
    code: str
    used: int
    limit: int

    @property
    def over(self) -> int:
        return max(self.used - self.limit, 0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The experiences proposed, whether no selection has a higher sum, by how much one could, and what is full.

    `full` are the limits that are reached and that kept somebody out; `held_back` the cities at their quota.
    """

    chosen: tuple[int, ...] = ()
    is_best: bool = True
    gap: Decimal = Decimal(0)
    full: tuple[Key, ...] = ()
    held_back: int = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """Experiences of the value at which the selection ends, some of them in and some out."""

    value: Decimal
    inside: tuple[int, ...]
    outside: tuple[int, ...]


def places_of(kept: Mapping[str, Any], per_city: int | None) -> Places:
    """The limits as a call keeps them: {"total": n, "format": {code: n}, …}."""
    groups = {(kind, code): number for kind in KINDS for code, number in (kept.get(kind) or {}).items()}
    return Places(kept.get(TOTAL), groups, per_city)


def kept_places(places: Places) -> dict[str, Any]:
    """As a call keeps them."""
    found: dict[str, Any] = {} if places.total is None else {TOTAL: places.total}
    for (kind, code), number in sorted(places.groups.items()):
        found.setdefault(kind, {})[code] = number
    return found


def uses(works: Iterable[Work], places: Places) -> list[Use]:
    """What the selected ones take of everything that is limited, in the order of the limits."""
    selected = list(works)
    counts = Counter(key for work in selected for key in work.shelves())
    found = [] if places.total is None else [Use(TOTAL, "", len(selected), places.total)]
    return found + [Use(kind, code, counts[kind, code], limit) for (kind, code), limit in places.groups.items()]


def crowded(works: Iterable[Work], per_city: int | None) -> dict[int, int]:
    """Cities of which more are selected than the quota allows, with how many."""
    if per_city is None:
        return {}
    counts = Counter(work.city for work in works if work.city is not None)
    return {city: number for city, number in sorted(counts.items()) if number > per_city}


def propose(
    candidates: Sequence[Work], taken: Sequence[Work], places: Places, *, best: Solver = selection_solver.best
) -> Proposal:
    """The selection of the highest sum of values that fits beside what is taken already.

    Exact by branch and bound up to a number of nodes, beyond which `gap` bounds what is missed. Nobody without a value
    is proposed. What is over its limit already gets nothing more. `best` does as selection_solver.best.
    """
    valued = [work for work in candidates if work.value is not None]
    rooms = _rooms(valued, taken, places)
    tight = {key: (room, members) for key, (room, members) in rooms.items() if len(members) > room}
    free = [work for work in valued if not any(work.id in members for _room, members in tight.values())]
    bound = [work for work in valued if any(work.id in members for _room, members in tight.values())]
    chosen, missed = best({work.id: _points(work) for work in bound}, list(tight.values())) if bound else (set(), 0)
    chosen |= {work.id for work in free}
    gap = Decimal(missed) / _SCALE
    full = [key for key, (room, members) in tight.items() if len(members & chosen) == room and members - chosen]
    return Proposal(
        chosen=tuple(work.id for work in valued if work.id in chosen),
        is_best=gap == 0,
        gap=gap,
        full=tuple(key for key in full if key[0] != CITY),
        held_back=sum(1 for key in full if key[0] == CITY),
    )


def ties(works: Iterable[Work], chosen: Collection[int], places: Places) -> list[Tie]:
    """Where a selection ends between equal values: in all, or in each format that has places of its own."""
    limited = {code for kind, code in places.groups if kind == "format"}
    groups: dict[str, list[Work]] = {}
    for work in works:
        groups.setdefault(work.format if work.format in limited else "", []).append(work)
    found = []
    for group in groups.values():
        values = [work.value for work in group if work.value is not None and work.id in chosen]
        if not values:
            continue
        last = min(values)
        same = [work.id for work in group if work.value == last]
        inside, outside = (tuple(i for i in same if (i in chosen) is side) for side in (True, False))
        if outside:
            found.append(Tie(last, inside, outside))
    return sorted(found, key=lambda tie: (-tie.value, tie.inside))


def _rooms(valued: Sequence[Work], taken: Sequence[Work], places: Places) -> dict[Key, tuple[int, frozenset[int]]]:
    """What is left of every limit, and the candidates that would use it."""
    members: dict[Key, set[int]] = {}
    for work in valued:
        for key in _limits_of(work):
            members.setdefault(key, set()).add(work.id)
    used = Counter(key for work in taken for key in _limits_of(work))
    limits: dict[Key, int] = dict(places.groups)
    if places.total is not None:
        limits[TOTAL, ""] = places.total
    if places.per_city is not None:
        limits |= {key: places.per_city for key in members if key[0] == CITY}
    return {key: (max(limit - used[key], 0), frozenset(members.get(key, ()))) for key, limit in limits.items()}


def _limits_of(work: Work) -> tuple[Key, ...]:
    city = () if work.city is None else ((CITY, str(work.city)),)
    return ((TOTAL, ""), *work.shelves(), *city)


def _points(work: Work) -> int:
    return int((work.value or Decimal(0)) * _SCALE)
