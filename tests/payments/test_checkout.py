"""Paying by card, against the stand-in over HTTP with the real SDK."""

from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from common.actions import jobs
from common.models import Job
from common.money import Money
from payments.actions import checkout, events, orders, sending, webhooks
from payments.actions.receipts import receive_transfer
from payments.models import Attempt, Order
from payments.providers import stripe as provider
from tests.payments import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def click(url: str, do: str = "pay", card: str = "4242 4242 4242 4242") -> tuple[int, str]:
    """Click a button of the Checkout page; the status and where it leads."""
    with pytest.raises(HTTPError) as answer:  # a redirect that is not followed, or a refusal
        build_opener(Stay).open(Request(url, data=urlencode({"do": do, "card": card}).encode()), timeout=10)
    answer.value.close()
    return answer.value.code, answer.value.headers.get("Location", "")


def start(order: Order, now, language: str = "fr") -> str:
    return checkout.start_checkout(
        order=order,
        language=language,
        success_url="http://127.0.0.1:8000/fr/pay/X/return/",
        cancel_url="http://127.0.0.1:8000/fr/pay/X/",
        by=make.CLERK,
        now=now,
    )


def hand_over(stand_in, now) -> None:
    """Give all events of the stand-in to our door, in order."""
    for event in list(stand_in.store["events"].values()):
        told = {name: value for name, value in event.items() if not name.startswith("_")}
        webhooks.receive_event(entity=make.ENTITY, told=told, now=now)


@pytest.fixture
def real_now(clock):
    """Stripe's clock is the real one, so the test's is too."""
    return clock.set(datetime.now(UTC))


def test_click_pay_and_be_told(stand_in, real_now):
    order = make.order(real_now)
    url = start(order, real_now)
    assert click(url) == (303, "http://127.0.0.1:8000/fr/pay/X/return/")
    order.refresh_from_db()
    assert order.state == "open"  # coming back sets nothing
    hand_over(stand_in, real_now)
    order.refresh_from_db()
    attempt = order.attempts.get()
    assert (order.state, attempt.state, attempt.is_live) == ("paid", "paid", False)
    assert attempt.payment_intent in stand_in.store["intents"]


def test_the_session_carries_lines_language_and_our_references(stand_in, real_now):
    order = make.order(real_now, lines=[make.line(quantity=2), make.line("50.00", rate="10")])
    start(order, real_now, "pt")
    attempt = order.attempts.get()
    session = stand_in.store["sessions"][attempt.session_id]
    assert session["_items"] == [
        {"name": "Taxa de membro", "quantity": 2, "amount": 60000},
        {"name": "Taxa de membro", "quantity": 1, "amount": 5000},
    ]
    assert session["metadata"] == session["_intent_metadata"] == {"order": order.code, "attempt": str(attempt.ref)}
    assert (session["locale"], session["customer_email"]) == ("pt", "finance@vallclara.example")
    assert session["expires_at"] <= order.expires_at.timestamp()


def test_a_second_click_leads_to_the_same_page(stand_in, real_now):
    order = make.order(real_now)
    assert start(order, real_now) == start(order, real_now)
    assert (order.attempts.count(), len(stand_in.store["sessions"])) == (1, 1)


