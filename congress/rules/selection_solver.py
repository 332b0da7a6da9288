"""The selection of the highest sum within limits: exact, by branch and bound. Pure; loads a large solver.

Run as `python -m congress.rules.selection_solver`: reads {"points": {id: n}, "rooms": [[room, [id, …]], …]} and writes
{"chosen": [id, …], "missed": n}. That keeps the solver out of the servers.
"""

import json
import sys
from collections.abc import Collection, Mapping, Sequence

_NODES = 2_000  # of branch and bound, which bounds the time


def best(points: Mapping[int, int], rooms: Sequence[tuple[int, Collection[int]]]) -> tuple[set[int], int]:
    """The chosen ids, and how many points more the best selection may have: 0 if none has more.

    Each room is how many of which ids may be chosen. Solved by SCIP, as OR-tools brings it.
    """
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetSolverSpecificParametersAsString(f"limits/nodes = {_NODES}")
    taking = {one: solver.BoolVar("") for one in points}
    for room, members in rooms:
        constraint = solver.Constraint(0, room)
        for one in sorted(members):
            constraint.SetCoefficient(taking[one], 1)
    objective = solver.Objective()
    for one, value in points.items():
        objective.SetCoefficient(taking[one], value)
    objective.SetMaximization()
    state = solver.Solve()
    if state not in (solver.OPTIMAL, solver.FEASIBLE):
        return set(), sum(points.values())
    chosen = {one for one, x in taking.items() if x.solution_value() > 0.5}
    if state == solver.OPTIMAL:
        return chosen, 0
    reached = sum(points[one] for one in chosen)
    return chosen, max(int(objective.BestBound() + 1e-6) - reached, 0)


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    chosen, missed = best({int(one): value for one, value in asked["points"].items()}, asked["rooms"])
    json.dump({"chosen": sorted(chosen), "missed": missed}, sys.stdout)
