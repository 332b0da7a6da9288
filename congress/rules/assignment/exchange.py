"""Improving an assignment by chains of exchanges.

One experience takes another reader, who gives up an experience, which takes a third reader, and so on until somebody
has room: loads stay within their bounds, and no sum falls below the floor (or further below it). Chains are found as
best paths between members; a path's arc b → c stands for the experience that loses least by taking c instead of b.
"""

import numpy as np

from congress.rules.assignment.problem import Flags, Floats, Rest, lowest, sums_of

LONGEST = 5  # exchanges in a chain, without the first
NEVER = -np.inf
Move = tuple[int, int]  # a place and its new reader


class Exchange:
    """An assignment with a floor; every place (one reading of one experience) knows its reader."""

    def __init__(self, rest: Rest, pairs: Flags) -> None:
        self.rest = rest
        self.members = rest.gain.shape[1]
        self.experience, self.reader = np.nonzero(pairs)
        self.first = np.concatenate([[0], np.cumsum(rest.need)])
        self.sums = sums_of(rest, pairs)
        self.load = pairs.sum(0)
        self.free = rest.open & ~pairs
        self.places: list[set[int]] = [set(np.flatnonzero(self.reader == b).tolist()) for b in range(self.members)]
        self.chains = 0
        self.set_floor(self.lowest)

    @property
    def pairs(self) -> Flags:
        found = np.zeros(self.rest.gain.shape, bool)
        found[self.experience, self.reader] = True
        return found

    @property
    def lowest(self) -> float:
        return lowest(self.rest, self.sums)

    def set_floor(self, floor: float) -> None:
        """From now on no sum falls below the floor, or further below it."""
        self.floor = floor
        places = np.arange(len(self.reader))
        self.gains = self._gains(places, self.experience)
        self.arcs = np.full((self.members + 1, self.members + 1), NEVER)  # the last one stands for free loads
        for member in range(self.members):
            self._see(member)
        self._see_loads()

    def raise_to(self, floor: float, *, limit: int, gives_up: bool = True) -> bool:
        """Tries to raise every sum to the floor, the lowest first; whether all are there.

        With `gives_up` it ends at the first that stays below; `limit` bounds the chains of its whole life.
        """
        self.set_floor(floor)
        blur = self.rest.blur
        low = np.flatnonzero((self.sums < floor - blur) & (self.rest.need > 0))
        done = True
        for experience in low[np.argsort(self.sums[low], kind="stable")].tolist():
            while self.sums[experience] < floor - blur:
                if self.chains >= limit or not self._lift(experience):
                    if gives_up:
                        return False
                    done = False
                    break
        return done

    def improve(self, *, limit: int) -> None:
        """Raises the total by closed chains until there is none."""
        member, idle = 0, 0
        while idle < self.members and self.chains < limit:
            if self._turn(member):
                idle = 0
            else:
                member, idle = (member + 1) % self.members, idle + 1

    def _lift(self, experience: int) -> bool:
        """Gives an experience a better reader: enough for the floor at the least cost, else the best that can be."""
        lack, best = self.floor - self.sums[experience] - self.rest.blur, None
        for place in range(self.first[experience], self.first[experience + 1]):
            old = int(self.reader[place])
            gain = np.where(self.free[experience], self.rest.gain[experience] - self.rest.gain[experience, old], NEVER)
            gain[gain <= self.rest.blur] = NEVER
            if not np.isfinite(gain).any():
                continue
            reached = self._paths(old)
            for steps in range(len(reached) - 1, -1, -1):
                total = gain + reached[steps][:-1]
                enough = np.where(gain >= lack, total, NEVER)
                is_enough = bool(np.isfinite(enough).any())
                new = int(np.argmax(enough if is_enough else np.where(np.isfinite(total), gain, NEVER)))
                worth = (is_enough, total[new] if is_enough else gain[new])
                if not np.isfinite(total[new]) or (best and worth <= best[0]):
                    continue
                moves = self._moves(reached, steps, new, old)
                if moves is not None and self._is_simple(chain := [(place, new), *moves]):
                    best = (worth, chain)
        if best is None:
            return False
        self._do(best[1])
        return True

    def _turn(self, member: int) -> bool:
        """Does one closed chain through a member that raises the total, if there is one."""
        reached = self._paths(member)
        for steps in range(1, len(reached)):
            total = self.arcs[member] + reached[steps]
            total[member] = NEVER
            new = int(total.argmax())
            if total[new] <= self.rest.blur:
                continue
            moves = self._moves(reached, steps, new, member)
            if moves is None:
                continue
            chain = [*self._exchanges([member, new]), *moves]
            if self._is_simple(chain):
                self._do(chain)
                return True
        return False

    def _paths(self, target: int) -> list[Floats]:
        """For 0, 1, 2 … steps at most: what the best way from each member to the target is worth."""
        here = np.full(self.members + 1, NEVER)
        here[target] = 0.0
        reached = [here]
        for _step in range(LONGEST):
            following = np.maximum((self.arcs + reached[-1]).max(1), reached[-1])
            if not (following > reached[-1] + self.rest.blur).any():
                break
            reached.append(following)
        return reached

    def _moves(self, reached: list[Floats], steps: int, start: int, target: int) -> list[Move] | None:
        """The exchanges on the way found; None if it passes a member twice."""
        nodes = [start]
        while steps:
            if reached[steps - 1][nodes[-1]] < reached[steps][nodes[-1]]:
                nodes.append(int((self.arcs[nodes[-1]] + reached[steps - 1]).argmax()))
            steps -= 1
        if nodes[-1] != target or len(set(nodes)) < len(nodes):
            return None
        return self._exchanges(nodes)

    def _exchanges(self, nodes: list[int]) -> list[Move]:
        return [
            (self._cheapest(old, new), new)
            for old, new in zip(nodes, nodes[1:], strict=False)
            if old < self.members and new < self.members
        ]

    def _cheapest(self, old: int, new: int) -> int:
        places = sorted(self.places[old])
        return places[int(self.gains[places, new].argmax())]

    def _is_simple(self, chain: list[Move]) -> bool:
        """Whether every exchange is of another experience, so that each was rightly judged by itself."""
        touched = [int(self.experience[place]) for place, _new in chain]
        return len(set(touched)) == len(touched)

    def _do(self, chain: list[Move]) -> None:
        seen = set()
        for place, new in chain:
            experience, old = int(self.experience[place]), int(self.reader[place])
            self.sums[experience] += self.rest.gain[experience, new] - self.rest.gain[experience, old]
            self.load[old] -= 1
            self.load[new] += 1
            self.free[experience, old], self.free[experience, new] = True, False
            self.places[old].discard(place)
            self.places[new].add(place)
            self.reader[place] = new
            mine = np.arange(self.first[experience], self.first[experience + 1])
            self.gains[mine] = self._gains(mine, self.experience[mine])
            seen.update([old, *self.reader[mine].tolist()])
        for member in seen:
            self._see(member)
        self._see_loads()
        self.chains += 1

    def _gains(self, places: np.ndarray, experiences: np.ndarray) -> Floats:
        """Places × members: what the sum gains by that reader; −∞ where it would fall below the floor."""
        gain = self.rest.gain[experiences]
        gain = gain - gain[np.arange(len(places)), self.reader[places]][:, None]
        lowest = np.minimum(self.floor - self.sums[experiences], 0.0) - self.rest.blur / 1000
        found: Floats = np.where(self.free[experiences] & (gain >= lowest[:, None]), gain, NEVER)
        return found

    def _see(self, member: int) -> None:
        places = list(self.places[member])
        self.arcs[member, :-1] = self.gains[places].max(0) if places else NEVER

    def _see_loads(self) -> None:
        self.arcs[:-1, -1] = np.where(self.load < self.rest.most, 0.0, NEVER)
        self.arcs[-1, :-1] = np.where(self.load > self.rest.least, 0.0, NEVER)
