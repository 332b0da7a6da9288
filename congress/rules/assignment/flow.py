"""Assignments as flows, solved to the optimum by OR-tools (cost scaling)."""

import numpy as np

from congress.rules.assignment.floors import Ranking
from congress.rules.assignment.problem import Flags, Floats, Rest, Whole

FINE = 10**9


def best_flow(
    ranking: Ranking, prefixes: Whole | None = None, *, weights: Floats | None = None, values: bool = True
) -> Flags | None:
    """The pairs (experiences × members) with the highest total; None where needs, loads and prefixes cannot be met.

    `prefixes` (experiences × h) ask for at least h readers from that many of the first. Without `values` any pairs
    will do. Affinities are rounded to a billionth of the largest, or taken exactly where they have few decimals.
    """
    from ortools.graph.python import min_cost_flow

    rest, width = ranking.rest, max(ranking.width, 1)
    experiences, members = rest.gain.shape
    grade = np.zeros(rest.gain.shape, np.int64) if prefixes is None else ranking.classes(prefixes)
    rows, readers = np.nonzero(rest.open & (grade < rest.need[:, None]))
    grades = grade[rows, readers]
    worth = rest.gain[rows, readers] * (values if weights is None else weights[rows])
    costs = -whole(worth)
    solver, source = min_cost_flow.SimpleMinCostFlow(), members + width * experiences
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        readers, members + grades * experiences + rows, np.ones(len(rows), np.int64), costs
    )
    _add(solver, np.full(members, source), np.arange(members), rest.most - rest.least)
    for grade_ in range(1, width):  # at most need - h readers from beyond the h-th prefix
        deep = np.flatnonzero(rest.need > grade_)
        node = members + grade_ * experiences + deep
        _add(solver, node, node - experiences, (rest.need - grade_)[deep])
    supplies = np.zeros(source + 1, np.int64)
    supplies[:members], supplies[members : members + experiences] = rest.least, -rest.need
    supplies[source] = rest.need.sum() - rest.least.sum()
    solver.set_nodes_supplies(np.arange(source + 1), supplies)
    if supplies[source] < 0 or solver.solve() != solver.OPTIMAL:
        return None
    chosen = solver.flows(arcs) > 0
    pairs = np.zeros(rest.gain.shape, bool)
    pairs[rows[chosen], readers[chosen]] = True
    return pairs


def whole(values: Floats) -> Whole:
    """Affinities as whole numbers for a solver."""
    top = float(np.abs(values).max(initial=0.0))
    if not top:
        return np.zeros(len(values), np.int64)
    scale = next((s for s in (1, 10, 100, 1000, 10**6) if top * s <= FINE and _is_exact(values, s)), FINE / top)
    return np.rint(values * scale).astype(np.int64)


def grain(rest: Rest) -> float:
    """The step between possible sums where affinities have few decimals; 0 where there is none."""
    values = rest.gain[rest.open]
    return next((1 / s for s in (1, 2, 4, 10, 100, 1000) if _is_exact(values, s) and _is_exact(rest.base, s)), 0.0)


def _is_exact(values: Floats, scale: int) -> bool:
    return bool(np.array_equal(np.rint(values * scale) / scale, values))


def _add(solver: object, tails: Whole, heads: Whole, capacities: Whole) -> None:
    solver.add_arcs_with_capacity_and_unit_cost(  # type: ignore[attr-defined]
        tails, heads, capacities, np.zeros(len(tails), np.int64)
    )
