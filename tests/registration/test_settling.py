"""What registrations become when money moves, time passes or people change their minds."""

from datetime import timedelta

import pytest

from common.models import QueuedMail
from common.money import Money
from payments.actions.orders import choose_transfer, expire_due, secure_order
from payments.actions.receipts import receive_transfer
from registration.actions import manage
from registration.actions.register import register
from registration.enums import State
from registration.models import Category, Registration, Terms
from registration.rules.states import TRANSITIONS
from tests.registration.scene import BY, NOW, application, open_congress

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def paid(order, now=LATER, reference="bank-1"):
    return receive_transfer(
        order=order, amount=order.due, received_on=now.date(), bank_reference=reference, by=BY, now=now
    )


def taken():
    return Category.objects.get(code="member").taken, Terms.objects.get().taken


def test_payment_confirms_and_sends_badge_and_calendar():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    paid(row.order)
    row.refresh_from_db()
    assert (row.state, row.confirmed_at, row.hold_expires_at) == (State.CONFIRMED, LATER, None)
    letter = QueuedMail.objects.get(template="registration_confirmed")
    assert [spec["kind"] for spec in letter.attachments] == ["badge", "calendar"]


def test_an_unpaid_hold_expires_and_frees_its_places():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    expire_due(LATER)
    row.refresh_from_db()
    assert (row.state, taken()) == (State.EXPIRED, (0, 0))


def test_paid_late_takes_the_place_again():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    expire_due(LATER)
    paid(row.order, LATER)
    row.refresh_from_db()
    assert (row.state, taken()) == (State.CONFIRMED, (1, 1))


def test_paid_late_with_no_place_left_is_refunded():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    expire_due(LATER)
    Category.objects.filter(code="member").update(places=0)
    paid(row.order, LATER)
    row.refresh_from_db()
    assert (row.state, taken()) == (State.EXPIRED, (0, 0))
    assert [refund.amount for refund in row.order.refunds.all()] == [Money(30_000, "EUR")]


def test_secured_keeps_the_place_beyond_the_hold():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    secure_order(order=row.order, by=BY, now=NOW, reference="PO-1")
    expire_due(NOW + timedelta(days=90))
    row.refresh_from_db()
    assert row.state == State.SECURED


def test_cancelling_frees_the_places_and_voids_the_order():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    manage.cancel(registration=row, by=BY, now=LATER)
    row.refresh_from_db()
    assert (row.state, taken(), row.order.state) == (State.CANCELLED, (0, 0), "cancelled")


def test_cancelling_twice_is_refused():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    manage.cancel(registration=row, by=BY, now=LATER)
    with pytest.raises(manage.NotPossibleNow):
        manage.cancel(registration=row, by=BY, now=LATER)
    assert taken() == (0, 0)


def test_a_freed_place_is_offered_to_the_first_who_waits():
    event = open_congress()
    Category.objects.filter(code="member").update(places=1)
    first = register(congress=event, application=application(), by=BY, now=NOW)
    second = register(congress=event, application=application(given_name="Blanca", waiting_list=True), by=BY, now=NOW)
    third = register(
        congress=event,
        application=application(given_name="Carla", waiting_list=True),
        by=BY,
        now=NOW + timedelta(minutes=5),
    )
    manage.cancel(registration=first, by=BY, now=LATER)
    states = [Registration.objects.get(pk=row.pk).state for row in (first, second, third)]
    assert states == [State.CANCELLED, State.AWAITING_PAYMENT, State.WAITLISTED]
    assert taken() == (1, 1)


def test_a_place_that_expires_is_offered_to_the_first_who_waits():
    event = open_congress()
    Category.objects.filter(code="member").update(places=1)
    register(congress=event, application=application(), by=BY, now=NOW)
    waiting = register(congress=event, application=application(given_name="Blanca", waiting_list=True), by=BY, now=NOW)
    expire_due(LATER)
    manage.offer_places(now=LATER)
    waiting.refresh_from_db()
    assert (waiting.state, taken()) == (State.AWAITING_PAYMENT, (1, 1))


def test_approving_asks_for_payment_at_the_fee_of_the_day():
    event = open_congress()
    Category.objects.filter(code="member").update(needs=["approval"])
    row = register(congress=event, application=application(), by=BY, now=NOW)
    manage.approve(registration=row, by=BY, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.order.total.text, taken()) == (State.AWAITING_PAYMENT, "300.00", (1, 1))


def test_refusing_frees_the_place_and_gives_the_reason():
    event = open_congress()
    Category.objects.filter(code="member").update(needs=["approval"])
    row = register(congress=event, application=application(), by=BY, now=NOW)
    manage.refuse(registration=row, reason="El justificante no se puede leer.", by=BY, now=LATER)
    row.refresh_from_db()
    assert (row.state, taken()) == (State.REFUSED, (0, 0))
    assert "El justificante no se puede leer." in QueuedMail.objects.get(template="registration_refused").body


def test_voiding_a_badge_raises_the_serial():
    row = register(congress=open_congress(), application=application(category="observer"), by=BY, now=NOW)
    assert manage.void_badge(registration=row, by=BY, now=LATER).serial == 2


def test_the_table_of_states_names_every_state():
    assert set(TRANSITIONS) == set(State)


def test_a_transfer_is_reminded_of_once_two_days_before_its_hold_ends():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    order = choose_transfer(order=row.order, by=BY, now=NOW)
    early, due = order.expires_at - timedelta(days=3), order.expires_at - timedelta(days=2)
    assert [manage.remind(now=when) for when in (early, due, due)] == [0, 1, 0]
    assert QueuedMail.objects.filter(template="registration_reminder").count() == 1
