"""What a lowest sum asks of each experience's readers, in a form that a flow can keep.

With an experience's possible readers in the order of their affinity, its sum can reach a floor only if at least h of
its readers come from the first `r_h` of that order. These conditions are nested, so a flow decides whether they can
all be met: where it cannot, the floor is out of reach (a proof). The other way round, thresholds that add up to the
floor guarantee it, and the best total under them is again a flow.
"""

import numpy as np

from congress.rules.assignment.problem import Flags, Floats, Rest, Whole


class Ranking:
    """Every experience's possible readers, the best first."""

    def __init__(self, rest: Rest) -> None:
        values = np.where(rest.open, rest.gain, -np.inf)
        order = np.argsort(-values, axis=1, kind="stable")
        self.rest = rest
        self.sorted: Floats = np.take_along_axis(values, order, 1)
        self.rank = np.empty_like(order)
        np.put_along_axis(self.rank, order, np.arange(order.shape[1])[None], 1)
        self.possible: Whole = rest.open.sum(1)
        self.width = int(rest.need.max(initial=0))
        finite = np.where(np.isfinite(self.sorted), self.sorted, 0.0)
        self.running: Floats = np.concatenate([np.zeros((len(finite), 1)), np.cumsum(finite, 1)], 1)

    @property
    def best(self) -> Floats:
        """The sum that each experience has if it may choose first."""
        found: Floats = self.rest.base + self.running[np.arange(len(self.running)), self.rest.need]
        return found

    def necessary(self, floor: float) -> Whole:
        """Experiences × h: of how many of the first ones at least h readers must be, or the floor is missed."""
        experiences, members = self.rank.shape
        need, rows = self.rest.need, np.arange(experiences)
        found = np.full((experiences, self.width), members)
        starts = np.arange(members + 1)[None]
        for h in range(1, self.width + 1):
            left = np.maximum(need - h + 1, 0)  # readers from the h-th on
            head = self.rest.base + self.running[rows, np.minimum(h - 1, need)]
            ends = np.minimum(starts + left[:, None], members)
            sums = head[:, None] + np.take_along_axis(self.running, ends, 1) - self.running
            holds = (sums >= floor - self.rest.blur) & (starts + left[:, None] <= self.possible[:, None])
            holds &= starts >= h - 1
            last = h - 1 + holds.sum(1)
            whole = (last + left - 1 >= self.possible) & (last >= h)  # the weakest that there are suffice
            found[:, h - 1] = np.where(need < h, members, np.where(whole, self.possible, last))
        return found

    def guaranteed(self, pairs: Flags, floor: float) -> Whole:
        """Experiences × h: thresholds under which the sums stay at the floor and the pairs given stay possible.

        The slack of an experience goes to its last reader; one that lies below the floor keeps what it has.
        """
        own = -np.sort(-np.where(pairs, self.rest.gain, -np.inf), axis=1)[:, : self.width]
        live = np.arange(self.width)[None] < self.rest.need[:, None]
        own = np.where(live, own, 0.0)
        slack = np.maximum(own.sum(1) + self.rest.base - floor, 0.0)
        found = np.full(own.shape, self.rank.shape[1])
        for h in range(self.width):
            bound = own[:, h] - np.where(self.rest.need == h + 1, slack, 0.0)
            first = (self.sorted >= bound[:, None] - self.rest.blur).sum(1)
            found[:, h] = np.where(live[:, h], np.maximum(first, h + 1), found[:, h])
        return found

    def classes(self, prefixes: Whole) -> Whole:
        """Experiences × members: how many of an experience's prefixes a reader lies beyond."""
        found = np.zeros(self.rank.shape, np.int64)
        for h in range(self.width):
            found += self.rank >= prefixes[:, h : h + 1]
        return found
