"""Sharing out the reading evenly. Pure and deterministic; greedy, so good and fast, not proven best."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from congress.rules.conflict import Interests, Party, conflict


@dataclass(frozen=True, slots=True)
class Work:
    """A submission to be read: its language and axis, who stands behind it, and who has it already.

    `read_by` are the members who read it or will; `barred` those who are not to get it (again).
    """

    id: int
    language: str
    axis: str
    party: Party
    read_by: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """A member: what they read, which axes are theirs, what they are party to."""

    id: int
    languages: frozenset[str]
    axes: frozenset[str] = frozenset()
    interests: Interests = field(default_factory=Interests)


@dataclass(frozen=True, slots=True)
class Shares:
    """Pairs (submission, member) to add, and how many readings each submission still lacks."""

    pairs: tuple[tuple[int, int], ...]
    missing: dict[int, int]


def can_read(reader: Reader, work: Work) -> bool:
    """Reads its language and is party to nothing in it."""
    return work.language in reader.languages and conflict(reader.interests, work.party) is None


def share_out(works: Sequence[Work], readers: Sequence[Reader], *, each: int) -> Shares:
    """Gives every submission `each` readers, those with the fewest possible readers first.

    Among those who can read it the least loaded one is taken, then one whose axis it is, then the lowest id.
    """
    load = Counter({reader.id: 0 for reader in readers})
    for work in works:
        load.update(member for member in work.read_by if member in load)
    able = {
        work.id: [r for r in readers if r.id not in work.read_by | work.barred and can_read(r, work)] for work in works
    }
    pairs, missing = [], {}
    for work in sorted(works, key=lambda w: (len(able[w.id]) + len(w.read_by), w.id)):
        wanted = max(0, each - len(work.read_by))
        chosen = sorted(able[work.id], key=_preference(load, work))[:wanted]
        load.update(reader.id for reader in chosen)
        pairs += [(work.id, reader.id) for reader in chosen]
        if len(chosen) < wanted:
            missing[work.id] = wanted - len(chosen)
    return Shares(tuple(pairs), missing)


def _preference(load: Counter[int], work: Work) -> Callable[[Reader], tuple[int, bool, int]]:
    return lambda reader: (load[reader.id], bool(reader.axes) and work.axis not in reader.axes, reader.id)


def loads(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    """How many submissions each member has."""
    return Counter(member for _work, member in pairs)
