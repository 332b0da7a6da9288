"""What a registration becomes when money moves. Called by receivers: inside the announcing transaction, with
the order locked, and harmless when repeated."""

from datetime import datetime

from django.db import transaction

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from payments.actions.refunds import request_refund
from payments.models import Order
from registration import notifications, signals
from registration.actions import changes, places
from registration.enums import HOLDING, State
from registration.models import Registration, Terms
from registration.rules.states import may_follow


def rows_of(order: Order) -> list[Registration]:
    """The registrations an order pays for, locked in id order."""
    rows = Registration.objects.select_for_update(of=("self",)).filter(order=order).order_by("pk")
    return list(rows.select_related("congress", "category", "person", "organisation", "order"))


def parents_of(row: Registration) -> list[places.Parent]:
    terms = Terms.objects.get(congress_id=row.congress_id)
    return [terms, row.category, *[chosen.add_on for chosen in row.chosen_add_ons.select_related("add_on")]]


def move(
    row: Registration, state: str, *, verb: str, by: Actor, now: datetime, tell: bool = True, stamp: bool = True
) -> bool:
    """Moves one locked registration to a state its table allows; False when it is there already or may not go.

    Frees or keeps its places by what the two states hold; taking a place anew is `retake`'s. Whoever moves several
    rows stamps them together at the end (`stamp=False`): the change number is the last lock.
    """
    before = row.state
    if before == state or not may_follow(before, state):
        return False
    holds, held = state in HOLDING, before in HOLDING
    row.state = state
    if state == State.CONFIRMED:
        row.confirmed_at = now
    if not holds and state != State.WAITLISTED:
        row.closed_at = now
    row.hold_expires_at = row.hold_expires_at if state == State.AWAITING_PAYMENT else None
    row.save(update_fields=["state", "confirmed_at", "closed_at", "hold_expires_at"])
    if held and not holds:
        places.free(parents_of(row))
    audit.record(
        verb=verb,
        subject=row,
        by=by,
        now=now,
        scope=row.congress.scope,
        before={"state": before},
        after={"state": state},
    )
    if held and not holds:
        signals.registration_ended.send(sender=Registration, registration=row, by=by, now=now)
    if tell:
        notifications.registered(row, now=now)
    if stamp:
        changes.stamp(congress_id=row.congress_id, registration_ids=[row.pk])
    return True


def _stamp(rows: list[Registration]) -> None:
    for congress_id in sorted({row.congress_id for row in rows}):
        ids = [row.pk for row in rows if row.congress_id == congress_id]
        changes.stamp(congress_id=congress_id, registration_ids=ids)


def confirm_paid(*, order: Order, by: Actor, now: datetime) -> None:
    """Paid: awaiting and secured registrations are confirmed; an expired one takes its place again if there is one.

    Money is never refused: where the place is gone, the refund is ordered and the registration stays expired.
    """
    gone, rows = False, rows_of(order)
    for row in rows:
        if row.state == State.EXPIRED:
            if _retake(row):
                move(row, State.CONFIRMED, verb="registration_revived", by=by, now=now, stamp=False)
            else:
                gone = True
                audit.record(verb="paid_too_late", subject=row, by=by, now=now, scope=row.congress.scope)
        else:
            move(row, State.CONFIRMED, verb="registration_confirmed", by=by, now=now, stamp=False)
    if gone:
        # One request for the whole order; a treasurer sees to an order of which some places are gone.
        everything = not Registration.objects.filter(order=order, state__in=HOLDING).exists()
        if everything:
            request_refund(order=order, reason="place_gone", by=by, now=now)
    _stamp(rows)


def _retake(row: Registration) -> bool:
    twin = Registration.objects.filter(congress_id=row.congress_id, fingerprint=row.fingerprint, state__in=HOLDING)
    if twin.exists():
        return False
    try:
        with transaction.atomic():
            places.take(parents_of(row))
    except Conflict:
        return False
    return True


def secure(*, order: Order, by: Actor, now: datetime) -> None:
    rows = rows_of(order)
    for row in rows:
        move(row, State.SECURED, verb="registration_secured", by=by, now=now, stamp=False)
    _stamp(rows)


def expire(*, order: Order, by: Actor, now: datetime) -> None:
    rows = rows_of(order)
    for row in rows:
        move(row, State.EXPIRED, verb="registration_expired", by=by, now=now, stamp=False)
    _stamp(rows)


def extend(*, order: Order, now: datetime) -> None:
    """A longer way to pay was chosen: the hold follows the order."""
    Registration.objects.filter(order=order, state=State.AWAITING_PAYMENT).update(hold_expires_at=order.expires_at)
