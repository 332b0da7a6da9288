"""What each kind of event does to an account. Every function runs inside the event's transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.actions import jobs
from common.actors import Actor
from common.errors import Conflict
from common.money import Money
from payments.actions.accounts import Draft
from payments.actions.checkout import attempt_and_order
from payments.actions.exceptions import note, raise_exception
from payments.actions.receipts import book_payment
from payments.actions.refunds import Told, request_refund, settle_refund
from payments.enums import AttemptState, EntryKind, ExceptionKind, Method, OrderState
from payments.models import Attempt, Entry, Order, PaymentException, WebhookEvent
from payments.models.attempt import LIVING
from payments.rules.checkout import Asked, Reported, disagreement
from payments.rules.stripe_amounts import from_stripe

APPLIED = "applied"
IGNORED = "ignored"
KNOWN = "already_known"
REHEARSAL_OVER = "rehearsal_over"
LONGEST_WAIT = timedelta(days=3)
STRIPE = Actor("system", "stripe", "Stripe")

Thing = dict[str, Any]


class PaymentNotKnownYet(Conflict):
    """A refund was told before its payment; the event waits for it."""

    code = "payment_not_known_yet"
    message = _("The payment of this refund is not known yet.")


def apply(event: WebhookEvent, now: datetime) -> str:
    """Do what the event says; the outcome as a code. Kinds that we do not use are ignored."""
    run = EFFECTS.get(event.kind)
    return run(event, event.body["data"]["object"], now) if run else IGNORED


def note_rehearsal(event: WebhookEvent, order: Order) -> None:
    """Marks an event about an order of a rehearsal, unsaved, so that it goes with the book."""
    event.rehearsal = order.book if order.is_rehearsal else None


def look_up_key(event_id: str) -> str:
    """The name of the job that asks for the refunds of which an event has told."""
    return f"payments.look_up_refunds:{event_id}"[:120]


def session_completed(event: WebhookEvent, session: Thing, now: datetime) -> str:
    """A Checkout that the payer finished: paid at once, or by a debit that is on its way."""
    if session.get("payment_status") != "paid":
        return move_attempt(event, session, AttemptState.PENDING, (AttemptState.NEW, AttemptState.OPEN))
    return capture(event, session, amount=session.get("amount_total"), intent=session.get("payment_intent"), now=now)


def session_ended(event: WebhookEvent, session: Thing, now: datetime) -> str:
    return move_attempt(event, session, AttemptState.EXPIRED, (AttemptState.NEW, AttemptState.OPEN))


def debit_failed(event: WebhookEvent, session: Thing, now: datetime) -> str:
    return move_attempt(event, session, AttemptState.FAILED, LIVING)


def intent_succeeded(event: WebhookEvent, intent: Thing, now: datetime) -> str:
    return capture(event, intent, amount=intent.get("amount_received"), intent=intent.get("id"), now=now)


def charge_refunded(event: WebhookEvent, charge: Thing, now: datetime) -> str:
    """A charge tells how much was refunded, not which refunds: they are asked for in the background."""
    intent = str(charge.get("payment_intent") or "")
    if payment_entry(event, intent, now) is None:
        return IGNORED
    payload = {"entity": event.entity, "is_live": event.is_live, "intent": intent}
    jobs.enqueue(kind="payments.look_up_refunds", payload=payload, now=now, key=look_up_key(event.event_id))
    return APPLIED


def refund_told(event: WebhookEvent, refund: Thing, now: datetime) -> str:
    """A refund, ours or one made elsewhere for a payment of ours."""
    intent = str(refund.get("payment_intent") or "")
    entry = payment_entry(event, intent, now)
    if entry is None:
        return IGNORED
    told = Told.of(refund)
    if entry.order.book.closed_at is not None:
        return not_booked(entry.order, Money(told.amount, told.currency), f"stripe:{told.id}", now)
    settle_refund(order_id=entry.order_id, intent=intent, told=told, by=STRIPE, now=now)
    return APPLIED


def payment_entry(event: WebhookEvent, intent: str, now: datetime) -> Entry | None:
    """The payment that an event speaks of. One that is not known may yet be told: the event waits three days,
    then it is taken for another system's."""
    rows = Entry.objects.select_related("order__book__issuer")
    entry = rows.filter(reference=f"stripe:{intent}").first()
    if entry is None and now - event.received_at < LONGEST_WAIT:
        raise PaymentNotKnownYet()
    if entry is not None:
        note_rehearsal(event, entry.order)
    return entry


EFFECTS: dict[str, Callable[[WebhookEvent, Thing, datetime], str]] = {
    "checkout.session.completed": session_completed,
    "checkout.session.async_payment_succeeded": session_completed,
    "checkout.session.async_payment_failed": debit_failed,
    "checkout.session.expired": session_ended,
    "payment_intent.succeeded": intent_succeeded,
    "charge.refunded": charge_refunded,
    "refund.created": refund_told,
    "refund.updated": refund_told,
    "refund.failed": refund_told,
}


