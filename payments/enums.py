"""Stable codes of the payments room; stored as they are, never renamed."""

from enum import StrEnum


class OrderState(StrEnum):
    """What an order is worth today; derived from its entries by `rules.ledger`."""

    OPEN = "open"
    SECURED = "secured"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class EntryKind(StrEnum):
    """What an entry of an account says. Amounts are signed: positive raises what the payer owes."""

    CHARGE = "charge"
    DISCOUNT = "discount"
    TAX = "tax"
    ROUNDING = "rounding"
    CREDIT = "credit"
    WRITE_OFF = "write_off"
    PAYMENT = "payment"
    PAYMENT_REVERSAL = "payment_reversal"
    REFUND = "refund"
    REFUND_REVERSAL = "refund_reversal"
    SECURITY = "security"
    RELEASE = "release"
    LAPSE = "lapse"
    REVIVAL = "revival"
    CANCELLATION = "cancellation"


class Method(StrEnum):
    """How money arrives."""

    CARD = "card"
    TRANSFER = "transfer"


class AttemptState(StrEnum):
    """A Checkout attempt: `new` is committed but unknown to the provider, `open` can be paid."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class RefundState(StrEnum):
    """A refund: `requested` reserves its amount, `sending` is at the provider's door."""

    REQUESTED = "requested"
    SENDING = "sending"
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class ExceptionKind(StrEnum):
    """Why a person has to look at a payment."""

    AMOUNT_MISMATCH = "amount_mismatch"
    CURRENCY_MISMATCH = "currency_mismatch"
    MODE_MISMATCH = "mode_mismatch"
    ENTITY_MISMATCH = "entity_mismatch"
    ORDER_MISMATCH = "order_mismatch"
    UNKNOWN_ORDER = "unknown_order"
    PAID_LATE = "paid_late"
    OVERPAID = "overpaid"
    REFUND_FAILED = "refund_failed"
    REFUNDED_ELSEWHERE = "refunded_elsewhere"
    BOOK_CLOSED = "book_closed"


#: What an entry kind may do to what is owed: 1 raises it, -1 lowers it, 0 carries no money, None either.
SIGNS: dict[EntryKind, int | None] = {
    EntryKind.CHARGE: 1,
    EntryKind.DISCOUNT: -1,
    EntryKind.TAX: None,
    EntryKind.ROUNDING: None,
    EntryKind.CREDIT: -1,
    EntryKind.WRITE_OFF: -1,
    EntryKind.PAYMENT: -1,
    EntryKind.PAYMENT_REVERSAL: 1,
    EntryKind.REFUND: 1,
    EntryKind.REFUND_REVERSAL: -1,
    EntryKind.SECURITY: 0,
    EntryKind.RELEASE: 0,
    EntryKind.LAPSE: 0,
    EntryKind.REVIVAL: 0,
    EntryKind.CANCELLATION: 0,
}
