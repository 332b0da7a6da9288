"""Codes in words, with the tone of their chip."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.enums import EntryKind, ExceptionKind, Method, OrderState, RefundState

STATES: dict[str, tuple[Any, str]] = {
    OrderState.OPEN: (_("Awaiting payment"), "wait"),
    OrderState.SECURED: (_("Place guaranteed"), "ok"),
    OrderState.PARTLY_PAID: (_("Partly paid"), "wait"),
    OrderState.PAID: (_("Paid"), "ok"),
    OrderState.OVERPAID: (_("Overpaid"), "warn"),
    OrderState.EXPIRED: (_("Expired"), "bad"),
    OrderState.CANCELLED: (pgettext_lazy("an order", "Cancelled"), ""),
    OrderState.REFUNDED: (_("Refunded"), "info"),
}
METHODS = {Method.CARD: _("Card"), Method.TRANSFER: _("Bank transfer")}
ENTRIES = {
    EntryKind.CHARGE: _("Charge, net"),
    EntryKind.DISCOUNT: _("Discount"),
    EntryKind.TAX: _("Tax"),
    EntryKind.ROUNDING: _("Rounding"),
    EntryKind.CREDIT: _("Credit"),
    EntryKind.WRITE_OFF: _("Written off"),
    EntryKind.PAYMENT: _("Payment"),
    EntryKind.PAYMENT_REVERSAL: _("Payment booked back"),
    EntryKind.REFUND: _("Refund"),
    EntryKind.REFUND_REVERSAL: _("Refund booked back"),
    EntryKind.SECURITY: _("Place guaranteed"),
    EntryKind.RELEASE: _("Place no longer guaranteed"),
    EntryKind.LAPSE: _("Expired"),
    EntryKind.REVIVAL: _("Opened again"),
    EntryKind.CANCELLATION: pgettext_lazy("an order", "Cancelled"),
}
REFUNDS: dict[str, tuple[Any, str]] = {
    RefundState.REQUESTED: (_("Requested"), "wait"),
    RefundState.SENDING: (_("Being sent"), "wait"),
    RefundState.PENDING: (_("On its way"), "wait"),
    RefundState.DONE: (_("Sent"), "ok"),
    RefundState.FAILED: (_("Failed"), "bad"),
}
EXCEPTIONS: dict[str, tuple[Any, Any]] = {
    ExceptionKind.AMOUNT_MISMATCH: (
        _("Another amount"),
        _("Stripe reports another amount than was asked. Nothing was booked: compare with Stripe."),
    ),
    ExceptionKind.CURRENCY_MISMATCH: (
        _("Another currency"),
        _("Stripe reports another currency than was asked. Nothing was booked: compare with Stripe."),
    ),
    ExceptionKind.MODE_MISMATCH: (
        _("Test and live mixed"),
        _("A test payment reached live books or the reverse. Nothing was booked: check the keys."),
    ),
    ExceptionKind.ENTITY_MISMATCH: (
        _("Another legal entity"),
        _("The payment came in for another legal entity. Nothing was booked: check the keys."),
    ),
    ExceptionKind.ORDER_MISMATCH: (
        _("Another order"),
        _("The payment names another order than its attempt. Nothing was booked: compare with Stripe."),
    ),
    ExceptionKind.UNKNOWN_ORDER: (
        _("Unknown order"),
        _("The payment names an attempt that is not in these books. Refund it at Stripe if it is not yours."),
    ),
    ExceptionKind.PAID_LATE: (
        _("Paid too late"),
        _("The money came after the order had ended. It is booked: refund it, or honour it."),
    ),
    ExceptionKind.OVERPAID: (
        _("Overpaid"),
        _("More came in than was charged. Refund the difference, or use it for another order."),
    ),
    ExceptionKind.REFUND_FAILED: (
        _("Refund failed"),
        _("The card took no refund. Send the money back by bank transfer."),
    ),
    ExceptionKind.REFUNDED_ELSEWHERE: (
        _("Refunded at Stripe"),
        _("A refund was made in Stripe's own pages. It is booked: check that it was meant."),
    ),
    ExceptionKind.BOOK_CLOSED: (
        _("Money moved after the book was closed"),
        _("Nothing was booked. Open the book again to book it, or give the money back in Stripe's own pages."),
    ),
}
# What the audit trail says of payments.
VERBS = {
    "order.opened": _("An order was opened"),
    "order.extended": _("The time to pay was extended"),
    "order.checkout_started": _("A payment by card was begun"),
    "order.payment_received": _("A payment was received"),
    "order.secured": _("An order was guaranteed"),
    "order.expired": _("An order expired"),
    "order.revived": _("An expired order was opened again"),
    "order.cancelled": _("An order was cancelled"),
    "refund.requested": _("A refund was asked for"),
    "order.refund_booked": _("A refund was sent"),
    "order.refund_failed": _("A refund failed"),
    "payment_exception.resolved": _("A payment that needed a look was settled"),
    "book.opened": _("A book was opened"),
    "book.closed": _("The book was closed"),
    "book.reopened": _("The book was opened again"),
    "issuer.saved": _("A legal entity was added or changed"),
    "book.changed": _("The book was changed"),
}
