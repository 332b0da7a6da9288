"""Random histories of actions and events, wrong ones among them: the books agree to the cent after every step."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from common.errors import DomainError
from common.money import Money
from payments.actions import orders, refunds, webhooks
from payments.actions.receipts import receive_transfer
from payments.models import Entry, Order
from payments.queries.checks import ledger
from payments.queries.orders import differing_orders, totals
from tests.payments import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.property]

STEPS = ("transfer", "card", "again", "cancel", "expire", "extend", "secure", "choose", "refund")


class History:
    """One order and what may happen to it; every step may be refused, none may break the books."""

    def __init__(self, seed: int, now) -> None:
        self.random, self.now = Random(seed), now
        self.order = make.order(now, price=self.random.choice(["280.00", "300.00", "0.01"]))
        self.told: list[dict] = []

    def step(self) -> None:
        self.now += timedelta(hours=self.random.choice([0, 1, 30]))
        with suppress(DomainError):  # refused with a sentence; nothing may have been written
            getattr(self, self.random.choice(STEPS))()

    def transfer(self) -> None:
        amount = self.random.choice([1, 100, self.order.charged_minor, self.order.charged_minor + 1, 0, -5])
        receive_transfer(
            order=self.order, amount=Money(amount, "EUR"), received_on=self.now.date(),
            bank_reference=f"BK-{self.order.code}-{self.random.randrange(4)}", by=make.CLERK, now=self.now,
        )  # fmt: skip

    def card(self) -> None:
        order = Order.objects.get(pk=self.order.pk)
        amount = order.due.minor or 100
        attempt = make.attempt(order, self.now, state="superseded", amount_minor=amount)
        self.told.append(make.completed(attempt, intent=f"pi_{attempt.pk}"))
        self.tell(self.told[-1])

    def again(self) -> None:
        if self.told:
            self.tell(self.random.choice(self.told))

    def tell(self, event: dict) -> None:
        webhooks.receive_event(entity=make.ENTITY, told=event, now=self.now)

    def refund(self) -> None:
        cards = list(Entry.objects.filter(order=self.order, kind="payment", method="card"))
        if not cards:
            refunds.request_refund(order=self.order, by=make.CLERK, now=self.now)
            return
        paid = self.random.choice(cards)
        intent = paid.reference.removeprefix("stripe:")
        state = self.random.choice(["succeeded", "pending", "failed"])
        half = -(paid.amount_minor // 2) or 1
        self.told.append(make.refund_event("updated", intent=intent, ident=f"re_{intent}", amount=half, status=state))
        self.tell(self.told[-1])

    def cancel(self) -> None:
        keep = self.random.choice([None, Money(500, "EUR")])
        orders.cancel_order(order=self.order, keep=keep, by=make.CLERK, now=self.now)

    def expire(self) -> None:
        orders.expire_due(self.now)

    def extend(self) -> None:
        orders.extend_order(order=self.order, until=self.now + timedelta(hours=9), by=make.CLERK, now=self.now)

    def secure(self) -> None:
        orders.secure_order(order=self.order, by=make.CLERK, now=self.now)

    def choose(self) -> None:
        orders.choose_transfer(order=self.order, by=make.CLERK, now=self.now)


@pytest.mark.parametrize("seed", range(40))
def test_the_books_agree_after_every_step_of_a_random_history(seed, now):
    history = History(seed, now)
    for _ in range(12):
        history.step()
        assert differing_orders() == []
    order = Order.objects.get(pk=history.order.pk)
    booked = sum(Entry.objects.filter(order=order).values_list("amount_minor", flat=True))
    assert booked == order.charged_minor - order.received_minor + order.refunded_minor
    assert totals(order.book)["received"] == order.received
    assert ledger(order.book).breaches == 0
