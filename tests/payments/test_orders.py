"""Opening, securing, extending, ending and cancelling."""

from datetime import timedelta

import pytest

from common.models import AuditEntry, QueuedMail
from common.money import Money
from common.tokens import unseal
from payments import signals
from payments.actions import orders
from payments.models import Entry, Order
from payments.models.entry import AppendOnly
from payments.queries.links import order_by_secret
from payments.queries.orders import differing_orders
from tests.payments import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """The announcements of a test, by name, with the order's state at that moment."""
    said: list[tuple[str, str]] = []
    receivers = []
    for name in ("paid", "secured", "refunded", "expired", "cancelled", "extended"):

        def receive(name=name, **kwargs):
            said.append((name, kwargs["order"].state))

        signal = getattr(signals, f"order_{name}")
        signal.connect(receive, weak=False)
        receivers.append((signal, receive))
    yield said
    for signal, receive in receivers:
        signal.disconnect(receive)


def test_open_order_charges_the_price_and_shares_the_tax(now):
    order = make.order(now, lines=[make.line(quantity=5)])
    assert order.total == Money(150000, "EUR")
    assert [(line.gross_minor, line.net_minor, line.tax_minor) for line in order.lines.all()] == [
        (150000, 123967, 26033)
    ]
    assert list(order.entries.values_list("kind", "amount_minor")) == [("charge", 123967), ("tax", 26033)]


def test_open_order_keeps_the_cent_that_no_net_expresses(now):
    order = make.order(now, price="280.00")
    assert (order.total, order.rounding) == (Money(28000, "EUR"), Money(1, "EUR"))
    assert list(order.entries.values_list("kind", "amount_minor")) == [
        ("charge", 23140),
        ("tax", 4859),
        ("rounding", 1),
    ]


def test_open_order_gives_a_code_a_reference_and_a_link_that_finds_it(now):
    order = make.order(now, key="registration:K7WQ2M")
    assert len(order.code) == 8
    assert order.reference.endswith(f"VC26{order.code}")
    assert order_by_secret(unseal(order.secret_sealed)) == order
    assert order_by_secret("ply_wrong") is None


def test_open_order_refuses_a_second_one_under_the_same_key(now):
    make.order(now, key="registration:K7WQ2M")
    with pytest.raises(orders.OrderKeyTaken):
        make.order(now, key="registration:K7WQ2M")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [make.line("0.00")],
        [make.line("-5.00")],
        [make.line(quantity=0)],
        [make.line(currency="USD")],
        [make.line(rate="-1")],
    ],
)
def test_open_order_refuses_lines_that_cannot_be_charged(now, lines):
    with pytest.raises(orders.OrderLinesInvalid):
        make.order(now, lines=lines)
    assert not Order.objects.exists()


def test_open_order_in_a_currency_without_minor_units(now):
    order = make.order(now, price="45000", shelf=make.book(currency="KRW"))
    assert order.total.text == "45000"


def test_open_order_costs_five_statements_and_a_savepoint(now, assert_queries):
    shelf = make.book()
    with assert_queries(7):
        make.order(now, shelf=shelf, key="k")


def test_entries_cannot_be_changed_or_deleted(now):
    entry = make.order(now).entries.first()
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        Entry.objects.update(amount_minor=0)
    with pytest.raises(AppendOnly):
        Entry.objects.all().delete()


def test_secure_order_holds_without_payment_and_never_expires(now, heard):
    order = orders.secure_order(order=make.order(now), by=make.CLERK, now=now, reference="PO 4711")
    orders.secure_order(order=order, by=make.CLERK, now=now)
    assert orders.expire_due(now + timedelta(days=99)) == 0
    assert (order.state, heard) == ("secured", [("secured", "secured")])


def test_secure_order_refuses_an_ended_order(now):
    order = make.order(now)
    orders.cancel_order(order=order, by=make.CLERK, now=now)
    with pytest.raises(orders.OrderNotSecurable):
        orders.secure_order(order=order, by=make.CLERK, now=now)


def test_expire_due_ends_only_what_is_over(now, heard):
    over, alive = make.order(now, hours=1), make.order(now, hours=3)
    assert orders.expire_due(now + timedelta(hours=2)) == 1
    over.refresh_from_db(), alive.refresh_from_db()
    assert (over.state, alive.state, heard) == ("expired", "open", [("expired", "expired")])


