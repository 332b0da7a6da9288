"""Names that are spelt almost alike, found among thousands without comparing each with each."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Mapping

ALIKE = 0.87
SHOWN = 3


class Spellings:
    """Folded names with what they name, by the pairs of neighbouring letters in them.

    Two names of n and m letters that are alike have at least ALIKE · (n + m) / 2 letters in common, in order. What
    is left over is little, and each letter of it parts at most two pairs: so they share a number of pairs that can be
    known beforehand, and only names that share as many are compared letter by letter.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self._with: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for pair in set(_pairs(name)):
                self._with[pair].append(name)

    def close_to(self, name: str) -> list[str]:
        """What is named exactly so, else what up to three names say that are spelt almost so, the closest first."""
        if name in self.names:
            return [self.names[name]]
        shared = Counter(other for pair in _pairs(name) for other in self._with.get(pair, ()))
        least = _least_shared(len(name))
        compared = [other for other, pairs in shared.items() if pairs >= least]
        return [self.names[other] for other in difflib.get_close_matches(name, compared, n=SHOWN, cutoff=ALIKE)]


def _pairs(name: str) -> list[str]:
    return [name[at : at + 2] for at in range(len(name) - 1)]


def _least_shared(length: int) -> int:
    """How many pairs a name of this length shares with any that is alike: with the longest, that is."""
    longest = int(length * (2 - ALIKE) / ALIKE + 1e-9)
    left_over = int((1 - ALIKE) * (length + longest) + 1e-9)
    return max(1, length - 1 - 2 * left_over)
