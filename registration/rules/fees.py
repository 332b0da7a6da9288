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
