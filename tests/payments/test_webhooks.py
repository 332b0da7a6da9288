"""Stripe's events over our door: signed, kept, applied once, or put before the treasurer."""

from random import Random

import pytest

from common.money import Money
from payments import signals
from payments.actions import events, orders, webhooks
from payments.models import Attempt, Entry, Order, PaymentException, WebhookEvent
from payments.queries.orders import differing_orders
from tests.payments import factories as make

pytestmark = pytest.mark.django_db
DOOR = "/payments/stripe/vallclara/webhook/"


@pytest.fixture
def attempt(now) -> Attempt:
    return make.attempt(make.order(now), now)


@pytest.fixture
def paid():
    codes: list[str] = []

    def hear(order, **_):
        codes.append(order.code)

    signals.order_paid.connect(hear)
    yield codes
    signals.order_paid.disconnect(hear)


def tell(client, told, **signing):
    return client.post(DOOR, **make.signed(told, **signing))


def state_of(attempt):
    return Order.objects.get(pk=attempt.order_id).state


def test_a_completed_session_pays_the_order(client, attempt, paid):
    answer = tell(client, make.completed(attempt, ident="evt_1"))
    attempt.refresh_from_db()
    assert (answer.status_code, answer.json()) == (200, {"received": "evt_1"})
    assert (attempt.order.state, attempt.state, attempt.payment_intent) == ("paid", "paid", "pi_1")
    assert paid == [attempt.order.code]


def test_a_webhook_costs_at_most_twelve_statements(client, attempt, django_assert_max_num_queries):
    for _ in range(3):
        make.order(attempt.created_at)
    with django_assert_max_num_queries(12):
        tell(client, make.completed(attempt))


def test_the_same_event_again_changes_nothing(client, attempt, paid):
    told = make.completed(attempt)
    assert [tell(client, told).status_code for _ in range(3)] == [200, 200, 200]
    assert (Entry.objects.filter(kind="payment").count(), WebhookEvent.objects.count(), len(paid)) == (1, 1, 1)


def test_session_and_intent_tell_of_one_payment(client, attempt, paid):
    tell(client, make.succeeded(attempt))
    tell(client, make.completed(attempt))
    assert (Entry.objects.filter(kind="payment").count(), len(paid)) == (1, 1)
    assert list(WebhookEvent.objects.order_by("id").values_list("outcome", flat=True)) == ["applied", "already_known"]


@pytest.mark.parametrize(
    "signing",
    [{"secret": "whsec_forged"}, {"at": 1}, {"at": 99_999_999_999}],
    ids=["forged", "replayed long after", "from the future"],
)
def test_a_bad_signature_is_refused_and_nothing_is_kept(client, attempt, signing):
    answer = tell(client, make.completed(attempt), **signing)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "webhook_signature_invalid"
    assert (WebhookEvent.objects.count(), state_of(attempt)) == (0, "open")


def test_without_a_signature_or_for_an_unknown_entity_nothing_is_kept(client, attempt):
    told = make.signed(make.completed(attempt))
    assert client.post("/payments/stripe/nobody/webhook/", **told).status_code == 400
    assert client.post(DOOR, told["data"], content_type="application/json").status_code == 400
    assert client.get(DOOR).status_code == 405
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "told", [{}, [], "text", {"id": "evt_1"}, {"id": 1, "type": "x", "livemode": False, "data": {"object": {}}}]
)
def test_a_signed_body_that_is_no_event_is_refused(client, told):
    answer = tell(client, told)
    assert (answer.status_code, answer.json()["code"]) == (400, "webhook_invalid")
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"amount_total": 1}, "amount_mismatch"),
        ({"amount_total": None}, "amount_mismatch"),
        ({"currency": "usd"}, "currency_mismatch"),
        ({"is_live": True}, "mode_mismatch"),
        ({"id": "cs_another"}, "order_mismatch"),
    ],
)
def test_what_does_not_agree_is_not_booked_but_put_before_the_treasurer(client, attempt, changes, kind):
    for _ in range(2):
        assert tell(client, make.completed(attempt, **changes)).status_code == 200
    row = PaymentException.objects.get()
    assert (row.kind, row.order, row.book) == (kind, attempt.order, attempt.order.book)
    assert (state_of(attempt), Entry.objects.filter(kind="payment").count()) == ("open", 0)


