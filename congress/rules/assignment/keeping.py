"""Solving anew with the least change."""

from dataclasses import replace

import numpy as np

from congress.rules.assignment.floors import Ranking
from congress.rules.assignment.flow import best_flow
from congress.rules.assignment.problem import Flags, Problem, rest_of


def keeping(given: Problem, pairs: Flags) -> Problem:
    """The problem with as many of the pairs given fixed as any assignment can hold; the best of them where not all.

    A problem that has no assignment comes back as it is.
    """
    rest = rest_of(given)
    kept = np.ascontiguousarray((pairs & ~given.fixed).T) & rest.open
    if not kept.any():
        return given
    span = float(np.ptp(rest.gain)) or 1.0
    taste = (rest.gain - rest.gain.min()) / span / (2 * max(int(rest.need.sum()), 1))
    chosen = best_flow(Ranking(replace(rest, gain=np.where(kept, 1.0 + taste, 0.0))))
    return given if chosen is None else replace(given, fixed=given.fixed | (chosen & kept).T)
