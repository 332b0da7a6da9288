"""Fees as they stand at an instant."""

from collections.abc import Iterable
from datetime import datetime

from common.money import Money
from registration.models import AddOn, Category, Fee
from registration.rules.fees import Period, fee_at


def periods(fees: Iterable[Fee]) -> list[Period]:
    return [Period(fee.amount, fee.starts_at, fee.ends_at) for fee in fees]


def fee_of(thing: Category | AddOn, at: datetime, currency: str) -> Money | None:
    """The fee at an instant: zero where no fee is set at all, None where the table has a gap at the instant.

    Uses `thing.fees.all()`, so prefetch it for lists.
    """
    rows = list(thing.fees.all())
    return Money(0, currency) if not rows else fee_at(periods(rows), at)
