"""Who reads what, optimal and explained: a pure function over arrays.

`problem(…)` checks the arrays, `obstacles(…)` says what makes it impossible, `solve(…)` finds the pairs. Brings numpy
and OR-tools along: imported by jobs and commands only, inside their functions, never by a page.
"""

from congress.rules.assignment.keeping import keeping
from congress.rules.assignment.precheck import Languages, Obstacle, obstacles, relaxed
from congress.rules.assignment.problem import Problem, Unfit, problem
from congress.rules.assignment.search import Impossible, Plan, solve

__all__ = [
    "Impossible",
    "Languages",
    "Obstacle",
    "Plan",
    "Problem",
    "Unfit",
    "keeping",
    "obstacles",
    "problem",
    "relaxed",
    "solve",
]
