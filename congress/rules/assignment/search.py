"""First the worst-served experience as high as it can go, then the highest total."""

from dataclasses import dataclass

import numpy as np

from congress.rules.assignment import exact
from congress.rules.assignment.exchange import Exchange
from congress.rules.assignment.floors import Ranking
from congress.rules.assignment.flow import best_flow, grain
from congress.rules.assignment.precheck import Obstacle, obstacles
from congress.rules.assignment.problem import Flags, Floats, Problem, Rest, lowest, rest_of, sums_of

HALVINGS = 8  # of the interval between the worst reached and its bound
WEIGHINGS, PACE = 4, 0.3  # of the weighted means that bound it
CHAINS = 4000  # of one search, for 200 members with three readings each


class Impossible(ValueError):
    """No assignment keeps conflicts, coverage and loads; `obstacles` say why."""

    def __init__(self, found: list[Obstacle]) -> None:
        super().__init__("impossible")
        self.obstacles = found


@dataclass(frozen=True, slots=True)
class Plan:
    """Pairs (members × experiences) with their sums, and what no assignment can exceed.

    `worst_bound` bounds the lowest sum, `total_bound` the total of any assignment whose lowest sum is this one's.
    `blur` is what rounding may hide in one sum.
    """

    pairs: Flags
    sums: Floats
    worst_bound: float
    total_bound: float
    blur: float

    @property
    def served(self) -> Floats:
        """The sums of the experiences that have readers, the lowest first."""
        found: Floats = np.sort(self.sums[self.pairs.any(0)])
        return found

    @property
    def total(self) -> float:
        return float(self.sums.sum())

    @property
    def worst(self) -> float:
        return float(self.served[:1].sum())

    @property
    def worst_tenth(self) -> float:
        """The mean of the lowest tenth of the sums."""
        return float(self.served[: -(-len(self.served) // 10)].mean()) if len(self.served) else 0.0

    @property
    def is_worst_proven(self) -> bool:
        return self.worst >= self.worst_bound - 2 * self.blur

    @property
    def is_total_proven(self) -> bool:
        return self.total >= self.total_bound - 2 * self.blur * len(self.sums)


def solve(given: Problem) -> Plan:
    """The assignment, deterministic: coverage and loads are kept, and there is no conflict. Raises Impossible.

    The worst is the highest that the search finds, beside a bound; the total is optimal among the assignments that
    keep each experience's thresholds (docs/algorithms/assignment.md). Both are proven optimal where they meet their
    bounds.
    """
    rest = rest_of(given)
    ranking = Ranking(rest)
    first = best_flow(ranking) if (ranking.possible >= rest.need).all() else None
    if first is None:
        raise Impossible(obstacles(given))
    sums, ceiling = sums_of(rest, first), lowest(rest, ranking.best)
    if lowest(rest, sums) >= ceiling - rest.blur:  # nobody can be better off, and no total is higher
        return _plan(given, rest, first, (ceiling, float(sums.sum())))
    pairs, ceiling = _raised(ranking, first, ceiling)
    reached = lowest(rest, sums_of(rest, pairs))
    if reached < ceiling - rest.blur and exact.is_small(rest):
        pairs, ceiling = _exactly_raised(rest, pairs, ceiling)
    best, bound = _totalled(ranking, pairs)
    return _plan(given, rest, best, (ceiling, bound))


def _raised(ranking: Ranking, first: Flags, ceiling: float) -> tuple[Flags, float]:
    """Pairs with the highest worst sum found, and its bound."""
    rest, limit = ranking.rest, _limit(ranking.rest)
    state = Exchange(rest, first)
    if state.raise_to(ceiling, limit=limit // 2):
        return state.pairs, ceiling
    reached = lowest(rest, sums_of(rest, first))
    best = first
    if state.lowest > reached:
        reached, best = state.lowest, state.pairs
    ceiling = _lowered(ranking, reached, _weighed(ranking, reached, ceiling))
    if reached >= ceiling - rest.blur:
        return best, ceiling
    start = best_flow(ranking, ranking.necessary(ceiling - rest.blur))
    state = Exchange(rest, first if start is None else start)
    state.raise_to(ceiling, limit=limit, gives_up=False)
    if state.lowest > reached:
        reached, best = state.lowest, state.pairs
    high = ceiling
    for _step in range(HALVINGS):
        if high - reached <= rest.blur:
            break
        middle = (reached + high) / 2
        if not state.raise_to(middle, limit=2 * limit):
            high = middle
        if state.lowest > reached:
            reached, best = state.lowest, state.pairs
    return best, ceiling


def _weighed(ranking: Ranking, reached: float, ceiling: float) -> float:
    """A bound on the worst sum: no weighted mean of the sums exceeds that of the best flow, nor then does the lowest.

    The weights move away from the experiences that are well served (multiplicative weights).
    """
    rest, step = ranking.rest, grain(ranking.rest)
    weights = np.where(rest.need > 0, 1.0, 0.0)
    for _step in range(WEIGHINGS):
        pairs = best_flow(ranking, weights=weights)
        if pairs is None or ceiling <= reached:
            break
        sums = sums_of(rest, pairs)
        mean = float(np.average(sums, weights=weights))
        ceiling = min(ceiling, max(_snapped(mean + rest.blur, step), reached))
        weights *= np.exp(-PACE * (sums - mean) / max(float(np.abs(sums - mean).max()), rest.blur))
    return ceiling


def _lowered(ranking: Ranking, reached: float, ceiling: float) -> float:
    """A bound on the worst sum: above it the necessary conditions cannot be met."""
    step, low = grain(ranking.rest), reached
    for _step in range(HALVINGS):
        if ceiling - low <= max(step / 2, ranking.rest.blur):
            break
        middle = (low + ceiling) / 2
        if best_flow(ranking, ranking.necessary(middle), values=False) is None:
            ceiling = max(_snapped(middle, step), reached)
        else:
            low = middle
    return ceiling


def _snapped(bound: float, step: float) -> float:
    """The highest sum up to a bound that affinities with few decimals can have."""
    return float(np.floor(bound / step + 1e-6)) * step if step else bound


def _exactly_raised(rest: Rest, pairs: Flags, ceiling: float) -> tuple[Flags, float]:
    found = exact.best_worst(rest, lowest(rest, sums_of(rest, pairs)), ceiling)
    if found is None:
        return pairs, ceiling
    better = max(pairs, found[0], key=lambda one: lowest(rest, sums_of(rest, one)))
    return better, lowest(rest, sums_of(rest, better)) if found[1] else ceiling


def _totalled(ranking: Ranking, pairs: Flags) -> tuple[Flags, float]:
    """Pairs with the highest total found whose worst sum is no lower than that of the pairs given, and its bound."""
    rest, limit = ranking.rest, _limit(ranking.rest)
    floor = lowest(rest, sums_of(rest, pairs))
    fresh = best_flow(ranking, ranking.necessary(floor))
    bound, best = float(sums_of(rest, pairs if fresh is None else fresh).sum()), pairs
    if fresh is not None:
        state = Exchange(rest, fresh)
        if state.raise_to(floor, limit=limit) and state.sums.sum() > sums_of(rest, best).sum():
            best = state.pairs
    state = Exchange(rest, best)
    state.set_floor(floor)
    state.improve(limit=limit)
    flow = best_flow(ranking, ranking.guaranteed(state.pairs, floor))
    best = state.pairs if flow is None else flow
    if sums_of(rest, best).sum() < bound - rest.blur and exact.is_small(rest):
        found = exact.best_total(rest, floor)
        if found is not None:
            best = max(best, found[0], key=lambda one: float(sums_of(rest, one).sum()))
            bound = float(sums_of(rest, best).sum()) if found[1] else bound
    return best, bound


def _limit(rest: Rest) -> int:
    """How many chains a search may take, so that its time stays the same for more members."""
    members, width = rest.gain.shape[1], max(int(rest.need.max(initial=1)), 1)
    return max(200, int(CHAINS * min(1.0, (200 / members) ** 2) * min(1.0, 3 / width)))


def _plan(given: Problem, rest: Rest, pairs: Flags, bounds: tuple[float, float]) -> Plan:
    chosen = pairs.T | given.fixed
    sums = np.where(chosen, given.affinity, 0.0).sum(0)
    settled = sums[(rest.need == 0) & chosen.any(0)]  # nothing about them can be raised
    open_bound = [max(bounds[0], lowest(rest, sums))] if rest.need.any() else []
    return Plan(
        pairs=chosen,
        sums=sums,
        worst_bound=min([*open_bound, *settled.tolist()], default=0.0),
        total_bound=max(bounds[1], float(sums.sum())),
        blur=rest.blur,
    )
