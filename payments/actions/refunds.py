"""Giving money back: a durable request that reserves its amount, sent outside any transaction, told back later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit, jobs
from common.actors import Actor
from common.errors import Conflict
from common.money import Money
from payments import notifications
from payments.actions.accounts import Draft, book_entries, check_open, lock_order
from payments.actions.exceptions import raise_exception
from payments.enums import EntryKind, ExceptionKind, Method, RefundState
from payments.models import Entry, Order, Refund
from payments.models.refund import RESERVING
from payments.rules.refunds import Captured, spread
from payments.rules.stripe_amounts import from_stripe

GIVEN = frozenset({RefundState.PENDING, RefundState.DONE})


class RefundTooLarge(Conflict):
    """More than was received and is not yet on its way back."""

    code = "refund_too_large"
    message = _("At most {available} can still be refunded.")


class RefundNotSendable(Conflict):
    """Only a refund by transfer that waits to be sent can be marked as sent."""

    code = "refund_not_sendable"
    message = _("This refund is not waiting to be sent by transfer.")


@dataclass(frozen=True, slots=True)
class Told:
    """A refund as Stripe tells it; `ref` is ours from the metadata, empty when it was made elsewhere."""

    id: str
    ref: str
    state: RefundState
    amount: int
    currency: str

    @classmethod
    def of(cls, refund: dict[str, Any]) -> "Told":
        """From Stripe's object; an amount that our currency has no unit for counts as zero."""
        currency = str(refund.get("currency") or "").upper()
        status = str(refund.get("status"))
        states = {"succeeded": RefundState.DONE, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}
        return cls(
            id=str(refund["id"]),
            ref=str((refund.get("metadata") or {}).get("refund", "")),
            state=states.get(status, RefundState.PENDING),
            amount=from_stripe(int(refund.get("amount") or 0), currency) or 0,
            currency=currency,
        )


def request_refund(
    *, order: Order, by: Actor, now: datetime, amount: Money | None = None, reason: str = "requested"
) -> list[Refund]:
    """Ask for money to be given back, inside the caller's transaction; without `amount`, all that can be.

    The amount is reserved under the order's lock, newest payments first, so that refunds asked for and done
    never exceed what was received (RefundTooLarge); a closed book gives nothing back (BookClosed). Cards are
    refunded in the background; what came by transfer waits for a treasurer. Nothing left to refund and no amount
    given: an empty list.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        check_open(order.book)
        payments = captured_payments(order)
        available = sum(payment.available for payment in payments)
        wanted = available if amount is None else amount.minor
        if amount is not None and (amount.currency != order.currency or not 0 < wanted <= available):
            raise RefundTooLarge(available=Money(available, order.currency).text + " " + order.currency)
        refunds = [
            insert_refund(order, payment, minor, reason=reason, by=by, now=now)
            for payment, minor in spread(wanted, payments)
        ]
        for refund in refunds:
            if refund.method == Method.CARD:
                enqueue_sending(refund, now)
    return refunds


def captured_payments(order: Order) -> list[Captured]:
    """The payments of an order with what is left of each, the newest first."""
    taken: dict[str, int] = {}
    for reference, minor in order.refunds.filter(state__in=RESERVING).values_list("payment_reference", "amount_minor"):
        taken[reference] = taken.get(reference, 0) + minor
    entries = Entry.objects.filter(order=order, kind=EntryKind.PAYMENT).order_by("-id")
    return [
        Captured(entry.reference or "", entry.method, -entry.amount_minor, taken.get(entry.reference or "", 0))
        for entry in entries
    ]


def insert_refund(order: Order, payment: Captured, minor: int, *, reason: str, by: Actor, now: datetime) -> Refund:
    refund = Refund.objects.create(
        order=order,
        method=payment.method,
        payment_reference=payment.reference,
        amount_minor=minor,
        currency=order.currency,
        reason=reason[:40],
        requested_at=now,
        next_try_at=now if payment.method == Method.CARD else None,
        by_kind=by.kind,
        by_id=by.id[:64],
        by_label=by.label[:120],
    )
    audit.record(
        verb="refund.requested", subject=order, by=by, now=now, scope=order.book.scope,
        after={"refund": str(refund.ref), "amount": minor, "reason": refund.reason},
    )  # fmt: skip
    return refund


def enqueue_sending(refund: Refund, now: datetime) -> None:
    jobs.enqueue(
        kind="payments.send_refund", payload={"refund": refund.pk}, now=now, key=f"payments.send_refund:{refund.ref}"
    )


def settle_refund(*, order_id: int, intent: str, told: Told, by: Actor, now: datetime) -> None:
    """Bring a refund to what Stripe tells of it; harmless in any order and however often.

    Accepted: booked once. Failed: booked back once and put before a treasurer. One that was made elsewhere is
    adopted with a notice.
    """
    with transaction.atomic():
        order = lock_order(order_id)
        refund = known_refund(order, told) or adopt(order, intent, told, by, now)
        if refund.state in (told.state, RefundState.FAILED):
            return
        if refund.state == RefundState.DONE and told.state == RefundState.PENDING:
            return  # an older event that came late
        before = refund.state
        refund.state, refund.provider_id, refund.next_try_at = told.state, told.id, None
        refund.done_at = now if told.state == RefundState.DONE else refund.done_at
        refund.save(update_fields=["state", "provider_id", "next_try_at", "done_at"])
        if told.state == RefundState.FAILED:
            book_failure(order, refund, was_given=before in GIVEN, by=by, now=now)
        elif before not in GIVEN:
            book_refund(order, refund, by=by, now=now)


def known_refund(order: Order, told: Told) -> Refund | None:
    """The refund by Stripe's id or, before we have kept it, by ours."""
    for refund in order.refunds.all():
        if refund.provider_id == told.id or (refund.provider_id is None and str(refund.ref) == told.ref):
            return refund
    return None