def reference_of(thing: Thing, name: str) -> UUID | None:
    """The reference that we wrote into an object's metadata, if it is one."""
    try:
        return UUID(str((thing.get("metadata") or {}).get(name, "")))
    except (ValueError, AttributeError):
        return None


def move_attempt(event: WebhookEvent, session: Thing, state: AttemptState, allowed: tuple[AttemptState, ...]) -> str:
    """Move an attempt as its session tells, unless it has got further."""
    ref = reference_of(session, "attempt")
    attempt = Attempt.objects.filter(ref=ref).select_related("order__book").first() if ref else None
    if attempt is None:
        return IGNORED
    note_rehearsal(event, attempt.order)
    return APPLIED if Attempt.objects.filter(pk=attempt.pk, state__in=allowed).update(state=state) else IGNORED


def capture(event: WebhookEvent, thing: Thing, *, amount: Any, intent: Any, now: datetime) -> str:
    """Book the money of a payment on the order that asked for it, once, if everything agrees.

    An object without our reference belongs to another system on the same Stripe account. What disagrees
    becomes an exception, and no money is booked.
    """
    ref = reference_of(thing, "attempt")
    if ref is None:
        return IGNORED
    currency = str(thing.get("currency") or "").upper()
    minor = from_stripe(amount, currency) if isinstance(amount, int) else None
    attempt = attempt_and_order(ref)
    if attempt is None:
        if not event.is_live and (thing.get("metadata") or {}).get("rehearsal"):
            return REHEARSAL_OVER  # nobody has paid anything
        note_unknown(event, thing, Money(minor or 0, currency), str(intent), now)
        return ExceptionKind.UNKNOWN_ORDER
    note_rehearsal(event, attempt.order)
    reported = Reported(
        entity=event.entity,
        order=str((thing.get("metadata") or {}).get("order", "")),
        amount=-1 if minor is None else minor,
        currency=currency,
        is_live=event.is_live,
        session=str(thing.get("id")) if thing.get("object") == "checkout.session" else "",
    )
    if kind := disagreement(asked_by(attempt), reported):
        details = {"event": event.event_id, "asked": attempt.amount_minor, "asked_currency": attempt.currency}
        told = Money(minor or 0, currency[:3])
        raise_exception(
            order=attempt.order, kind=kind, amount=told, reference=f"stripe:{intent}", details=details, now=now
        )
        return kind
    return book_capture(attempt, str(intent), now)


def book_capture(attempt: Attempt, intent: str, now: datetime) -> str:
    """The payment entry of a captured attempt, unless it is booked; the order is locked by the caller."""
    reference = f"stripe:{intent}"
    if is_booked(reference):
        return KNOWN
    if attempt.order.book.closed_at is not None:
        return not_booked(attempt.order, Money(attempt.amount_minor, attempt.currency), reference, now)
    attempt.state, attempt.payment_intent = AttemptState.PAID, intent
    attempt.save(update_fields=["state", "payment_intent"])
    draft = Draft(
        EntryKind.PAYMENT,
        -attempt.amount_minor,
        method=Method.CARD,
        reference=reference,
        details={"attempt": str(attempt.ref)},
    )
    order = attempt.order
    book_payment(order, draft, by=STRIPE, now=now)
    if order.state == OrderState.OVERPAID and order.entries.filter(kind=EntryKind.CANCELLATION).exists():
        excess = Money(order.kept.minor - order.charged_minor, order.currency)
        request_refund(order=order, amount=excess, reason="cancelled", by=STRIPE, now=now)
    return APPLIED


def not_booked(order: Order, amount: Money, reference: str, now: datetime) -> str:
    """Money that moved after the book was closed: nothing is booked, and a person is told, once."""
    kind = ExceptionKind.BOOK_CLOSED
    raise_exception(order=order, kind=kind, amount=amount, reference=reference, details={}, now=now)
    return kind


def is_booked(reference: str) -> bool:
    """Whether a movement stands in the ledger."""
    return Entry.objects.filter(reference=reference).exists()


def asked_by(attempt: Attempt) -> Asked:
    return Asked(
        entity=attempt.order.book.issuer.code,
        order=attempt.order.code,
        amount=attempt.amount_minor,
        currency=attempt.currency,
        is_live=attempt.is_live,
        session=attempt.session_id or "",
    )


def note_unknown(event: WebhookEvent, thing: Thing, amount: Money, intent: str, now: datetime) -> None:
    note(
        PaymentException(
            entity=event.entity,
            kind=ExceptionKind.UNKNOWN_ORDER,
            amount_minor=amount.minor,
            currency=amount.currency[:3],
            reference=f"stripe:{intent}",
            details={"event": event.event_id, "kind": event.kind},
            created_at=now,
        )
    )
