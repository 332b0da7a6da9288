"""What an organiser, or the person, does with a registration later."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import prove_address
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from congress.actions.hold import hold
from congress.enums import CongressState
from payments.actions.orders import cancel_order
from payments.actions.refunds import request_refund
from payments.models import Order
from registration import notifications
from registration.actions import changes, places
from registration.actions.register import order_for
from registration.actions.settle import move, parents_of
from registration.enums import State
from registration.models import AddOn, Category, Registration, Terms
from registration.queries.fees import fee_now
from registration.queries.refunds import refund_on_cancelling
from registration.rules.states import may_follow


class NotPossibleNow(Conflict):
    code = "wrong_state"
    message = _("The registration has changed meanwhile. Please reload the page.")


def _locked(registration: Registration) -> Registration:
    """The registration's order first, then the registration: the lock order everywhere."""
    if registration.order_id:
        Order.objects.select_for_update().get(pk=registration.order_id)
    rows = Registration.objects.select_for_update(of=("self",)).select_related(
        "congress", "category", "person", "organisation", "order"
    )
    return rows.get(pk=registration.pk)


def cancel(*, registration: Registration, by: Actor, now: datetime) -> Registration:
    """Cancels: frees the places, ends the order where nothing was received, voids the badge, writes a letter.

    Of money received the congress's refund rule says how much is given back; that much is asked for at once, and the
    rest is kept. Without a rule, and in a delegation, it stays on the order's account. Raises NotPossibleNow when the
    registration is over already, RehearsalOver, CongressArchived.
    """
    with transaction.atomic():
        hold(registration.congress)
        row = _locked(registration)
        if not may_follow(row.state, State.CANCELLED):
            raise NotPossibleNow()
        _end_order(row, by=by, now=now)
        row = _locked(registration)
        move(row, State.CANCELLED, verb="registration_cancelled", by=by, now=now)
        offer_next(category_id=row.category_id, by=by, now=now)
        return row


def _end_order(row: Registration, *, by: Actor, now: datetime) -> None:
    if row.order is None or row.delegation_id is not None:
        return
    back = refund_on_cancelling(row, now)
    if back is not None:
        cancel_order(order=row.order, by=by, now=now, keep=row.order.kept - back)
        if back:
            request_refund(order=row.order, amount=back, reason="cancelled", by=by, now=now)
    elif not row.order.received_minor:
        cancel_order(order=row.order, by=by, now=now)


def approve(*, registration: Registration, by: Actor, now: datetime) -> Registration:
    """Admits a registration that awaited approval: to payment, or straight to confirmed where it is free."""
    with transaction.atomic():
        hold(registration.congress)
        row = _locked(registration)
        if row.state != State.AWAITING_APPROVAL:
            raise NotPossibleNow()
        _ask_for_payment(row, verb="registration_approved", by=by, now=now)
        return row


def refuse(*, registration: Registration, reason: str, by: Actor, now: datetime) -> Registration:
    """Does not admit a registration that awaited approval; the reason goes into the letter."""
    with transaction.atomic():
        hold(registration.congress)
        row = _locked(registration)
        if row.state != State.AWAITING_APPROVAL:
            raise NotPossibleNow()
        row.answers = {**row.answers, "refusal_reason": reason.strip()}
        row.save(update_fields=["answers"])
        move(row, State.REFUSED, verb="registration_refused", by=by, now=now)
        offer_next(category_id=row.category_id, by=by, now=now)
        return row


def _ask_for_payment(row: Registration, *, verb: str, by: Actor, now: datetime) -> None:
    terms = Terms.objects.select_related("book", "rehearsal_book").get(congress_id=row.congress_id)
    terms.congress = row.congress
    things: list[Category | AddOn] = [
        row.category,
        *[chosen.add_on for chosen in row.chosen_add_ons.select_related("add_on")],
    ]
    lines = tuple((thing, fee) for thing in things if (fee := fee_now(thing, terms, now)))
    if not lines:
        move(row, State.CONFIRMED, verb=verb, by=by, now=now)
        return
    row.order = order_for(row, lines, terms, by=by, now=now, hours=terms.offer_hours)
    row.hold_expires_at = row.order.expires_at
    row.save(update_fields=["order", "hold_expires_at"])
    move(row, State.AWAITING_PAYMENT, verb=verb, by=by, now=now)


def offer_next(*, category_id: int, by: Actor, now: datetime) -> Registration | None:
    """Offers a free place to the first on the category's waiting list, if there is both; holds it meanwhile."""
    waiting = Registration.objects.select_for_update(of=("self",), skip_locked=True).filter(
        category_id=category_id, state=State.WAITLISTED
    )
    related = waiting.select_related("congress", "category", "person", "organisation", "order")
    row = related.order_by("created_at", "id").first()
    if row is None:
        return None
    try:
        with transaction.atomic():
            places.take(parents_of(row))
    except Conflict:
        return None
    _ask_for_payment(row, verb="place_offered", by=by, now=now)
    return row


def offer_places(*, now: datetime, limit: int = 200) -> int:
    """Offers every free place to whoever waits for it, one transaction each; run by the periodic sweep."""
    waiting = Category.objects.filter(registrations__state=State.WAITLISTED).select_related("congress")
    offered = 0
    for category in waiting.exclude(congress__state=CongressState.ARCHIVED).order_by("pk").distinct():
        while offered < limit:
            with transaction.atomic():
                hold(category.congress)
                if offer_next(category_id=category.pk, by=Actor.system("waiting list"), now=now) is None:
                    break
            offered += 1
    return offered


def remind(*, now: datetime, limit: int = 200) -> int:
    """Reminds of payments whose hold ends within two days, once each; holds of hours are not reminded of."""
    due = Registration.objects.filter(
        state=State.AWAITING_PAYMENT,
        hold_expires_at__gt=now,
        hold_expires_at__lte=now + timedelta(days=2),
        created_at__lt=now - timedelta(days=1),
        reminded_at__isnull=True,
    ).exclude(congress__state=CongressState.ARCHIVED)
    rows = due.select_related("congress", "category", "person", "organisation", "order").order_by("id")[:limit]
    told = 0
    for row in rows:
        with transaction.atomic():
            if Registration.objects.filter(pk=row.pk, reminded_at__isnull=True).update(reminded_at=now):
                notifications.pay_soon(row, now=now)
                told += 1
    return told


def follow_link(*, registration: Registration, now: datetime) -> None:
    """Whoever follows the letter's link owns the mailbox: the address is proven and the "plr_" token ends."""
    with transaction.atomic():
        prove_address(person=registration.person, now=now)
        Registration.objects.filter(pk=registration.pk).exclude(token_hash="").update(token_hash="")


def void_badge(*, registration: Registration, by: Actor, now: datetime) -> Registration:
    """Loss, theft or substitution: a higher serial, and every lower one is superseded at the doors."""
    with transaction.atomic():
        hold(registration.congress)
        row = _locked(registration)
        Registration.objects.filter(pk=row.pk).update(serial=F("serial") + 1)
        audit.record(
            verb="badge_voided", subject=row, by=by, now=now, scope=row.congress.scope, before={"serial": row.serial}
        )
        changes.stamp(congress_id=row.congress_id, registration_ids=[row.pk])
        row.refresh_from_db(fields=["serial"])
        return row


def resend_link(*, registration: Registration, now: datetime) -> None:
    with transaction.atomic():
        notifications.link_again(registration, now=now)
