"""The registry of measurements, and how one is taken: so many times, each with its queries counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection

Act = Callable[[], object]
Prepare = Callable[[Any], Act]


@dataclass(frozen=True, slots=True)
class Bench:
    """`prepare(stage)` answers what is measured `n` times; `per` divides the time, for batches."""

    name: str
    prepare: Prepare
    n: int
    per: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """`median` in `unit`; `queries` is how many the median run needed."""

    name: str
    n: int
    unit: str
    median: float
    queries: int


benches: dict[str, Bench] = {}


def bench(name: str, *, n: int = 20, per: int = 1) -> Callable[[Prepare], Prepare]:
    """Registers `prepare(stage) -> act`."""

    def register(prepare: Prepare) -> Prepare:
        benches[name] = Bench(name, prepare, n, per)
        return prepare

    return register


def measure(chosen: Bench, stage: Any) -> Measurement:
    """Prepares, runs twice to warm up, then `n` times; milliseconds for one element of the batch."""
    act = chosen.prepare(stage)
    for _ in range(2):
        act()
    taken = [_once(act) for _ in range(chosen.n)]
    middle = median(spent for spent, _ in taken)
    queries = sorted(count for _, count in taken)[len(taken) // 2]
    return Measurement(chosen.name, chosen.n, "ms", round(1000 * middle / chosen.per, 3), queries)


def _once(act: Act) -> tuple[float, int]:
    count = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        started = time.perf_counter()
        act()
        return time.perf_counter() - started, count