def test_another_order_in_the_metadata_is_put_before_the_treasurer(client, attempt):
    told = make.completed(attempt)
    told["data"]["object"]["metadata"]["order"] = "WRONGONE"
    tell(client, told)
    assert (PaymentException.objects.get().kind, state_of(attempt)) == ("order_mismatch", "open")


def test_an_event_signed_by_another_legal_entity_is_put_before_the_treasurer(client, attempt, settings):
    settings.STRIPE_WEBHOOK_SECRETS = {**settings.STRIPE_WEBHOOK_SECRETS, "other": "whsec_other"}
    client.post("/payments/stripe/other/webhook/", **make.signed(make.completed(attempt), secret="whsec_other"))
    assert (PaymentException.objects.get().kind, state_of(attempt)) == ("entity_mismatch", "open")


def test_a_payment_of_an_unknown_attempt_is_put_before_the_treasurer(client, attempt):
    told = make.completed(attempt)
    told["data"]["object"]["metadata"]["attempt"] = "00000000-0000-0000-0000-000000000000"
    tell(client, told)
    row = PaymentException.objects.get()
    assert (row.kind, row.order, row.entity, row.amount) == ("unknown_order", None, "vallclara", Money(30000, "EUR"))


def test_the_test_modes_own_secret_is_believed_of_the_test_mode_only(client, attempt, settings):
    settings.STRIPE_TEST_WEBHOOK_SECRETS = {make.ENTITY: "whsec_of_the_test_mode"}
    url, other = f"/payments/stripe/{make.ENTITY}/webhook/", {"secret": "whsec_of_the_test_mode"}

    live = client.post(url, **make.signed(make.completed(attempt, is_live=True), **other))
    test = client.post(url, **make.signed(make.completed(attempt), **other))

    assert (live.status_code, test.status_code, state_of(attempt)) == (400, 200, "paid")
    assert WebhookEvent.objects.count() == 1


def test_payments_of_another_system_on_the_account_are_left_alone(client, attempt):
    tell(client, make.completed(attempt, metadata={"shop": "other"}))
    tell(client, make.event("customer.created", {"id": "cus_1"}))
    assert set(WebhookEvent.objects.values_list("outcome", flat=True)) == {"ignored"}
    assert not PaymentException.objects.exists()


def test_an_expired_session_ends_the_attempt_and_not_the_order(client, attempt):
    tell(client, make.event("checkout.session.expired", {"metadata": {"attempt": str(attempt.ref)}}))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.order.state) == ("expired", "open")


def test_an_expiry_told_after_the_payment_changes_nothing(client, attempt):
    tell(client, make.completed(attempt))
    tell(client, make.event("checkout.session.expired", {"metadata": {"attempt": str(attempt.ref)}}))
    attempt.refresh_from_db()
    assert attempt.state == "paid"


def test_a_delayed_debit_is_pending_until_it_succeeds(client, attempt):
    tell(client, make.completed(attempt, payment_status="unpaid"))
    attempt.refresh_from_db()
    assert (attempt.state, state_of(attempt)) == ("pending", "open")
    told = make.completed(attempt)
    told["type"] = "checkout.session.async_payment_succeeded"
    tell(client, told)
    assert state_of(attempt) == "paid"


def test_a_delayed_debit_that_fails_frees_the_order_for_another_attempt(client, attempt):
    tell(client, make.completed(attempt, payment_status="unpaid"))
    tell(client, make.event("checkout.session.async_payment_failed", {"metadata": {"attempt": str(attempt.ref)}}))
    attempt.refresh_from_db()
    assert (attempt.state, state_of(attempt)) == ("failed", "open")