def test_expire_order_before_its_time_changes_nothing(now):
    order = make.order(now, hours=1)
    assert orders.expire_order(order=order, by=make.CLERK, now=now + timedelta(minutes=59)) is False
    assert orders.expire_order(order=order, by=make.CLERK, now=now + timedelta(minutes=60)) is True


def test_expire_order_leaves_a_debit_on_its_way_its_place(now):
    order = make.order(now, hours=1)
    make.attempt(order, now, state="pending")
    assert orders.expire_order(order=order, by=make.CLERK, now=now + timedelta(hours=2)) is False


def test_extend_order_moves_the_expiry_later_only(now, heard):
    order = make.order(now, hours=48)
    orders.extend_order(order=order, until=now + timedelta(hours=1), by=make.CLERK, now=now)
    extended = orders.extend_order(order=order, until=now + timedelta(hours=72), by=make.CLERK, now=now)
    assert (extended.expires_at, heard) == (now + timedelta(hours=72), [("extended", "open")])


def test_extend_order_opens_an_expired_order_again(now):
    order = make.order(now, hours=1)
    later = now + timedelta(hours=2)
    orders.expire_due(later)
    assert orders.extend_order(order=order, until=later + timedelta(hours=1), by=make.CLERK, now=later).state == "open"


def test_choose_transfer_gives_the_money_time_and_sends_the_instructions_once(now, heard):
    order = make.order(now, hours=48)
    for _ in range(2):
        chosen = orders.choose_transfer(order=order, by=make.CLERK, now=now)
    assert (chosen.expires_at, heard) == (now + timedelta(days=14), [("extended", "open")])
    letter = QueuedMail.objects.get()
    assert (letter.to, letter.language) == ("finance@vallclara.example", "pt")
    assert order.grouped_reference in letter.body
    assert "ES91 2100 0418 4502 0005 1332" in letter.body
    assert unseal(order.secret_sealed) not in letter.body


def test_choose_transfer_is_refused_without_an_account_or_when_not_offered(now):
    bare = make.book(issuer=make.issuer("poor", iban=""))
    for order in (make.order(now, shelf=bare), make.order(now, methods=("card",))):
        with pytest.raises(orders.TransferNotOffered):
            orders.choose_transfer(order=order, by=make.CLERK, now=now)


def test_cancel_order_credits_what_was_charged_and_may_be_repeated(now, heard):
    order = make.order(now)
    for _ in range(2):
        cancelled = orders.cancel_order(order=order, by=make.CLERK, now=now)
    assert (cancelled.state, cancelled.total.minor, heard) == ("cancelled", 0, [("cancelled", "cancelled")])


def test_cancel_order_may_keep_a_fee(now):
    cancelled = orders.cancel_order(order=make.order(now), by=make.CLERK, now=now, keep=Money(5000, "EUR"))
    assert (cancelled.state, cancelled.total.minor) == ("cancelled", 5000)


def test_a_cancelled_order_cannot_be_paid_secured_or_extended(now):
    order = orders.cancel_order(order=make.order(now), by=make.CLERK, now=now)
    with pytest.raises(orders.OrderNotPayable):
        orders.choose_transfer(order=order, by=make.CLERK, now=now)
    with pytest.raises(orders.OrderNotPayable):
        orders.extend_order(order=order, until=now + timedelta(days=9), by=make.CLERK, now=now)


def test_the_audit_trail_says_what_changed_without_names(now):
    order = make.order(now, shelf=make.book(scope="demo"))
    orders.cancel_order(order=order, by=make.CLERK, now=now)
    trail = list(AuditEntry.objects.order_by("id").values_list("verb", "scope", "subject_label", "actor_label"))
    assert trail == [(f"order.{verb}", "demo", order.code, "Treasurer") for verb in ("opened", "cancelled")]
    assert "Ajuntament" not in str(list(AuditEntry.objects.values()))


def test_differing_orders_finds_a_sum_that_no_entry_explains(now):
    order = make.order(now)
    assert differing_orders() == []
    Order.objects.filter(pk=order.pk).update(received_minor=1)
    assert differing_orders(book=order.book) == [order.code]
