"""Opening, securing, extending, ending and cancelling orders."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit, jobs
from common.actors import Actor
from common.errors import Conflict
from common.money import Money
from payments import notifications, signals
from payments.actions.accounts import Draft, book_entries, check_open, lock_order
from payments.actions.drafts import LineSpec, OrderLinesInvalid, Payer, Terms, draft_order
from payments.enums import EntryKind, Method, OrderState
from payments.models import Attempt, Book, Entry, Order, OrderLine
from payments.models.attempt import LIVING
from payments.rules.states import CANCELLABLE, LAPSABLE, PAYABLE

__all__ = ["LineSpec", "OrderLinesInvalid", "Payer", "Terms"]

BOTH = (Method.CARD.value, Method.TRANSFER.value)


class OrderKeyTaken(Conflict):
    """The caller opened an order under this key before."""

    code = "order_key_taken"
    message = _("There is an order for this already.")


class OrderNotPayable(Conflict):
    """The order is paid, cancelled or expired."""

    code = "order_not_payable"
    message = _("This order is not waiting for a payment.")


class TransferNotOffered(Conflict):
    """The book's legal entity takes no transfers for this order."""

    code = "transfer_not_offered"
    message = _("This order cannot be paid by bank transfer.")


class OrderNotSecurable(Conflict):
    """Only an open order can be secured."""

    code = "order_not_securable"
    message = _("A place can be guaranteed only while its order is open.")


class OrderNotCancellable(Conflict):
    """The order was refunded already."""

    code = "order_not_cancellable"
    message = _("This order cannot be cancelled any more.")


def open_order(
    *,
    book: Book,
    lines: Sequence[LineSpec],
    payer: Payer,
    language: str,
    expires_at: datetime | None,
    key: str | None,
    by: Actor,
    now: datetime,
    methods: Sequence[str] = BOTH,
    is_rehearsal: bool = False,
) -> Order:
    """Open an order inside the caller's transaction; no provider is called.

    The price charged per piece includes tax; VAT is computed once per rate on the sum. `key` must be new:
    OrderKeyTaken otherwise. Raises OrderLinesInvalid for lines that cannot be charged, BookClosed. `is_rehearsal` is
    what the caller means; the database takes the order into a book of that kind only (IntegrityError).
    """
    terms = Terms(language=language, expires_at=expires_at, key=key, methods=tuple(methods), is_rehearsal=is_rehearsal)
    with transaction.atomic():
        if key and Order.objects.filter(key=key).exists():
            raise OrderKeyTaken()
        made = draft_order(book=book, lines=lines, payer=payer, terms=terms, by=by, now=now)
        order = made.order
        order.save(force_insert=True)
        OrderLine.objects.bulk_create(made.lines)
        Entry.objects.bulk_create(made.entries)
        audit.record(
            verb="order.opened", subject=order, by=by, now=now, scope=book.scope,
            after={"state": order.state, "charged": order.charged_minor, "currency": order.currency},
        )  # fmt: skip
    return order


def cancel_order(*, order: Order, by: Actor, now: datetime, keep: Money | None = None) -> Order:
    """Call an order off; a repeat changes nothing. Announces `order_cancelled`.

    Everything charged is credited but `keep` (a cancellation fee, at most what was charged). Money already
    received is not sent back by this: ask `request_refund` for it.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        if order.entries.filter(kind=EntryKind.CANCELLATION).exists():
            return order
        if order.state not in CANCELLABLE:
            raise OrderNotCancellable()
        kept = min(max(keep.minor, 0), order.charged_minor) if keep else 0
        drafts = [Draft(EntryKind.CANCELLATION)]
        if order.charged_minor > kept:
            drafts.insert(0, Draft(EntryKind.CREDIT, kept - order.charged_minor))
        book_entries(order, drafts, verb="order.cancelled", by=by, now=now)
        end_attempts(order, now=now)
    return order


def secure_order(*, order: Order, by: Actor, now: datetime, reference: str = "") -> Order:
    """Hold an order's places without payment, for a purchase order or by decision; a repeat changes nothing.

    `reference` names the document. The order no longer expires. Announces `order_secured`.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        if order.state == OrderState.SECURED:
            return order
        if order.state != OrderState.OPEN:
            raise OrderNotSecurable()
        draft = Draft(EntryKind.SECURITY, details={"reference": reference} if reference else {})
        book_entries(order, [draft], verb="order.secured", by=by, now=now)
    return order


def extend_order(*, order: Order, until: datetime, by: Actor, now: datetime) -> Order:
    """Let an order live until an instant; an earlier one changes nothing. An expired order opens again.

    Announces `order_extended`.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        check_open(order.book)
        if order.state not in PAYABLE | {OrderState.EXPIRED}:
            raise OrderNotPayable()
        if order.state == OrderState.EXPIRED:
            book_entries(order, [Draft(EntryKind.REVIVAL)], verb="order.revived", by=by, now=now)
        lengthen(order, until, by=by, now=now)
    return order


def choose_transfer(*, order: Order, by: Actor, now: datetime) -> Order:
    """Note that the payer pays by transfer: the order lives `transfer_days` from now, instructions go by mail.

    A repeat changes nothing. Announces `order_extended`.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        check_open(order.book)
        if not order.is_payable:
            raise OrderNotPayable()
        if not order.takes_transfer or not order.book.issuer.iban:
            raise TransferNotOffered()
        if order.transfer_chosen_at is None:
            order.transfer_chosen_at = now
            order.save(update_fields=["transfer_chosen_at"])
            lengthen(order, now + timedelta(days=order.transfer_days), by=by, now=now)
            notifications.transfer_instructions(order, now)
    return order


def lengthen(order: Order, until: datetime, *, by: Actor, now: datetime) -> None:
    """Move the expiry of a locked order to a later instant, and say so."""
    if order.expires_at is None or until <= order.expires_at:
        return
    before, order.expires_at = order.expires_at, until
    order.save(update_fields=["expires_at"])
    audit.record(
        verb="order.extended", subject=order, by=by, now=now, scope=order.book.scope,
        before={"expires_at": before.isoformat()}, after={"expires_at": until.isoformat()},
    )  # fmt: skip
    signals.order_extended.send(sender=Order, order=order, by=by, now=now)


def expire_order(*, order: Order, by: Actor, now: datetime) -> bool:
    """End one order whose time is over and for which nothing came; whether it did. Announces `order_expired`.

    A delayed debit on its way (an attempt that is pending) holds the order.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        if order.state not in LAPSABLE or order.expires_at is None or order.expires_at > now:
            return False
        if order.attempts.filter(state="pending").exists():
            return False
        book_entries(order, [Draft(EntryKind.LAPSE)], verb="order.expired", by=by, now=now)
        end_attempts(order, now=now)
    return True


def expire_due(now: datetime, *, limit: int = 500) -> int:
    """End the orders whose time is over, oldest first, one transaction each; returns how many."""
    due = Order.objects.due_to_expire(now).order_by("expires_at")[:limit]
    return sum(expire_order(order=order, by=Actor.system("expiry"), now=now) for order in due)


def end_attempts(order: Order, *, now: datetime) -> None:
    """Ask, after the commit, for the end of a Checkout that could still bring money for this order."""
    for ident in Attempt.objects.filter(order=order, state__in=LIVING).values_list("id", flat=True):
        jobs.enqueue(
            kind="payments.end_attempt", payload={"attempt": ident}, now=now, key=f"payments.end_attempt:{ident}"
        )
