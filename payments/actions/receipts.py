"""Money that arrives: by transfer as a treasurer reads it, by card as the provider tells it."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import Conflict, Invalid
from common.money import Money
from payments.actions.accounts import Draft, book_entries, lock_order
from payments.actions.exceptions import raise_exception
from payments.actions.orders import end_attempts
from payments.enums import EntryKind, ExceptionKind, Method, OrderState
from payments.models import Entry, Order
from payments.rules.reference import bank_key

#: A transfer may have left before the order was opened by a correction of dates, not by a year.
OLDEST = timedelta(days=31)
#: More than this many times the order is a slip of the finger.
ABSURD_FACTOR = 10
ENDED = frozenset({OrderState.EXPIRED, OrderState.CANCELLED, OrderState.REFUNDED})


class TransferInvalid(Invalid):
    """A transfer as typed cannot have happened."""

    code = "transfer_invalid"


class TransferAlreadyBooked(Conflict):
    """The bank's reference was booked before, for this order or another of the same account."""

    code = "transfer_already_booked"
    message = _("A transfer with this bank reference has already been booked (order {order}).")


def receive_transfer(
    *, order: Order, amount: Money, received_on: date, bank_reference: str, by: Actor, now: datetime
) -> Order:
    """Book a bank transfer that a person saw on the statement; announces `order_paid` when it completes the order.

    Raises TransferInvalid (per field) for absurd values, TransferAlreadyBooked when the bank's reference is
    known in this account. A part of the sum, too much, or money for an ended order is booked as it came and
    the latter two become exceptions.
    """
    try:
        with transaction.atomic():
            order = lock_order(order.pk)
            check_transfer(order, amount, received_on, bank_reference, now)
            name = transfer_name(order, bank_reference)
            if known := booked(name):
                raise TransferAlreadyBooked(order=known.order.code)
            draft = Draft(
                EntryKind.PAYMENT,
                -amount.minor,
                method=Method.TRANSFER,
                reference=name,
                bank_reference=bank_reference.strip(),
                booked_on=received_on,
            )
            book_payment(order, draft, by=by, now=now)
            if not order.due:
                end_attempts(order, now=now)
    except IntegrityError:
        # Another treasurer may have booked the same line on another order in this very moment.
        if known := booked(transfer_name(order, bank_reference)):
            raise TransferAlreadyBooked(order=known.order.code) from None
        raise
    return order


def check_transfer(order: Order, amount: Money, received_on: date, bank_reference: str, now: datetime) -> None:
    today, opened = (instant.astimezone(order.book.zone).date() for instant in (now, order.opened_at))
    fields: dict[str, list[object]] = {}
    if amount.currency != order.currency:
        fields["amount"] = [_("This order is in another currency.")]
    elif amount.minor <= 0:
        fields["amount"] = [_("The amount must be more than zero.")]
    elif amount.minor > ABSURD_FACTOR * max(order.charged_minor, 1) and order.charged_minor:
        fields["amount"] = [_("This is more than ten times what was charged. Please check the amount.")]
    if received_on > today:
        fields["received_on"] = [_("This day is still to come.")]
    elif received_on < opened - OLDEST:
        fields["received_on"] = [_("This day is long before the order was opened. Please check the year.")]
    if not bank_key(bank_reference):
        fields["bank_reference"] = [_("Please enter the reference that the bank gave this transfer.")]
    elif len(bank_reference.strip()) > 100:
        fields["bank_reference"] = [_("A bank reference has at most 100 characters.")]
    if fields:
        raise TransferInvalid(fields=fields)


def transfer_name(order: Order, bank_reference: str) -> str:
    """A transfer's unique name: the account it came in on and the bank's reference."""
    return f"transfer:{order.book.issuer.code}:{bank_key(bank_reference)}"


def booked(reference: str) -> Entry | None:
    """The entry of a movement, with its order, if it is in the ledger."""
    return Entry.objects.filter(reference=reference).select_related("order").first()


def book_payment(order: Order, draft: Draft, *, by: Actor, now: datetime) -> Entry:
    """Book money on a locked order, whatever its state, and tell a treasurer when it came too late or too much."""
    before = OrderState(order.state)
    [entry] = book_entries(order, [draft], verb="order.payment_received", by=by, now=now)
    kind = None
    if before in ENDED:
        kind = ExceptionKind.PAID_LATE
    elif order.state == OrderState.OVERPAID:
        kind = ExceptionKind.OVERPAID
    if kind:
        raise_exception(
            order=order, kind=kind, amount=Money(-draft.amount, order.currency),
            reference=draft.reference or f"entry:{entry.pk}", details={"state_before": before.value}, now=now,
        )  # fmt: skip
    return entry
