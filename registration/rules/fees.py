"""Which fee applies at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.money import Money


@dataclass(frozen=True, slots=True)
class Period:
    """A fee in `[starts_at, ends_at)`; None is open."""

    amount: Money
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


def fee_at(periods: Sequence[Period], at: datetime) -> Money | None:
    """The fee at an instant; None where no period holds it. No periods at all means free of charge: see callers."""
    for period in periods:
        if period.holds(at):
            return period.amount
    return None


def _start(period: Period) -> tuple[bool, float]:
    return (period.starts_at is not None, period.starts_at.timestamp() if period.starts_at else 0.0)


def gaps_and_overlaps(periods: Sequence[Period]) -> list[tuple[str, datetime | None]]:
    """("gap" | "overlap", instant) wherever consecutive periods do not touch; [] for a sound table."""
    found: list[tuple[str, datetime | None]] = []
    ordered = sorted(periods, key=_start)
    for before, after in zip(ordered, ordered[1:], strict=False):
        start = after.starts_at
        if start is None or before.ends_at is None or before.ends_at > start:
            found.append(("overlap", start or before.ends_at))
        elif before.ends_at < start:
            found.append(("gap", before.ends_at))
    return found


@dataclass(frozen=True, slots=True)
class FeeFault:
    """What is wrong with a table of fees: "gap", "overlap", "reversed", "late_start" or "early_end"; and where."""

    code: str
    at: datetime | None = None


def fee_faults(periods: Sequence[Period]) -> list[FeeFault]:
    """[] where exactly one fee applies at every instant; no periods at all means free of charge, and is sound.

    When registration opens and closes is said elsewhere: the first period has no beginning, the last has no end.
    """
    reversed_ = [
        FeeFault("reversed", period.starts_at)
        for period in periods
        if period.starts_at and period.ends_at and period.ends_at <= period.starts_at
    ]
    if reversed_ or not periods:
        return reversed_
    ordered = sorted(periods, key=_start)
    found = [FeeFault(code, at) for code, at in gaps_and_overlaps(periods)]
    if ordered[0].starts_at is not None:
        found.insert(0, FeeFault("late_start", ordered[0].starts_at))
    if ordered[-1].ends_at is not None and all(fault.code != "overlap" for fault in found):
        found.append(FeeFault("early_end", ordered[-1].ends_at))
    return found
