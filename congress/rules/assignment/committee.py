"""From members and experiences to arrays, and back to pairs with their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from congress.rules.affinity import Reader, Work, affinity, even_load, fits, may_read, reasons
from congress.rules.assignment.keeping import keeping
from congress.rules.assignment.precheck import Languages, Obstacle, obstacles, relaxed
from congress.rules.assignment.problem import Flags, Problem, problem
from congress.rules.assignment.search import Plan, solve


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be solved: every work and reader, how many readers each, what the chair chose and took out by hand.

    `taken` is how much each reader has to read elsewhere, which counts towards a maximum of their own.
    """

    works: Sequence[Work]
    readers: Sequence[Reader]
    each: int
    chosen: frozenset[tuple[int, int]] = frozenset()  # (work, reader)
    removed: frozenset[tuple[int, int]] = frozenset()
    taken: dict[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One reading of the solution; `is_kept` where the reader has it already."""

    work: int
    reader: int
    is_kept: bool
    reasons: list[str]
    points: int


@dataclass(frozen=True, slots=True)
class Solved:
    """Pairs and figures, or the obstacles, whose params name works and readers by their number."""

    pairs: list[Pair]
    figures: dict[str, Any]
    obstacles: list[dict[str, Any]]


def share_out(asked: Asked, *, is_partial: bool = False) -> Solved:
    """Solves: what has begun and what was chosen by hand stays, of what was given as much as can, the rest is optimal.

    Where something makes it impossible, the obstacles say what; `is_partial` then plans all that is possible.
    """
    if not asked.works or not asked.readers:
        nobody = {"code": "few_members", "wanted": asked.each, "members": len(asked.readers)}
        return Solved([], {}, [nobody] if asked.works else [])
    given, held = _arrays(asked)
    found = obstacles(given, _languages(asked))
    if found and not is_partial:
        return Solved([], {}, [_named(one, asked) for one in found])
    wanted = int(given.wanted.sum())
    if found:
        given = relaxed(given)
    plan = solve(_evened(keeping(given, held & ~given.fixed), asked))
    pairs = _pairs(asked, plan, held)
    return Solved(pairs, _figures(asked, plan, pairs, wanted), [_named(one, asked) for one in found])


def _arrays(asked: Asked) -> tuple[Problem, Flags]:
    """The problem, and who has what already (members × experiences)."""
    shape = (len(asked.readers), len(asked.works))
    points, allowed = np.zeros(shape), np.zeros(shape, bool)
    begun, held = np.zeros(shape, bool), np.zeros(shape, bool)
    wanted = np.full(len(asked.works), asked.each)
    for column, work in enumerate(asked.works):
        seated = 0
        for row, reader in enumerate(asked.readers):
            pair = (work.id, reader.id)
            has_begun = reader.id in work.begun
            seated += has_begun
            stays = (has_begun and reader.id not in work.barred) or pair in asked.chosen
            points[row, column] = affinity(reader, work)
            begun[row, column] = stays
            allowed[row, column] = stays or (may_read(reader, work) and pair not in asked.removed)
            held[row, column] = allowed[row, column] and (has_begun or reader.id in work.given)
        wanted[column] = max(asked.each - len(work.begun) + seated, 0)  # members who left have read theirs
    least, most = _loads(asked, begun, held, int(wanted.sum()))
    mask = np.where(allowed, 0, -1)
    return problem(points, coverage=wanted, max_load=most, min_load=least, mask=mask, fixed=begun), held


def _loads(asked: Asked, begun: Flags, held: Flags, needed: int) -> tuple[Any, Any]:
    """Minimum and maximum loads; what stays is never above them.

    Who names no maximum may take one more than they have, so that no reader has to change for the sake of evenness.
    """
    taken = asked.taken or {}
    own = [None if r.most is None else max(r.most - taken.get(r.id, 0), 0) for r in asked.readers]
    even = even_load(needed=needed, loads=own)
    free = [max(even, has + 1) if has else even for has in held.sum(1).tolist()]
    limits = [mine if load is None else load for mine, load in zip(free, own, strict=True)]
    most = np.maximum(limits, begun.sum(1))
    return np.minimum([reader.least for reader in asked.readers], most), most


def _evened(given: Problem, asked: Asked) -> Problem:
    """The problem with a minimum for members who named none, as near to an even share as can be."""
    even = int(given.wanted.sum()) // len(asked.readers)
    for share in (even - even // 10, even * 3 // 4, even // 2):
        least = np.array([share if reader.most is None and not reader.least else 0 for reader in asked.readers])
        more = replace(given, least=np.maximum(given.least, np.minimum(least, given.most)))
        if share > 0 and not obstacles(more):
            return more
    return given


def _languages(asked: Asked) -> Languages:
    codes = sorted({work.language for work in asked.works})
    return Languages(
        of=np.array([codes.index(work.language) for work in asked.works]),
        reads=np.array([[code in reader.languages for code in codes] for reader in asked.readers]),
    )


def _named(obstacle: Obstacle, asked: Asked) -> dict[str, Any]:
    """The obstacle with the numbers of works and readers, and the code of a language, in place of indices."""
    params = dict(obstacle.params)
    if "language" in params:
        params["language"] = sorted({work.language for work in asked.works})[params["language"]]
    if "experience" in params:
        params["experience"] = asked.works[params["experience"]].id
    if "member" in params:
        params["member"] = asked.readers[params["member"]].id
    if "named" in params:
        rows = asked.readers if "members" in params else asked.works
        params["named"] = [rows[index].id for index in params["named"]]
    return {"code": obstacle.code, **params}


def _pairs(asked: Asked, plan: Plan, held: Flags) -> list[Pair]:
    found = []
    for column, row in np.argwhere(plan.pairs.T).tolist():
        work, reader = asked.works[column], asked.readers[row]
        found.append(Pair(work.id, reader.id, bool(held[row, column]), reasons(reader, work), affinity(reader, work)))
    return found


def _figures(asked: Asked, plan: Plan, pairs: list[Pair], wanted: int) -> dict[str, Any]:
    """Numbers of a solution: points, bounds, loads, and how many fitting readers the worst-served experience has."""
    fitting = dict.fromkeys((work.id for work in asked.works), 0)
    for pair in pairs:
        fitting[pair.work] += fits(pair.reasons)
    loads = plan.pairs.sum(1)
    busy = loads[loads > 0]
    return {
        "experiences": len(asked.works),
        "each": asked.each,
        "pairs": len(pairs),
        "missing": wanted - len(pairs),
        "kept": sum(pair.is_kept for pair in pairs),
        "fitting": min(fitting.values()),
        "least_load": int(busy.min()) if len(busy) else 0,
        "most_load": int(loads.max(initial=0)),
        "total": plan.total,
        "total_bound": plan.total_bound,
        "worst": plan.worst,
        "worst_bound": plan.worst_bound,
        "worst_tenth": plan.worst_tenth,
        "is_worst_proven": plan.is_worst_proven,
        "is_total_proven": plan.is_total_proven,
    }
