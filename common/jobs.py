"""The registry of background work: handlers by kind, and sweeps that run at every tick."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]
Sweep = Callable[[datetime], int]
handlers: dict[str, Handler] = {}
sweeps: dict[str, Sweep] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Registers `run(payload, now)`: it may run twice, so it must be idempotent, in transactions of its own."""

    def register(run: Handler) -> Handler:
        handlers[kind] = run
        return run

    return register


def sweep(name: str) -> Callable[[Sweep], Sweep]:
    """Registers `sweep(now) -> how many rows it moved`, run at every tick of the worker."""

    def register(run: Sweep) -> Sweep:
        sweeps[name] = run
        return run

    return register