@pytest.mark.crash
def test_a_crash_before_the_answer_was_kept_is_healed_by_the_next_click(stand_in, real_now, monkeypatch):
    order = make.order(real_now)
    with monkeypatch.context() as crash:
        crash.setattr(checkout, "keep_session", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            start(order, real_now)
    assert order.attempts.get().state == "new"
    assert click(start(order, real_now))[0] == 303
    assert len(stand_in.store["sessions"]) == 1


@pytest.mark.crash
def test_money_of_an_attempt_whose_answer_was_lost_is_booked_all_the_same(stand_in, real_now, monkeypatch):
    order = make.order(real_now)
    with monkeypatch.context() as crash:
        crash.setattr(checkout, "keep_session", lambda *_: "")
        start(order, real_now)
    [session] = stand_in.store["sessions"].values()
    click(session["url"])
    hand_over(stand_in, real_now)
    order.refresh_from_db()
    assert order.state == "paid"


@pytest.mark.crash
def test_an_error_after_acting_is_asked_again_with_the_same_key(stand_in, real_now):
    stand_in.store.knobs.fail = 1
    order = make.order(real_now)
    start(order, real_now)  # the SDK's own repeat gets the first answer
    assert len(stand_in.store["sessions"]) == 1


@pytest.mark.crash
def test_a_provider_that_does_not_answer_is_a_sentence_and_the_attempt_stays(stand_in, real_now):
    stand_in.store.knobs.fail = 9
    order = make.order(real_now)
    with pytest.raises(checkout.CardUnavailable):
        start(order, real_now)
    assert order.attempts.get().state == "new"
    stand_in.store.knobs.fail = 0
    start(order, real_now)
    assert (order.attempts.get().state, len(stand_in.store["sessions"])) == ("open", 1)


def test_a_short_hold_is_lengthened_once(stand_in, real_now):
    order = make.order(real_now, hours=0)
    orders.extend_order(order=order, until=real_now + timedelta(minutes=5), by=make.CLERK, now=real_now)
    start(order, real_now)
    order.refresh_from_db()
    assert order.expires_at == real_now + timedelta(minutes=31)
    Attempt.objects.update(state="expired")
    with pytest.raises(checkout.TooLateForCard):
        start(order, real_now + timedelta(minutes=5))


def test_a_part_already_paid_leaves_one_line_for_the_rest_and_ends_the_old_page(stand_in, real_now):
    order = make.order(real_now)
    start(order, real_now)
    first = order.attempts.get()
    receive_transfer(
        order=order, amount=Money(10000, "EUR"), received_on=real_now.date(), bank_reference="BK-1",
        by=make.CLERK, now=real_now,
    )  # fmt: skip
    start(order, real_now)
    first.refresh_from_db()
    second = order.attempts.get(state="open")
    assert (first.state, stand_in.store["sessions"][first.session_id]["status"]) == ("superseded", "expired")
    assert stand_in.store["sessions"][second.session_id]["_items"][0]["amount"] == 20000


@pytest.mark.parametrize(
    "order_fields", [{"methods": ("transfer",)}, {"lines": [make.line("12.345", currency="KWD")], "currency": "KWD"}]
)
def test_a_card_is_refused_where_it_cannot_be_taken(stand_in, real_now, order_fields):
    shelf = make.book(currency=order_fields.pop("currency", "EUR"))
    with pytest.raises(checkout.CardNotOffered):
        start(make.order(real_now, shelf=shelf, **order_fields), real_now)


def test_a_card_is_refused_without_a_key_for_the_legal_entity(stand_in, real_now):
    shelf = make.book(issuer=make.issuer("keyless"))
    with pytest.raises(checkout.CardNotOffered):
        start(make.order(real_now, shelf=shelf), real_now)


def test_an_ended_order_cannot_be_paid_by_card(stand_in, real_now):
    order = make.order(real_now, hours=1)
    with pytest.raises(orders.OrderNotPayable):
        start(order, real_now + timedelta(hours=2))


def test_cancelling_ends_the_page_at_stripe(stand_in, real_now):
    order = make.order(real_now)
    start(order, real_now)
    orders.cancel_order(order=order, by=make.CLERK, now=real_now)
    jobs.run_due(now=real_now)
    [session] = stand_in.store["sessions"].values()
    assert (session["status"], order.attempts.get().state) == ("expired", "superseded")
    assert Job.objects.get().state == "done"


def test_an_order_paid_by_transfer_ends_the_page_at_stripe(stand_in, real_now):
    order = make.order(real_now)
    start(order, real_now)
    receive_transfer(
        order=order, amount=order.total, received_on=real_now.date(), bank_reference="BK-1", by=make.CLERK, now=real_now
    )
    jobs.run_due(now=real_now)
    assert order.attempts.get().state == "superseded"


def test_when_every_event_was_lost_stripe_is_asked_after_the_end(stand_in, real_now):
    order = make.order(real_now)
    click(start(order, real_now))
    ended = order.attempts.get().expires_at + timedelta(hours=1)
    assert sending.ask_about_attempts(ended - timedelta(minutes=50)) == 0
    assert sending.ask_about_attempts(ended) == 1
    order.refresh_from_db()
    assert (order.state, order.attempts.get().state) == ("paid", "paid")
    hand_over(stand_in, ended)
    assert order.entries.filter(kind="payment").count() == 1


def test_the_webhook_alone_confirms(stand_in, real_now, monkeypatch):
    """With the webhook's comparison out, a wrong amount would pass: the test that fails when it is taken out."""
    order = make.order(real_now)
    click(start(order, real_now))
    [session] = stand_in.store["sessions"].values()
    session["amount_total"] = 1
    told = make.event("checkout.session.completed", {k: v for k, v in session.items() if not k.startswith("_")})
    webhooks.receive_event(entity=make.ENTITY, told=told, now=real_now)
    order.refresh_from_db()
    assert order.state == "open"
    monkeypatch.setattr(events, "disagreement", lambda asked, reported: None)
    told["id"] = "evt_again"
    webhooks.receive_event(entity=make.ENTITY, told=told, now=real_now)
    order.refresh_from_db()
    assert order.state == "paid"


def test_expiring_a_session_that_is_over_is_no_error(stand_in, real_now):
    order = make.order(real_now)
    click(start(order, real_now))
    assert provider.expire_session(checkout.key_of(order), order.attempts.get().session_id) is False
