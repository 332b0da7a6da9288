"""The arrays of an assignment: what is asked for, checked, and what is left of it beside the pairs already fixed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Unfit(ValueError):
    """Arrays that cannot be an assignment. `code` is one of faults.ArrayFault, `params` fill its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Problem:
    """Members × experiences: affinities, readers wanted of each experience, loads, pairs allowed and pairs fixed."""

    affinity: Floats
    wanted: Whole
    least: Whole
    most: Whole
    allowed: Flags
    fixed: Flags

    @property
    def members(self) -> int:
        return int(self.affinity.shape[0])

    @property
    def experiences(self) -> int:
        return int(self.affinity.shape[1])


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to be chosen, experiences first: affinities, open pairs, needs, sums of the fixed, free loads.

    `blur` is the difference below which two sums count as one.
    """

    gain: Floats
    open: Flags
    need: Whole
    base: Floats
    least: Whole
    most: Whole
    blur: float


def problem(
    affinity: Any, *, coverage: Any, max_load: Any, min_load: Any = 0, mask: Any = None, fixed: Any = None
) -> Problem:
    """Checks arrays and makes them a problem.

    `affinity` is members × experiences, of finite numbers. `coverage` is one whole number or one an experience, the
    loads one or one a member. −1 in `mask` is a conflict, 0 is none; `fixed` are pairs that stay. Raises Unfit.
    """
    found = _numbers(affinity, "affinity")
    if found.ndim != 2 or not found.size:
        raise Unfit("affinity_shape", shape=_shape(found))
    members, experiences = found.shape
    allowed, stays = np.ones(found.shape, bool), np.zeros(found.shape, bool)
    if mask is not None:
        marks = _numbers(_of_shape(mask, found.shape, "mask"), "mask")
        if (odd := np.argwhere((marks != 0) & (marks != -1))).size:
            raise Unfit("mask_values", member=int(odd[0][0]), experience=int(odd[0][1]))
        allowed = marks != -1
    if fixed is not None:
        stays = _of_shape(fixed, found.shape, "fixed").astype(bool)
    least, most = _wholes(min_load, members, "min_load"), _wholes(max_load, members, "max_load")
    wanted = _wholes(coverage, experiences, "coverage")
    if (over := np.flatnonzero(least > most)).size:
        raise Unfit("loads_crossed", member=int(over[0]), least=int(least[over[0]]), most=int(most[over[0]]))
    if (heavy := np.flatnonzero(stays.sum(1) > most)).size:
        raise Unfit("fixed_too_many", member=int(heavy[0]), fixed=int(stays[heavy[0]].sum()), most=int(most[heavy[0]]))
    if (stays & ~allowed).any():
        member, experience = np.argwhere(stays & ~allowed)[0]
        raise Unfit("fixed_in_conflict", member=int(member), experience=int(experience))
    return Problem(found, wanted, least, most, allowed, stays)


def rest_of(given: Problem) -> Rest:
    """What is left once the fixed pairs are taken as they are; an experience with enough of them needs nobody."""
    stays = given.fixed
    has = stays.sum(1)
    gain = np.ascontiguousarray(given.affinity.T)
    return Rest(
        gain=gain,
        open=np.ascontiguousarray((given.allowed & ~stays).T),
        need=np.maximum(given.wanted - stays.sum(0), 0),
        base=np.where(stays, given.affinity, 0.0).sum(0),
        least=np.maximum(given.least - has, 0),
        most=given.most - has,
        blur=1e-9 * max(float(np.abs(gain).max()), 1e-300),
    )


def sums_of(rest: Rest, pairs: Flags) -> Floats:
    """The sum of every experience, for pairs (experiences × members) beside the fixed ones."""
    found: Floats = rest.base + np.where(pairs, rest.gain, 0.0).sum(1)
    return found


def lowest(rest: Rest, sums: Floats) -> float:
    """The lowest of the sums that are still to be chosen; 0 where none is."""
    return float(sums[rest.need > 0].min()) if rest.need.any() else 0.0


def _numbers(value: Any, name: str) -> Any:
    try:
        found = np.asarray(value)
        if found.dtype.kind not in "buif":
            raise TypeError
        found = found.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise Unfit("not_numbers", name=name) from error
    if not np.isfinite(found).all():
        raise Unfit("not_finite", name=name)
    return found


def _of_shape(value: Any, shape: tuple[int, ...], name: str) -> Any:
    found = np.asarray(value)
    if found.shape != shape:
        raise Unfit("other_shape", name=name, shape=_shape(found), wanted=" × ".join(map(str, shape)))
    return found


def _wholes(value: Any, number: int, name: str) -> Whole:
    """One whole number a row, none below zero."""
    found = _numbers(value, name)
    if found.ndim and found.shape != (number,):
        raise Unfit("other_shape", name=name, shape=_shape(found), wanted=str(number))
    found = np.broadcast_to(found, (number,))
    if (found < 0).any() or (found != np.rint(found)).any() or (found > 1_000_000).any():
        raise Unfit("not_whole", name=name)
    return found.astype(np.int64)


def _shape(found: Any) -> str:
    return " × ".join(map(str, found.shape)) or "0"
