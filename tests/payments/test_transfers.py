"""A treasurer books what the bank's statement shows."""

from datetime import date, timedelta

import pytest

from common.money import Money
from payments import signals
from payments.actions import orders
from payments.actions.receipts import TransferAlreadyBooked, TransferInvalid, receive_transfer
from payments.models import Entry, PaymentException
from tests.payments import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def receive(order, now, *, amount="300.00", reference="BK-1", on=DAY, currency="EUR"):
    return receive_transfer(
        order=order,
        amount=Money.parse(amount, currency),
        received_on=on,
        bank_reference=reference,
        by=make.CLERK,
        now=now,
    )


@pytest.fixture
def paid():
    orders_paid = []

    def hear(order, **_):
        orders_paid.append(order.code)

    signals.order_paid.connect(hear)
    yield orders_paid
    signals.order_paid.disconnect(hear)


def test_the_full_amount_pays_the_order_and_says_so_once(now, paid):
    order = make.order(now)
    after = receive(order, now)
    assert (after.state, after.paid_at, paid) == ("paid", now, [order.code])


def test_a_part_leaves_the_rest_due_and_announces_nothing(now, paid):
    after = receive(make.order(now, price="1500.00"), now, amount="1485.00")
    assert (after.state, after.due, paid) == ("partly_paid", Money(1500, "EUR"), [])


def test_two_parts_make_a_whole(now, paid):
    order = make.order(now)
    receive(order, now, amount="100.00")
    assert receive(order, now, amount="200.00", reference="BK-2").state == "paid"
    assert paid == [order.code]


def test_too_much_is_booked_and_put_before_the_treasurer(now):
    after = receive(make.order(now), now, amount="301.00")
    row = PaymentException.objects.get()
    assert (after.state, row.kind, row.amount) == ("overpaid", "overpaid", Money(30100, "EUR"))


def test_money_for_an_expired_order_is_booked_announced_and_put_before_the_treasurer(now, paid):
    order = make.order(now, hours=1)
    later = now + timedelta(hours=2)
    orders.expire_due(later)
    after = receive(order, later)
    assert (after.state, paid) == ("paid", [order.code])
    assert PaymentException.objects.get().kind == "paid_late"


def test_money_for_a_cancelled_order_is_no_payment_of_it(now, paid):
    order = make.order(now)
    orders.cancel_order(order=order, by=make.CLERK, now=now)
    assert (receive(order, now).state, paid) == ("overpaid", [])


@pytest.mark.parametrize("again", ["BK-1", " bk 1 ", "B.K/1"])
def test_the_same_bank_reference_is_refused(now, again):
    order = make.order(now, price="600.00")
    receive(order, now)
    with pytest.raises(TransferAlreadyBooked) as refusal:
        receive(order, now, reference=again)
    assert order.code in str(refusal.value)
    assert Entry.objects.filter(kind="payment").count() == 1


def test_the_same_bank_reference_on_another_order_of_the_account_is_refused(now):
    shelf = make.book()
    receive(make.order(now, shelf=shelf), now)
    with pytest.raises(TransferAlreadyBooked):
        receive(make.order(now, shelf=shelf), now)


def test_another_bank_account_may_use_the_same_reference(now):
    receive(make.order(now), now)
    other = make.book(issuer=make.issuer("other"))
    assert receive(make.order(now, shelf=other), now).state == "paid"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-300.00"}, "amount"),
        ({"amount": "3000000.00"}, "amount"),
        ({"currency": "USD"}, "amount"),
        ({"on": date(2026, 11, 22)}, "received_on"),
        ({"on": date(2025, 11, 20)}, "received_on"),
        ({"reference": " -. "}, "bank_reference"),
        ({"reference": "X" * 101}, "bank_reference"),
    ],
)
def test_absurd_values_are_refused_with_a_sentence(now, values, field):
    order = make.order(now)
    with pytest.raises(TransferInvalid) as refusal:
        receive(order, now, **values)
    assert list(refusal.value.fields) == [field]
    assert not Entry.objects.filter(kind="payment").exists()
