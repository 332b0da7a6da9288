"""How well a member and an experience fit, in points, and the reasons in codes. Pure; sentences are in the enums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from congress.rules.conflict import Interests, Party, conflict

AXIS, ANY_AXIS = 4, 2  # one of the member's axes; a member who names none reads all of them
EXPERTISE = 3  # a keyword of the member's stands in title or summary
BIDS = {2: 6, 1: 3, -1: -6}  # very gladly, gladly, rather not


@dataclass(frozen=True, slots=True)
class Work:
    """A submission to be read: its language, axis and topics, who stands behind it, and who has it already.

    `topics` are those of the committee's keywords that stand in its title or summary (`topics_in`).

    `begun` are the members whose reading has begun or is done, `given` those who have it and have not begun, `barred`
    those who are not to get it: they stepped back, or a conflict of interest is open or confirmed. `bids` are by
    member.
    """

    id: int
    language: str
    axis: str
    party: Party
    topics: frozenset[str] = frozenset()
    begun: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    bids: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """A member: what they read, which axes and keywords (folded) are theirs, what they are party to, their loads."""

    id: int
    languages: frozenset[str]
    axes: frozenset[str] = frozenset()
    expertise: frozenset[str] = frozenset()
    interests: Interests = field(default_factory=Interests)
    least: int = 0
    most: int | None = None  # None: as many as the others


def topics_in(text: str, keywords: Iterable[str]) -> frozenset[str]:
    """The keywords that stand in a text, as a word or as its beginning; all of them folded."""
    words = f" {text}"
    return frozenset(keyword for keyword in keywords if f" {keyword}" in words)


def may_read(reader: Reader, work: Work) -> bool:
    """Reads its language and is party to nothing in it."""
    return (
        work.language in reader.languages
        and reader.id not in work.barred
        and conflict(reader.interests, work.party) is None
    )


def reasons(reader: Reader, work: Work) -> list[str]:
    """Why this reader, in codes of enums.PairReason: what fits, or "balance" where nothing does; then the language."""
    bid = work.bids.get(reader.id, 0)
    found = ["axis"] if work.axis in reader.axes else []
    found += ["expertise"] if reader.expertise & work.topics else []
    found += {2: ["bid_high"], 1: ["bid"]}.get(bid, [])
    return [*(found or ["balance"]), *(["bid_low"] if bid < 0 else []), "language"]


def affinity(reader: Reader, work: Work) -> int:
    """The points of a pair: axis, expertise and bid."""
    axis = AXIS if work.axis in reader.axes else 0 if reader.axes else ANY_AXIS
    return axis + EXPERTISE * bool(reader.expertise & work.topics) + BIDS.get(work.bids.get(reader.id, 0), 0)


def fits(codes: Sequence[str]) -> bool:
    """Whether something speaks for the pair beyond language and even loads."""
    return bool({"axis", "expertise", "bid_high", "bid"} & set(codes))


def even_load(*, needed: int, loads: Sequence[int | None]) -> int:
    """The lowest maximum for members who name none, so that all together have room for what is needed.

    One more than an even share, so that there is something to choose from; `loads` are the maxima of all members.
    """
    open_ones = sum(1 for load in loads if load is None)
    taken, share = 0, 0
    if open_ones:
        # Members with a small maximum of their own leave more to the others.
        taken = sum(load for load in loads if load is not None and load * len(loads) <= needed)
        rest = sum(1 for load in loads if load is None or load * len(loads) > needed)
        share = -(-max(needed - taken, 0) // rest)
        named = sum(min(load, share) for load in loads if load is not None)
        share = max(share, -(-max(needed - named, 0) // open_ones))
    return share + 1
