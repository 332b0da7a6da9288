"""Small assignments solved exactly by branch and bound (SCIP in OR-tools); the number of nodes bounds the time."""

from typing import Any

import numpy as np

from congress.rules.assignment.problem import Flags, Rest

SMALL = 240  # open pairs up to which it is tried
NODES = 2000


def best_worst(rest: Rest, reached: float, ceiling: float) -> tuple[Flags, bool] | None:
    """(pairs with the highest lowest sum found, whether it is proven); None where nothing better was found in time."""
    solver, chosen = _model(rest)
    floor = solver.NumVar(reached, ceiling + rest.blur, "floor")
    for row, terms in _sums(rest, chosen).items():
        if rest.need[row]:
            solver.Add(terms + float(rest.base[row]) >= floor)
    solver.Maximize(floor)
    return _solved(solver, rest, chosen)


def best_total(rest: Rest, floor: float) -> tuple[Flags, bool] | None:
    """(pairs with the highest total at a floor, whether it is proven); None where none was found in time."""
    solver, chosen = _model(rest)
    sums = _sums(rest, chosen)
    for row, terms in sums.items():
        if rest.need[row]:
            solver.Add(terms + float(rest.base[row]) >= floor - rest.blur)
    solver.Maximize(solver.Sum(list(sums.values())))
    return _solved(solver, rest, chosen)


def is_small(rest: Rest) -> bool:
    return int(rest.open.sum()) <= SMALL


def _model(rest: Rest) -> tuple[Any, dict[tuple[int, int], Any]]:
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetSolverSpecificParametersAsString(f"limits/nodes = {NODES}")
    chosen = {(int(row), int(reader)): solver.BoolVar("") for row, reader in np.argwhere(rest.open)}
    for row, need in enumerate(rest.need.tolist()):
        solver.Add(solver.Sum([x for (at, _reader), x in chosen.items() if at == row]) == need)
    for reader, (least, most) in enumerate(zip(rest.least.tolist(), rest.most.tolist(), strict=True)):
        load = solver.Sum([x for (_row, at), x in chosen.items() if at == reader])
        solver.Add(load >= least)
        solver.Add(load <= most)
    return solver, chosen


def _sums(rest: Rest, chosen: dict[tuple[int, int], Any]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for (row, reader), x in chosen.items():
        found[row] = found.get(row, 0) + float(rest.gain[row, reader]) * x
    return found


def _solved(solver: Any, rest: Rest, chosen: dict[tuple[int, int], Any]) -> tuple[Flags, bool] | None:
    state = solver.Solve()
    if state not in (solver.OPTIMAL, solver.FEASIBLE):
        return None
    pairs = np.zeros(rest.gain.shape, bool)
    for place, x in chosen.items():
        pairs[place] = x.solution_value() > 0.5
    return pairs, state == solver.OPTIMAL