def test_a_payment_after_the_expiry_is_booked_announced_and_shown(client, attempt, paid):
    orders.expire_due(attempt.order.expires_at)
    tell(client, make.completed(attempt))
    assert (state_of(attempt), paid) == ("paid", [attempt.order.code])
    assert PaymentException.objects.get().kind == "paid_late"


def test_a_payment_after_the_cancellation_is_refunded_by_itself(client, attempt, paid, now):
    orders.cancel_order(order=attempt.order, by=make.CLERK, now=now)
    tell(client, make.completed(attempt))
    refund = attempt.order.refunds.get()
    assert (refund.amount_minor, refund.state, refund.reason, paid) == (30000, "requested", "cancelled", [])


@pytest.mark.crash
def test_an_event_that_cannot_be_applied_is_kept_and_tried_again(client, attempt, monkeypatch, clock):
    def fail(*_, **__):
        raise RuntimeError("something of ours")

    with monkeypatch.context() as broken:
        broken.setattr(events, "capture", fail)
        assert tell(client, make.completed(attempt)).status_code == 200
        assert webhooks.retry_events(clock.move(minutes=2)) == 0
    row = WebhookEvent.objects.get()
    assert (row.processed_at, row.tries, row.error, state_of(attempt)) == (None, 2, "RuntimeError", "open")
    assert webhooks.retry_events(clock.move(minutes=2)) == 1
    assert (state_of(attempt), WebhookEvent.objects.get().outcome) == ("paid", "applied")


@pytest.mark.crash
def test_a_receiver_that_fails_takes_the_booking_back_and_leaves_the_event(client, attempt):
    def fail(**_):
        raise RuntimeError("above")

    signals.order_paid.connect(fail)
    try:
        tell(client, make.completed(attempt))
    finally:
        signals.order_paid.disconnect(fail)
    assert (state_of(attempt), WebhookEvent.objects.get().processed_at) == ("open", None)


@pytest.mark.property
def test_fifty_seeded_histories_of_five_events_give_one_state(client, now, clock):
    """Session, intent, refund, its update and the expiry: in any order, each once or twice."""
    seeded = Random(6)
    for turn in range(50):
        attempt = make.attempt(make.order(now), now)
        intent = f"pi_{turn}"
        refund = {"intent": intent, "ident": f"re_{turn}"}
        told = [
            make.completed(attempt, intent=intent),
            make.succeeded(attempt, intent=intent),
            make.refund_event("created", **refund),
            make.refund_event("updated", **refund),
            make.event("checkout.session.expired", {"metadata": {"attempt": str(attempt.ref)}}),
        ]
        history = told + [event for event in told if seeded.random() < 0.5]
        seeded.shuffle(history)
        for event in history:
            tell(client, event)
    # A refund that was told before its payment waits in its row for the sweep.
    webhooks.retry_events(clock.move(hours=1), limit=1000)
    assert set(Order.objects.values_list("state", flat=True)) == {"refunded"}
    assert not WebhookEvent.objects.filter(processed_at=None).exists()
    assert differing_orders() == []


def test_a_refund_of_a_payment_that_never_comes_is_left_alone_after_three_days(client, clock):
    tell(client, make.refund_event("created"))
    assert WebhookEvent.objects.get().processed_at is None
    webhooks.retry_events(clock.move(days=4))
    assert WebhookEvent.objects.get().outcome == "ignored"


def test_bodies_are_emptied_after_ninety_days(client, attempt, clock):
    tell(client, make.completed(attempt))
    assert webhooks.empty_bodies(clock.move(days=89)) == 0
    assert webhooks.empty_bodies(clock.move(days=2)) == 1
    assert WebhookEvent.objects.get().body == {}
