"""Refunds: reserved, sent once, told back, booked back when they fail."""

import pytest

from common.actions import jobs
from common.models import QueuedMail
from common.money import Money
from payments import signals
from payments.actions import orders, refunds, sending, webhooks
from payments.actions.receipts import receive_transfer
from payments.actions.refunds import RefundNotSendable, RefundTooLarge, confirm_transfer_refund, request_refund
from payments.models import Order, PaymentException
from payments.providers import stripe as provider
from payments.queries.orders import differing_orders
from payments.rules.stripe_amounts import to_stripe
from tests.payments import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def refunded():
    codes: list[str] = []

    def hear(order, **_):
        codes.append(order.code)

    signals.order_refunded.connect(hear)
    yield codes
    signals.order_refunded.disconnect(hear)


def told(event, now):
    webhooks.receive_event(entity=make.ENTITY, told=event, now=now)


@pytest.fixture
def paid(now) -> Order:
    """An order of 300.00 paid by card."""
    attempt = make.attempt(make.order(now), now)
    told(make.completed(attempt), now)
    return Order.objects.get()


@pytest.fixture
def at_stripe(stand_in, paid) -> Order:
    """The same, and the stand-in knows the payment."""
    owner = {"livemode": False, "_entity": make.ENTITY, "_secret": make.SECRET}
    stand_in.store["charges"]["ch_1"] = {
        "id": "ch_1", "object": "charge", "amount": 30000, "amount_refunded": 0, "currency": "eur",
        "payment_intent": "pi_1", **owner,
    }  # fmt: skip
    stand_in.store["intents"]["pi_1"] = {"id": "pi_1", "object": "payment_intent", "latest_charge": "ch_1", **owner}
    return paid


def ask(order, now, amount=None):
    return request_refund(order=order, by=make.CLERK, now=now, amount=Money(amount, "EUR") if amount else None)


def test_a_refund_is_sent_in_the_background_booked_and_announced(at_stripe, stand_in, now, refunded):
    [refund] = ask(at_stripe, now)
    assert jobs.run_due(now=now) == 1
    refund.refresh_from_db()
    at_stripe.refresh_from_db()
    assert (refund.state, at_stripe.state, at_stripe.refunded.minor) == ("done", "refunded", 30000)
    assert refunded == [at_stripe.code]
    assert QueuedMail.objects.get().template == "payments_refund"
    assert [r["metadata"] for r in stand_in.store["refunds"].values()] == [{"refund": str(refund.ref)}]


def test_telling_and_answer_of_one_refund_are_booked_once(at_stripe, stand_in, now, refunded):
    ask(at_stripe, now)
    jobs.run_due(now=now)
    for event in list(stand_in.store["events"].values()):
        told({k: v for k, v in event.items() if not k.startswith("_")}, now)
    jobs.run_due(now=now)
    assert at_stripe.entries.filter(kind="refund").count() == 1
    assert refunded == [at_stripe.code]
    assert not PaymentException.objects.exists()


def test_refunds_never_exceed_what_was_received(paid, now):
    ask(paid, now, 20000)
    with pytest.raises(RefundTooLarge) as refusal:
        ask(paid, now, 10001)
    assert "100.00 EUR" in str(refusal.value)
    ask(paid, now, 10000)
    assert ask(paid, now) == []


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-1, "EUR"), Money(100, "USD")])
def test_absurd_refunds_are_refused(paid, now, amount):
    with pytest.raises(RefundTooLarge):
        request_refund(order=paid, by=make.CLERK, now=now, amount=amount)


def test_a_partial_refund_leaves_the_rest_due_and_is_not_announced(at_stripe, now, refunded):
    ask(at_stripe, now, 10000)
    jobs.run_due(now=now)
    at_stripe.refresh_from_db()
    assert (at_stripe.state, at_stripe.due.minor, refunded) == ("partly_paid", 10000, [])


@pytest.mark.crash
def test_a_provider_that_acts_and_times_out_is_not_asked_to_act_twice(at_stripe, stand_in, now, clock):
    stand_in.store.knobs.fail = 2  # the SDK tries twice
    [refund] = ask(at_stripe, now)
    jobs.run_due(now=now)
    refund.refresh_from_db()
    assert (refund.state, refund.tries, len(stand_in.store["refunds"])) == ("sending", 1, 1)
    stand_in.store["answers"].clear()  # Stripe forgets idempotency keys after a day
    assert sending.send_due_refunds(clock.move(days=2)) == 1
    refund.refresh_from_db()
    assert (refund.state, len(stand_in.store["refunds"])) == ("done", 1)


