"""Speaking to Stripe in the background: refunds to send, refunds to look up, attempts to ask about."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from common.actors import Actor
from payments.actions.accounts import lock_order
from payments.actions.events import STRIPE, book_capture, reference_of
from payments.actions.refunds import Told, book_failure, settle_refund
from payments.enums import AttemptState, Method, RefundState
from payments.models import Attempt, Entry, Refund
from payments.models.attempt import LIVING
from payments.providers import stripe
from payments.rules.backoff import pause_after
from payments.rules.stripe_amounts import to_stripe

LEASE = timedelta(minutes=2)
SENDER = Actor.system("refunds")
#: How long after its end an attempt waits for its event before Stripe is asked.
PATIENCE = timedelta(minutes=15)


def send_refund(*, refund_id: int, now: datetime) -> None:
    """Send one refund to Stripe: claimed, asked, then told back; a crash between any two is healed by a repeat.

    From the second try on our id is first looked for in the payment's refunds, since idempotency keys are
    forgotten after a day. No answer: tried again later. Refused: a treasurer is told.
    """
    if not claim(refund_id, now):
        return
    refund = Refund.objects.select_related("order__book__issuer").get(pk=refund_id)
    book = refund.order.book
    key, intent = stripe.Key(book.issuer.code, book.is_live), refund.payment_reference.removeprefix("stripe:")
    try:
        found = stripe.find_refund(key, intent=intent, ref=str(refund.ref)) if refund.tries > 1 else None
        amount = to_stripe(refund.amount_minor, refund.currency)
        answer = found or stripe.create_refund(key, intent=intent, amount=amount, ref=str(refund.ref))
    except stripe.ProviderUnavailable as error:
        row = Refund.objects.filter(pk=refund.pk, state=RefundState.SENDING)
        row.update(next_try_at=now + pause_after(refund.tries), error=str(error)[:200])
        return
    except stripe.ProviderRefused as error:
        give_up(refund, str(error), now)
        return
    settle_refund(order_id=refund.order_id, intent=intent, told=Told.of(answer), by=SENDER, now=now)


def claim(refund_id: int, now: datetime) -> bool:
    """Take a refund to the door for two minutes; one sender at a time."""
    due = Q(state=RefundState.REQUESTED) | Q(state=RefundState.SENDING, next_try_at__lte=now)
    moved = Refund.objects.filter(due, pk=refund_id, method=Method.CARD).update(
        state=RefundState.SENDING, tries=F("tries") + 1, next_try_at=now + LEASE
    )
    return bool(moved)


def give_up(refund: Refund, reason: str, now: datetime) -> None:
    """A refund that Stripe refused: its amount is free again, and a treasurer is told."""
    with transaction.atomic():
        order = lock_order(refund.order_id)
        moved = Refund.objects.filter(pk=refund.pk, state=RefundState.SENDING).update(
            state=RefundState.FAILED, error=reason[:200], next_try_at=None
        )
        if moved:
            refund.error = reason[:200]
            book_failure(order, refund, was_given=False, by=SENDER, now=now)


def send_due_refunds(now: datetime, *, limit: int = 100) -> int:
    """Send what waits or was interrupted; returns how many were tried."""
    due = Refund.objects.filter(
        Q(state=RefundState.REQUESTED) | Q(state=RefundState.SENDING), method=Method.CARD, next_try_at__lte=now
    )
    idents = list(due.order_by("next_try_at").values_list("id", flat=True)[:limit])
    for ident in idents:
        send_refund(refund_id=ident, now=now)
    return len(idents)


def look_up_refunds(*, entity: str, is_live: bool, intent: str, now: datetime) -> None:
    """Ask Stripe for every refund of a payment and settle each."""
    entry = Entry.objects.filter(reference=f"stripe:{intent}").first()
    if entry is None:
        return
    for refund in stripe.refunds_of(stripe.Key(entity, is_live), intent):
        settle_refund(order_id=entry.order_id, intent=intent, told=Told.of(refund), by=STRIPE, now=now)


def ask_about_attempts(now: datetime, *, limit: int = 50) -> int:
    """Ask Stripe about attempts whose time is over and whose event never came; returns how many moved."""
    silent = Attempt.objects.filter(state__in=LIVING, expires_at__lte=now - PATIENCE)
    silent = silent.exclude(state=AttemptState.PENDING).select_related("order__book__issuer")
    return sum(ask_about(attempt, now) for attempt in silent.order_by("expires_at")[:limit])


def ask_about(attempt: Attempt, now: datetime) -> bool:
    if not attempt.session_id:
        rows = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.NEW)
        return bool(rows.update(state=AttemptState.FAILED))
    book = attempt.order.book
    try:
        session = stripe.retrieve_session(stripe.Key(book.issuer.code, book.is_live), attempt.session_id)
    except stripe.ProviderError:
        return False
    if session.get("payment_status") == "paid" and reference_of(session, "attempt") == attempt.ref:
        with transaction.atomic():
            attempt.order = lock_order(attempt.order_id)
            book_capture(attempt, str(session["payment_intent"]), now)
        return True
    if session.get("status") == "expired":
        rows = Attempt.objects.filter(pk=attempt.pk, state__in=LIVING)
        return bool(rows.update(state=AttemptState.EXPIRED))
    return False
