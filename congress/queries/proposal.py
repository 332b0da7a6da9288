"""What the engine would select, and what a selection would come to, without writing anything."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from subprocess import SubprocessError

from common import child
from congress.enums import SubmissionState
from congress.queries.ranking import Ranking, Standing
from congress.rules.selection import Places, Proposal, Work, propose

_SECONDS = 60  # for the solver; far more than its nodes take


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the engine: within which places, by which value (from `least` on), how many on the reserve list.

    `also` are experiences taken as selected for the sake of trying; without `fill` nobody is proposed beside them.
    """

    places: Places
    by: str = "adjusted"
    reserve: int = 0
    least: Decimal | None = None
    also: frozenset[int] = frozenset()
    fill: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A selection as it would be. `taken` was decided by hand or told, or is being tried; the rest is the engine's."""

    wish: Wish
    taken: tuple[Standing, ...]
    chosen: tuple[Standing, ...]
    reserve: tuple[Standing, ...]  # in their order
    unread: int  # candidates left out because nobody has reviewed them
    below: int  # those left out because their value is lower than asked for
    proposal: Proposal
    seal: str  # of all that it rests on; another one means that something has changed

    @property
    def selected(self) -> frozenset[int]:
        return frozenset(row.pk for row in (*self.taken, *self.chosen))

    def works(self) -> list[Work]:
        return [row.work(self.wish.by) for row in (*self.taken, *self.chosen)]


def _best(points: Mapping[int, int], rooms: Sequence[tuple[int, Collection[int]]]) -> tuple[set[int], int]:
    """As selection_solver.best, in a process of its own: the solver is as large as half a web worker."""
    asked = {"points": points, "rooms": [[room, sorted(members)] for room, members in rooms]}
    try:
        said = child.answer("congress.rules.selection_solver", data=json.dumps(asked).encode(), seconds=_SECONDS)
    except SubprocessError:
        return set(), sum(points.values())
    found = json.loads(said)
    return set(found["chosen"]), found["missed"]


def drafted(ranking: Ranking, wish: Wish) -> Draft:
    """Decisions by hand stand; what an earlier proposal left pending is thought over again."""
    rows = list(ranking.standings.values())
    taken = [row for row in rows if row.pk in wish.also or (row.is_selected and not _is_free(row))]
    free = sorted((row for row in rows if _is_free(row) and row.pk not in wish.also), key=lambda row: _order(row, wish))
    known = [(row, value) for row in free if (value := row.value(wish.by)) is not None]
    good = [row for row, value in known if wish.least is None or value >= wish.least]
    proposal = Proposal()
    if wish.fill:
        works, beside = ([row.work(wish.by) for row in group] for group in (good, taken))
        proposal = propose(works, beside, wish.places, best=_best)
    picked = set(proposal.chosen)
    chosen = [row for row in good if row.pk in picked]
    waiting = [row for row in good if row.pk not in picked]
    reserve = waiting[: wish.reserve] if wish.fill else []
    return Draft(
        wish=wish,
        taken=tuple(taken),
        chosen=tuple(chosen),
        reserve=tuple(reserve),
        unread=len(free) - len(known),
        below=len(known) - len(good),
        proposal=proposal,
        seal=_seal(rows, chosen, reserve),
    )


def _is_free(row: Standing) -> bool:
    """Whether the engine may say something about it: nothing is decided, or only by an earlier proposal."""
    if row.state != SubmissionState.SUBMITTED:
        return False
    return row.pending is None or row.pending.is_proposed


def _order(row: Standing, wish: Wish) -> tuple[bool, float, str]:
    value = row.value(wish.by)
    return (value is None, -float(value or 0), row.code)


def _seal(rows: list[Standing], chosen: list[Standing], reserve: list[Standing]) -> str:
    known = [f"{row.code}:{row.state}:{seen_of(row)}" for row in rows]
    words = [*known, "+", *(row.code for row in chosen), "~", *(row.code for row in reserve)]
    return sha256(" ".join(words).encode()).hexdigest()[:32]


def seen_of(row: Standing) -> str:
    """Which pending decision a reader has seen: its row and version, "0" for none."""
    return f"{row.pending.pk}.{row.pending.version}" if row.pending else "0"
