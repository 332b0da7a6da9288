"""Times of a Checkout attempt and the comparison of what came back with what was asked.

Source: docs.stripe.com/api/checkout/sessions/create, `expires_at`: 30 minutes to 24 hours from creation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from payments.enums import ExceptionKind

#: A minute more than Stripe asks, since the request takes time to arrive.
SHORTEST = timedelta(minutes=31)
LONGEST = timedelta(hours=23, minutes=55)

#: An open attempt with less than this left is replaced, not offered again.
REUSE_MARGIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Window:
    """When a Checkout ends, and whether the order has to live longer for it."""

    expires_at: datetime
    is_lengthened: bool


def checkout_window(*, now: datetime, hold_until: datetime | None, may_lengthen: bool) -> Window | None:
    """When a Checkout opened at `now` ends: with the hold, within what Stripe allows.

    A hold shorter than Stripe's shortest is lengthened once; `None` says that it was lengthened before.
    """
    longest = now + LONGEST
    if hold_until is None or hold_until >= longest:
        return Window(longest, is_lengthened=False)
    if hold_until >= now + SHORTEST:
        return Window(hold_until, is_lengthened=False)
    return Window(now + SHORTEST, is_lengthened=True) if may_lengthen else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an attempt asked for; `amount` in minor units, `currency` in capitals."""

    entity: str
    order: str
    amount: int
    currency: str
    is_live: bool
    session: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """What an event says was paid."""

    entity: str
    order: str
    amount: int
    currency: str
    is_live: bool
    session: str = ""


def disagreement(asked: Asked, reported: Reported) -> ExceptionKind | None:
    """The first thing in which a report differs from what was asked, the gravest first."""
    if reported.is_live != asked.is_live:
        return ExceptionKind.MODE_MISMATCH
    if reported.entity != asked.entity:
        return ExceptionKind.ENTITY_MISMATCH
    if reported.order != asked.order or (asked.session and reported.session and asked.session != reported.session):
        return ExceptionKind.ORDER_MISMATCH
    if reported.currency.upper() != asked.currency.upper():
        return ExceptionKind.CURRENCY_MISMATCH
    if reported.amount != asked.amount:
        return ExceptionKind.AMOUNT_MISMATCH
    return None
