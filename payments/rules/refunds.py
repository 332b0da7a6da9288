"""Which payments a refund is taken from."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Captured:
    """A payment and what of it is asked back or given back already; minor units."""

    reference: str
    method: str
    amount: int
    taken: int

    @property
    def available(self) -> int:
        return max(self.amount - self.taken, 0)


def spread(wanted: int, payments: Iterable[Captured]) -> list[tuple[Captured, int]]:
    """Take `wanted` from the payments in the order given; each gives what it has left, never more."""
    parts = []
    for payment in payments:
        part = min(wanted, payment.available)
        if part > 0:
            parts.append((payment, part))
            wanted -= part
    return parts
