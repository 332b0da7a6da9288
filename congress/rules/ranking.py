"""What scores say of experiences once hard and soft readers are told apart. Pure; docs/algorithms/ranking.md.

score = mean of all + experience + reader + chance. Experiences and readers are both shrunk towards nothing, by how
much the scores themselves show of them (empirical Bayes); the same scores give the same answer in any order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import fsum

DISAGREE = Decimal("1.5")  # between the highest and the lowest score of an experience
_HUNDREDTH = Decimal("0.01")
_LEAST_SHARE = 0.05  # of the whole variance, for what must not be taken for nothing
_STEPS = 200
_CLOSE = 1e-11
Applied = Callable[[Mapping[int, float]], dict[int, float]]


@dataclass(frozen=True, slots=True)
class Score:
    """What one reader thought of one experience."""

    work: int
    reader: int
    value: float


@dataclass(frozen=True, slots=True)
class Effect:
    """How much higher (softer) or lower (harder) a reader scores than the others, in points, already shrunk."""

    reader: int
    reviews: int
    mean: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Raw and adjusted means by experience, to hundredths, and the effects of its readers, the hardest first."""

    raw: Mapping[int, Decimal] = field(default_factory=dict)
    adjusted: Mapping[int, Decimal] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()

    @property
    def is_corrected(self) -> bool:
        """Whether the scores show any difference between readers that chance would not explain."""
        return any(effect.points for effect in self.effects)


@dataclass(frozen=True, slots=True)
class Parts:
    """How much scores differ by experience, by reader and by chance (variances)."""

    work: float
    reader: float
    chance: float


def adjust(scores: Iterable[Score]) -> Adjustment:
    """Fits the model. An adjusted mean is the raw one less the mean effect of those who read the experience."""
    rows = sorted(scores, key=lambda row: (row.work, row.reader, row.value))
    if not rows:
        return Adjustment()
    mean = fsum(row.value for row in rows) / len(rows)
    rows = [Score(row.work, row.reader, row.value - mean) for row in rows]
    by_work, by_reader = _grouped(rows, "work"), _grouped(rows, "reader")
    points = _effects(by_work, by_reader)
    effects = [
        Effect(reader, len(group), _rounded(mean + _mean([row.value for row in group])), _rounded(points[reader]))
        for reader, group in by_reader.items()
    ]
    return Adjustment(
        raw={work: _rounded(mean + _mean([row.value for row in group])) for work, group in by_work.items()},
        adjusted={
            work: _rounded(mean + _mean([row.value - points[row.reader] for row in group]))
            for work, group in by_work.items()
        },
        effects=tuple(sorted(effects, key=lambda effect: (effect.points, effect.reader))),
    )


def disagree(spread: Decimal | None) -> bool:
    """Whether the readers of an experience are so far apart that it should be talked about."""
    return spread is not None and spread >= DISAGREE


def places(values: Mapping[int, Decimal | None]) -> dict[int, int]:
    """Places from 1, the best first; equal values share one, and the next place is counted on (1, 2, 2, 4)."""
    known = sorted((value for value in values.values() if value is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(known, 1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in values.items() if value is not None}


def parts(by_work: Iterable[Sequence[Score]], by_reader: Iterable[Sequence[Score]]) -> Parts | None:
    """The three variances from pairs of scores: of one experience, of one reader, of neither in common.

    Two scores of one experience differ by readers and chance, two of one reader by experiences and chance, two that
    share neither by all three. None where there are no such pairs, or no difference.
    """
    works, readers = list(by_work), list(by_reader)
    count = sum(map(len, works))
    work_sums, reader_sums = [_squares(group) for group in works], [_squares(group) for group in readers]
    whole = _squares([row for group in works for row in group])
    freedom = sum(len(group) - 1 for group in works), sum(len(group) - 1 for group in readers)
    apart = count * (count - 1) - sum(len(g) * (len(g) - 1) for g in works + readers)
    if min(freedom) < 1 or apart < 1:
        return None
    shared = fsum(len(group) * own for group, own in zip(works + readers, work_sums + reader_sums, strict=True))
    total = (count * whole - shared) / apart
    if total <= _CLOSE:
        return None
    same_work, same_reader = fsum(work_sums) / freedom[0], fsum(reader_sums) / freedom[1]
    least = _LEAST_SHARE * total
    return Parts(
        work=max(total - same_work, least),
        reader=max(total - same_reader, 0.0),
        chance=max(same_work + same_reader - total, least),
    )


def _effects(by_work: Mapping[int, list[Score]], by_reader: Mapping[int, list[Score]]) -> dict[int, float]:
    found = parts(by_work.values(), by_reader.values())
    if found is None or found.reader <= 0:
        return dict.fromkeys(by_reader, 0.0)
    work_ridge, reader_ridge = found.chance / found.work, found.chance / found.reader
    diagonal = {reader: len(group) + reader_ridge for reader, group in by_reader.items()}

    def experiences(values: Mapping[int, Sequence[float]]) -> dict[int, float]:
        return {work: fsum(own) / (len(own) + work_ridge) for work, own in values.items()}

    def applied(points: Mapping[int, float]) -> dict[int, float]:
        taken = experiences({work: [points[r.reader] for r in group] for work, group in by_work.items()})
        return {
            reader: diagonal[reader] * points[reader] - fsum(taken[r.work] for r in group)
            for reader, group in by_reader.items()
        }

    means = experiences({work: [r.value for r in group] for work, group in by_work.items()})
    wanted = {reader: fsum(r.value - means[r.work] for r in group) for reader, group in by_reader.items()}
    return _solved(applied, wanted, diagonal)


def _solved(applied: Applied, wanted: dict[int, float], diagonal: Mapping[int, float]) -> dict[int, float]:
    """Conjugate gradients, with the diagonal as preconditioner: the matrix is symmetric and positive."""
    answer = dict.fromkeys(wanted, 0.0)
    rest = dict(wanted)
    eased = {key: value / diagonal[key] for key, value in rest.items()}
    way, left = dict(eased), _dot(rest, eased)
    enough = left * _CLOSE**2
    for _step in range(_STEPS):
        if left <= enough or left == 0.0:
            break
        image = applied(way)
        stride = left / _dot(way, image)
        answer = {key: value + stride * way[key] for key, value in answer.items()}
        rest = {key: value - stride * image[key] for key, value in rest.items()}
        eased = {key: value / diagonal[key] for key, value in rest.items()}
        before, left = left, _dot(rest, eased)
        way = {key: value + left / before * way[key] for key, value in eased.items()}
    return answer


def _grouped(rows: Sequence[Score], by: str) -> dict[int, list[Score]]:
    found: dict[int, list[Score]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return found


def _squares(group: Sequence[Score]) -> float:
    middle = _mean([row.value for row in group])
    return fsum((row.value - middle) ** 2 for row in group)


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return fsum(value * other[key] for key, value in one.items())


def _rounded(value: float) -> Decimal:
    """To hundredths; the thousand-millionth is first, so that noise decides no tie. Never minus nothing."""
    return Decimal(f"{value:.9f}").quantize(_HUNDREDTH, ROUND_HALF_UP) + Decimal(0)
