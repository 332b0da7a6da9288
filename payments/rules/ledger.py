"""The account of an order: its state is a fold over its entries, whatever order they came in."""

from collections.abc import Iterable
from dataclasses import dataclass

from payments.enums import EntryKind, OrderState

CHARGES = frozenset(
    {
        EntryKind.CHARGE,
        EntryKind.DISCOUNT,
        EntryKind.TAX,
        EntryKind.ROUNDING,
        EntryKind.CREDIT,
        EntryKind.WRITE_OFF,
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account folded together; amounts are integer minor units of the order's currency.

    `charged` is what the payer owes in all, `received` what arrived and stayed booked, `refunded` what
    was given back. The three flags are marks set by people or by the clock.
    """

    charged: int = 0
    received: int = 0
    refunded: int = 0
    is_secured: bool = False
    is_lapsed: bool = False
    is_cancelled: bool = False

    @property
    def kept(self) -> int:
        """Money of the payer that we hold."""
        return self.received - self.refunded

    @property
    def due(self) -> int:
        """What is still to be paid; never negative."""
        return max(self.charged - self.kept, 0)

    @property
    def excess(self) -> int:
        """What we hold beyond what is owed; never negative."""
        return max(self.kept - self.charged, 0)

    @property
    def state(self) -> OrderState:
        """The state of the account; money that arrived weighs more than a mark of the clock."""
        if self.refunded > 0 and self.kept <= 0:
            return OrderState.REFUNDED
        if self.kept > self.charged:
            return OrderState.OVERPAID
        if self.is_cancelled:
            return OrderState.CANCELLED
        if self.kept == self.charged:
            return OrderState.PAID
        if self.is_lapsed:
            return OrderState.EXPIRED
        if self.kept > 0:
            return OrderState.PARTLY_PAID
        return OrderState.SECURED if self.is_secured else OrderState.OPEN


def fold(entries: Iterable[tuple[str, int]]) -> Account:
    """Fold (kind, signed minor units) pairs into an account; the order of the pairs does not matter.

    Marks that can be undone (security and release, lapse and revival) count: more of the first than of
    the second means set. A cancellation is final.
    """
    sums = dict.fromkeys(EntryKind, 0)
    marks = dict.fromkeys(EntryKind, 0)
    for name, amount in entries:
        kind = EntryKind(name)
        sums[kind] += amount
        marks[kind] += 1
    return Account(
        charged=sum(sums[kind] for kind in CHARGES),
        received=-sums[EntryKind.PAYMENT] - sums[EntryKind.PAYMENT_REVERSAL],
        refunded=sums[EntryKind.REFUND] + sums[EntryKind.REFUND_REVERSAL],
        is_secured=marks[EntryKind.SECURITY] > marks[EntryKind.RELEASE],
        is_lapsed=marks[EntryKind.LAPSE] > marks[EntryKind.REVIVAL],
        is_cancelled=marks[EntryKind.CANCELLATION] > 0,
    )