def test_a_refund_that_stripe_refuses_frees_its_amount_and_is_put_before_the_treasurer(at_stripe, stand_in, now):
    stand_in.store["charges"]["ch_1"]["amount_refunded"] = 30000
    [refund] = ask(at_stripe, now)
    jobs.run_due(now=now)
    refund.refresh_from_db()
    assert (refund.state, refund.error) == ("failed", "charge_already_refunded")
    assert PaymentException.objects.get().kind == "refund_failed"
    assert ask(at_stripe, now)[0].amount_minor == 30000


def test_two_senders_send_once(at_stripe, stand_in, now):
    [refund] = ask(at_stripe, now)
    assert sending.claim(refund.pk, now) is True
    sending.send_refund(refund_id=refund.pk, now=now)
    assert len(stand_in.store["refunds"]) == 0


def test_a_refund_that_fails_later_is_booked_back(at_stripe, now):
    [refund] = ask(at_stripe, now)
    jobs.run_due(now=now)
    refund.refresh_from_db()
    failed = make.refund_event(
        "failed", ident=refund.provider_id, status="failed", metadata={"refund": str(refund.ref)}
    )
    told(failed, now)
    late = make.refund_event("updated", ident=refund.provider_id, metadata={"refund": str(refund.ref)})
    told(late, now)
    at_stripe.refresh_from_db()
    assert (at_stripe.state, PaymentException.objects.get().kind) == ("paid", "refund_failed")
    assert differing_orders() == []


def test_an_older_event_does_not_take_a_refund_back(paid, now):
    told(make.refund_event("created"), now)
    told(make.refund_event("updated", status="pending"), now)
    assert paid.refunds.get().state == "done"


def test_a_refund_made_at_stripe_is_adopted_and_shown(paid, now, refunded):
    for _ in range(2):
        told(make.refund_event("created"), now)
    paid.refresh_from_db()
    assert (paid.state, refunded) == ("refunded", [paid.code])
    assert PaymentException.objects.get().kind == "refunded_elsewhere"


def test_a_charge_that_tells_of_refunds_is_looked_up(at_stripe, stand_in, now):
    key = provider.Key(make.ENTITY, False)
    provider.create_refund(key, intent="pi_1", amount=to_stripe(5000, "EUR"), ref="made elsewhere")
    told(make.event("charge.refunded", {"id": "ch_1", "payment_intent": "pi_1"}), now)
    jobs.run_due(now=now)
    at_stripe.refresh_from_db()
    assert at_stripe.refunded.minor == 5000


def test_what_came_by_transfer_waits_for_a_treasurer(now, refunded):
    order = make.order(now)
    receive_transfer(
        order=order, amount=order.total, received_on=now.date(), bank_reference="BK-1", by=make.CLERK, now=now
    )
    [refund] = ask(order, now)
    assert (refund.method, jobs.run_due(now=now), sending.send_due_refunds(now)) == ("transfer", 0, 0)
    for _ in range(2):
        confirm_transfer_refund(refund=refund, by=make.CLERK, now=now)
    order.refresh_from_db()
    assert (order.state, refunded) == ("refunded", [order.code])


def test_a_card_refund_cannot_be_marked_as_sent_by_hand(paid, now):
    [refund] = ask(paid, now)
    with pytest.raises(RefundNotSendable):
        confirm_transfer_refund(refund=refund, by=make.CLERK, now=now)


def test_cancel_and_refund_in_one_go(at_stripe, now, refunded):
    cancelled = orders.cancel_order(order=at_stripe, by=make.CLERK, now=now, keep=Money(5000, "EUR"))
    assert cancelled.state == "overpaid"
    request_refund(order=cancelled, amount=Money(25000, "EUR"), by=make.CLERK, now=now, reason="cancelled")
    jobs.run_due(now=now)
    at_stripe.refresh_from_db()
    assert (at_stripe.state, at_stripe.kept.minor, refunded) == ("cancelled", 5000, [])


def test_a_receiver_of_order_paid_may_ask_for_a_refund_in_the_same_transaction(now):
    """Paid too late and the place is gone: the room above decides, inside the announcement."""

    def no_place_left(order, by, now, **_):
        refunds.request_refund(order=order, by=by, now=now, reason="place_gone")

    attempt = make.attempt(make.order(now), now)
    signals.order_paid.connect(no_place_left)
    try:
        told(make.completed(attempt), now)
    finally:
        signals.order_paid.disconnect(no_place_left)
    assert Order.objects.get().state == "paid"
    assert attempt.order.refunds.get().reason == "place_gone"
