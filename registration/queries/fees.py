"""Fees as they stand at an instant."""

from collections.abc import Iterable
from datetime import datetime

from common.money import Money
from congress.enums import Part
from registration.models import AddOn, Category, Fee, Terms
from registration.rules.eligibility import is_open
from registration.rules.fees import Period, fee_at


def periods(fees: Iterable[Fee]) -> list[Period]:
    return [Period(fee.amount, fee.starts_at, fee.ends_at) for fee in fees]


def fee_of(thing: Category | AddOn, at: datetime, currency: str) -> Money | None:
    """The fee at an instant: zero where no fee is set at all, None where the table has a gap at the instant.

    Uses `thing.fees.all()`, so prefetch it for lists.
    """
    rows = list(thing.fees.all())
    return Money(0, currency) if not rows else fee_at(periods(rows), at)


def fee_now(thing: Category | AddOn, terms: Terms, at: datetime) -> Money | None:
    """The fee that is charged at an instant; a rehearsal tries the first of a table that has not begun, or is over.

    Where the congress does without fees there is nothing to pay, whatever the table says. Reads the congress of the
    terms, and `thing.fees.all()`.
    """
    if not terms.congress.uses(Part.FEES):
        return Money(0, terms.currency)
    found = fee_of(thing, at, terms.currency)
    if found is not None or not terms.congress.is_rehearsing:
        return found
    return next((fee.amount for fee in thing.fees.all()), None)


def takes_people(terms: Terms, now: datetime, *things: Category | AddOn) -> bool:
    """Whether one may register for these now: not for what is finished. Reads the congress of the terms."""
    return not terms.congress.is_finished and is_open(now, *windows_of(terms, *things))


def windows_of(terms: Terms, *things: Category | AddOn) -> list[tuple[datetime | None, datetime | None]]:
    """When one may register for these; at any time in a rehearsal. Reads the congress of the terms."""
    if terms.congress.is_rehearsing:
        return []
    return [(thing.opens_at, thing.closes_at) for thing in (terms, *things)]