def adopt(order: Order, intent: str, told: Told, by: Actor, now: datetime) -> Refund:
    """A refund made in Stripe's own pages: a row of ours for it, and a word to the treasurer."""
    raise_exception(
        order=order, kind=ExceptionKind.REFUNDED_ELSEWHERE, amount=Money(told.amount, told.currency),
        reference=f"stripe:{told.id}", details={}, now=now,
    )  # fmt: skip
    return Refund.objects.create(
        order=order,
        method=Method.CARD,
        payment_reference=f"stripe:{intent}",
        amount_minor=told.amount,
        currency=told.currency,
        reason="elsewhere",
        provider_id=told.id,
        requested_at=now,
        by_kind=by.kind,
        by_id=by.id[:64],
        by_label=by.label[:120],
    )


def book_refund(order: Order, refund: Refund, *, by: Actor, now: datetime) -> None:
    draft = Draft(
        EntryKind.REFUND,
        refund.amount_minor,
        method=refund.method,
        reference=f"refund:{refund.ref}",
        details={"payment": refund.payment_reference},
    )
    book_entries(order, [draft], verb="order.refund_booked", by=by, now=now)
    notifications.refund_sent(order, refund.amount, str(refund.ref), now)


def book_failure(order: Order, refund: Refund, *, was_given: bool, by: Actor, now: datetime) -> None:
    if was_given:
        draft = Draft(
            EntryKind.REFUND_REVERSAL,
            -refund.amount_minor,
            method=refund.method,
            reference=f"refund:{refund.ref}:failed",
            details={"payment": refund.payment_reference},
        )
        book_entries(order, [draft], verb="order.refund_failed", by=by, now=now)
    raise_exception(
        order=order, kind=ExceptionKind.REFUND_FAILED, amount=refund.amount,
        reference=f"refund:{refund.ref}", details={"reason": refund.error}, now=now,
    )  # fmt: skip


def confirm_transfer_refund(*, refund: Refund, by: Actor, now: datetime) -> Refund:
    """Note that a treasurer has sent a refund by bank transfer; a repeat changes nothing."""
    with transaction.atomic():
        order = lock_order(refund.order_id)
        refund = Refund.objects.get(pk=refund.pk)
        if refund.state == RefundState.DONE:
            return refund
        if refund.method != Method.TRANSFER or refund.state != RefundState.REQUESTED:
            raise RefundNotSendable()
        refund.state, refund.done_at = RefundState.DONE, now
        refund.save(update_fields=["state", "done_at"])
        book_refund(order, refund, by=by, now=now)
    return refund
