"""The registry of background work: handlers by kind, and sweeps that run at every tick."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]
Sweep = Callable[[datetime], int]
handlers: dict[str, Handler] = {}
sweeps: dict[str, Sweep] = {}
limits: dict[str, timedelta] = {}


def handler(kind: str, *, limit: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Registers `run(payload, now)`: it may run twice, so it must be idempotent, in transactions of its own.

    With a `limit` it is work whose outcome somebody waits for (`start` and `conclude` of common.actions.jobs). A
    worker runs it in a process of its own, which ends when the time is over; a refusal is its outcome, kept as a
    code, and not a failure to try again.
    """

    def register(run: Handler) -> Handler:
        handlers[kind] = run
        if limit is not None:
            limits[kind] = limit
        return run

    return register


def sweep(name: str) -> Callable[[Sweep], Sweep]:
    """Registers `sweep(now) -> how many rows it moved`, run at every tick of the worker."""

    def register(run: Sweep) -> Sweep:
        sweeps[name] = run
        return run

    return register
