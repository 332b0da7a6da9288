"""Two at once, on real row locks: one result with the guards, a wrong one or the constraint's error without."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, connections

from common.money import Money
from payments.actions import accounts, checkout, events, webhooks
from payments.actions.receipts import TransferAlreadyBooked, receive_transfer
from payments.actions.refunds import RefundTooLarge, request_refund
from payments.models import Entry, Order, WebhookEvent
from payments.queries.orders import differing_orders
from payments.rules import ledger
from tests.payments import factories as make

pytestmark = pytest.mark.postgres


@pytest.fixture
def meet(monkeypatch) -> Barrier:
    """Holds every delivery between reading the ledger and writing to it, until both are there (or 1 s)."""
    barrier = Barrier(2)

    def fold_when_both_have_read(entries):
        read = list(entries)
        try:
            barrier.wait(timeout=1)
        except BrokenBarrierError:
            barrier.reset()  # the other one waits at a lock, as it should
        return ledger.fold(read)

    monkeypatch.setattr(accounts, "fold", fold_when_both_have_read)
    return barrier


def at_once(*calls: Callable[[], object]) -> list[BaseException]:
    """Run calls in threads of their own; the errors they ended with."""
    errors: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as error:  # told to the test, which asserts on it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return errors


def deliver(told, now) -> Callable[[], object]:
    def run() -> None:
        event = webhooks.keep_event(entity=make.ENTITY, told=told, now=now)
        webhooks.apply_event(event, now)

    return run


def payments() -> int:
    return Entry.objects.filter(kind="payment").count()


def test_one_event_delivered_twice_at_once_is_one_payment(now, meet):
    attempt = make.attempt(make.order(now), now)
    told = make.completed(attempt)
    assert at_once(deliver(told, now), deliver(told, now)) == []
    assert (payments(), WebhookEvent.objects.count(), Order.objects.get().state) == (1, 1, "paid")
    assert differing_orders() == []


def test_session_and_intent_at_once_are_one_payment(now, meet):
    attempt = make.attempt(make.order(now), now)
    assert at_once(deliver(make.completed(attempt), now), deliver(make.succeeded(attempt), now)) == []
    assert (payments(), WebhookEvent.objects.filter(processed_at=None).count()) == (1, 0)


def test_two_payments_at_once_are_both_in_the_sum(now, meet):
    order = make.order(now)
    first = make.attempt(order, now, state="superseded")
    second = make.attempt(order, now)
    calls = deliver(make.completed(first, intent="pi_1"), now), deliver(make.completed(second, intent="pi_2"), now)
    assert at_once(*calls) == []
    order.refresh_from_db()
    assert (order.state, order.received_minor, differing_orders()) == ("overpaid", 60000, [])


@pytest.fixture
def unlocked(monkeypatch):
    """The guards taken out: rows are read without a lock and a claim always succeeds."""
    for module in (accounts, checkout):
        monkeypatch.setattr(module, "locked", lambda rows, *of: rows)
    monkeypatch.setattr(webhooks, "claim", lambda event, now: True)


def test_control_without_locks_only_the_constraint_stops_the_second_booking(now, meet, unlocked):
    attempt = make.attempt(make.order(now), now)
    told = make.completed(attempt)
    [error] = at_once(deliver(told, now), deliver(told, now))
    assert isinstance(error, IntegrityError)
    assert payments() == 1


@pytest.mark.breaks("ledger")
def test_control_without_locks_and_check_one_of_two_payments_is_missing_from_the_sum(now, meet, unlocked):
    order = make.order(now)
    first = make.attempt(order, now, state="superseded")
    second = make.attempt(order, now)
    at_once(deliver(make.completed(first, intent="pi_1"), now), deliver(make.completed(second, intent="pi_2"), now))
    order.refresh_from_db()
    assert (payments(), order.received_minor, differing_orders()) == (2, 30000, [order.code])
    assert events.is_booked("stripe:pi_1")
    assert events.is_booked("stripe:pi_2")


def transfer(order, now, reference: str = "BK-1") -> Callable[[], object]:
    def run() -> None:
        receive_transfer(
            order=order, amount=Money(10000, "EUR"), received_on=now.date(), bank_reference=reference,
            by=make.CLERK, now=now,
        )  # fmt: skip

    return run


def test_two_transfers_at_once_are_both_in_the_sum(now, meet):
    order = make.order(now)
    assert at_once(transfer(order, now, "BK-1"), transfer(order, now, "BK-2")) == []
    order.refresh_from_db()
    assert (order.received_minor, differing_orders()) == (20000, [])


def test_one_bank_reference_on_two_orders_at_once_is_booked_once(now, meet):
    shelf = make.book()
    calls = [transfer(make.order(now, shelf=shelf), now) for _ in range(2)]
    [refusal] = at_once(*calls)
    assert isinstance(refusal, TransferAlreadyBooked)
    assert payments() == 1


def test_a_double_click_prepares_one_attempt(now):
    order = make.order(now)
    prepare = partial(checkout.prepare_attempt, order=order, language="en", by=make.CLERK, now=now)
    assert at_once(prepare, prepare, prepare) == []
    assert order.attempts.count() == 1


def test_two_refunds_at_once_stay_within_what_was_received(now):
    attempt = make.attempt(make.order(now), now)
    deliver(make.completed(attempt), now)()
    ask = partial(request_refund, order=attempt.order, amount=Money(20000, "EUR"), by=make.CLERK, now=now)
    [refusal] = at_once(ask, ask)
    assert isinstance(refusal, RefundTooLarge)
    assert attempt.order.refunds.count() == 1
