"""Stripe counts the minor units of some currencies in a way of its own.

Source: docs.stripe.com/currencies, "Zero-decimal currencies", "Special cases" and "Three-decimal
currencies" (read 2026).
"""

from common.money import digits

#: Currencies whose amounts Stripe takes in whole units.
WHOLE = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())

#: Currencies without minor units that Stripe nevertheless counts in hundredths.
HUNDREDTHS = frozenset({"ISK", "UGX"})


class NotForCards(ValueError):
    """Stripe cannot take this amount in this currency."""


def stripe_digits(currency: str) -> int:
    """How many decimal digits Stripe's integer amounts carry in an ISO 4217 currency."""
    code = currency.upper()
    if code in WHOLE:
        return 0
    return 2 if code in HUNDREDTHS else digits(code)


def to_stripe(minor: int, currency: str) -> int:
    """Our minor units as Stripe's. Raises NotForCards where Stripe has no such amount."""
    shift = stripe_digits(currency) - digits(currency.upper())
    amount, rest = (minor * 10**shift, 0) if shift >= 0 else divmod(minor, 10**-shift)
    if rest or (stripe_digits(currency) == 3 and amount % 10):
        raise NotForCards(f"{minor} {currency}")
    return amount


def from_stripe(amount: int, currency: str) -> int | None:
    """Stripe's amount in our minor units; None for a fraction of one."""
    shift = digits(currency.upper()) - stripe_digits(currency)
    if shift >= 0:
        return amount * int(10**shift)
    whole, rest = divmod(amount, 10**-shift)
    return None if rest else whole
