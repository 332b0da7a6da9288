"""Paying by card: an attempt is committed, then Stripe is asked, then the answer is kept."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.fields import pick
from payments.actions.accounts import check_open, lock_order, locked
from payments.actions.orders import OrderNotPayable, lengthen
from payments.enums import AttemptState
from payments.models import Attempt, Book, Order
from payments.models.attempt import LIVING
from payments.providers import stripe
from payments.rules.checkout import REUSE_MARGIN, checkout_window
from payments.rules.stripe_amounts import NotForCards, to_stripe


class CardNotOffered(Conflict):
    """No card for this order: not offered, not configured, or not in this currency."""

    code = "card_not_offered"
    message = _("This order cannot be paid by card.")


class TooLateForCard(Conflict):
    """The hold is shorter than a Checkout and was lengthened before."""

    code = "too_late_for_card"
    message = _("The time left for this order is too short to start a card payment.")


class CardUnavailable(Conflict):
    """Stripe did not answer; nothing was charged."""

    code = "card_unavailable"
    message = _("The card payment page does not answer at the moment. Nothing was charged. Please try again soon.")
    status = 503


def start_checkout(*, order: Order, language: str, success_url: str, cancel_url: str, by: Actor, now: datetime) -> str:
    """The address of the Checkout page for what is due. A repeat leads to the same page while it lives.

    Commits the attempt first, then calls Stripe with its id as key, then keeps the Session: a crash between
    any two of these is healed by the next click. May lengthen the order once (see `checkout_window`).
    """
    attempt, ended = prepare_attempt(order=order, language=language, by=by, now=now)
    key = key_of(attempt.order)
    try:
        if ended is not None and ended.session_id:
            stripe.expire_session(key, ended.session_id)
        if attempt.url:
            return attempt.url
        session = stripe.create_session(key, request_of(attempt, success_url, cancel_url))
    except stripe.ProviderUnavailable:
        raise CardUnavailable() from None
    except stripe.ProviderRefused:
        abandon(attempt)
        raise CardUnavailable() from None
    return keep_session(attempt, session)


def prepare_attempt(*, order: Order, language: str, by: Actor, now: datetime) -> tuple[Attempt, Attempt | None]:
    """The living attempt to pay what is due, new or found, and the one that it replaces."""
    with transaction.atomic():
        order = lock_order(order.pk)
        check_card(order, now)
        living = Attempt.objects.filter(order=order, state__in=LIVING).first()
        if living and is_reusable(living, order, now):
            living.order = order
            return living, None
        if living:
            living.state = AttemptState.SUPERSEDED
            living.save(update_fields=["state"])
        window = checkout_window(now=now, hold_until=order.expires_at, may_lengthen=order.lengthened_at is None)
        if window is None:
            raise TooLateForCard()
        if window.is_lengthened:
            order.lengthened_at = now
            order.save(update_fields=["lengthened_at"])
            lengthen(order, window.expires_at, by=by, now=now)
        attempt = Attempt.objects.create(
            order=order,
            amount_minor=order.due.minor,
            currency=order.currency,
            is_live=order.book.is_live,
            language=language,
            created_at=now,
            expires_at=window.expires_at,
        )
        audit.record(
            verb="order.checkout_started", subject=order, by=by, now=now, scope=order.book.scope,
            after={"attempt": str(attempt.ref), "amount": attempt.amount_minor},
        )  # fmt: skip
    return attempt, living


def check_card(order: Order, now: datetime) -> None:
    check_open(order.book)
    if not order.is_payable or (order.state == "open" and order.expires_at and order.expires_at <= now):
        raise OrderNotPayable()
    if not card_is_offered(order):
        raise CardNotOffered()


def card_is_offered(order: Order) -> bool:
    """Whether this order can be paid by card: asked for, with a key that counts, in an amount that Stripe knows."""
    try:
        to_stripe(order.due.minor, order.currency)
    except NotForCards:
        return False
    return order.takes_card and _moves_money(order.book) and stripe.is_configured(key_of(order))


def _moves_money(book: Book) -> bool:
    """False for a book that counts but would be paid with a test key: only a rehearsal or one's own machine does so."""
    return book.is_live or book.is_rehearsal or bool(settings.LOOPBACK)


def is_reusable(attempt: Attempt, order: Order, now: datetime) -> bool:
    """Whether an attempt still asks for the right sum and lasts long enough to be shown again."""
    if attempt.state == AttemptState.PENDING:
        return True
    return attempt.amount_minor == order.due.minor and attempt.expires_at > now + REUSE_MARGIN


def key_of(order: Order) -> stripe.Key:
    return stripe.Key(order.book.issuer.code, order.book.is_live)


def request_of(attempt: Attempt, success_url: str, cancel_url: str) -> stripe.CheckoutRequest:
    order = attempt.order
    return stripe.CheckoutRequest(
        ref=str(attempt.ref),
        order=order.code,
        currency=attempt.currency,
        items=items_of(attempt),
        expires_at=attempt.expires_at,
        language=attempt.language,
        email=order.payer_email,
        success_url=success_url,
        cancel_url=cancel_url,
        is_rehearsal=order.is_rehearsal,
    )


def items_of(attempt: Attempt) -> tuple[stripe.Item, ...]:
    """The order's lines when they add up to what is asked, else one line for the rest."""
    order, language = attempt.order, attempt.language
    lines = [line for line in order.lines.all() if line.gross_minor]
    if sum(line.gross_minor for line in lines) == attempt.amount_minor:
        return tuple(
            stripe.Item(
                pick(line.text, language),
                line.quantity,
                to_stripe(line.gross_minor // line.quantity, attempt.currency),
            )
            for line in lines
        )
    with override(language):
        name = gettext_now("Order %(code)s") % {"code": order.code}
    return (stripe.Item(name, 1, to_stripe(attempt.amount_minor, attempt.currency)),)


def keep_session(attempt: Attempt, session: dict[str, object]) -> str:
    """Keep what Stripe answered, unless the attempt has moved on; the page's address."""
    url = str(session.get("url") or "")
    Attempt.objects.filter(pk=attempt.pk, state=AttemptState.NEW).update(
        state=AttemptState.OPEN, session_id=session["id"], url=url
    )
    if not url:
        raise CardUnavailable()
    return url


def abandon(attempt: Attempt) -> None:
    """A Session that Stripe refused to open never was."""
    Attempt.objects.filter(pk=attempt.pk, state=AttemptState.NEW).update(state=AttemptState.FAILED)


def end_attempt(*, attempt_id: int, now: datetime) -> None:
    """End a Checkout at Stripe because its order needs no card any more; harmless when it is over already."""
    attempt = Attempt.objects.select_related("order__book__issuer").get(pk=attempt_id)
    if attempt.state not in LIVING or attempt.state == AttemptState.PENDING:
        return
    if attempt.session_id and not stripe.expire_session(key_of(attempt.order), attempt.session_id):
        return  # paid or expired in the meantime: the webhook tells which
    Attempt.objects.filter(pk=attempt.pk, state__in=(AttemptState.NEW, AttemptState.OPEN)).update(
        state=AttemptState.SUPERSEDED
    )


def attempt_and_order(ref: UUID) -> Attempt | None:
    """The attempt of a reference with its order locked, in one statement; None when there is none."""
    rows = Attempt.objects.filter(ref=ref).select_related("order__book__issuer")
    return locked(rows, "order").first()
