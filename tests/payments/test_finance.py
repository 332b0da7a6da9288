"""The treasurer's pages: who may, what is found, what is booked once."""

from datetime import timedelta

import pytest

from common.money import Money
from payments import permissions
from payments.actions import orders
from payments.actions.receipts import receive_transfer
from payments.actions.refunds import request_refund
from payments.models import Entry, PaymentException
from payments.queries.checks import ledger
from payments.queries.orders import rehearsal_beside, totals
from tests.factories.accounts import user
from tests.payments import factories as make

pytestmark = pytest.mark.django_db
TRANSFER = {"amount": "300,00", "received_on": "2026-11-20", "bank_reference": "BK-1"}


def url(order, tail=""):
    return f"/en/finance/{order.book.code}/orders/{order.code}/{tail}"


def overpaid(now, shelf=None):
    order = make.order(now, shelf=shelf)
    return receive_transfer(
        order=order, amount=Money(30100, "EUR"), received_on=now.date(), bank_reference=f"BK-{order.code}",
        by=make.CLERK, now=now,
    )  # fmt: skip


def addresses(order):
    book = order.book.code
    return [f"/en/finance/{book}/", f"/en/finance/{book}/exceptions/", url(order)]


def test_whoever_booked_has_the_name_of_today(sign_in, now):
    order = make.order(now)
    clerk = user()
    receive_transfer(
        order=order, amount=Money(30100, "EUR"), received_on=now.date(), bank_reference="BK-1", by=clerk.as_actor(),
        now=now,
    )  # fmt: skip
    request_refund(order=order, reason="withdrawn", by=permissions.holder(order), now=now)
    page = sign_in("treasurer", order.book).get(url(order))
    entries = [(str(label), name) for label, _method, _entry, name in page.context["entries"]]
    assert entries[-1] == ("Payment", clerk.person.full_name)
    assert [name for *_row, name in page.context["refunds"]] == [f"Holder of the link {order.code}"]
    assert f"user {clerk.pk}" not in page.content.decode()
    assert clerk.person.full_name not in set(Entry.objects.values_list("by_label", flat=True))


@pytest.mark.parametrize("role", ["treasurer", "auditor"])
def test_whoever_may_view_reads_everything(sign_in, now, role):
    order = make.order(now)
    client = sign_in(role, order.book)
    assert [client.get(address).status_code for address in addresses(order)] == [200, 200, 200]


def test_everybody_else_finds_nothing(sign_in, now):
    order, other = make.order(now), make.order(now)
    for visitor in (sign_in("participant", order.book), sign_in("treasurer", other.book)):
        assert [visitor.get(address).status_code for address in addresses(order)] == [404, 404, 404]
        assert visitor.post(url(order), TRANSFER).status_code == 404


def test_whoever_is_signed_out_signs_in_first(client, now):
    order = make.order(now)
    ways = [f"/en/sign-in/?next={address}" for address in addresses(order)]
    assert [client.get(address).headers["Location"] for address in addresses(order)] == ways
    assert client.post(url(order), TRANSFER).headers["Location"] == f"/en/sign-in/?next={url(order)}"
    assert not Entry.objects.filter(kind="payment").exists()


def test_an_order_of_another_book_is_not_found_under_mine(sign_in, now):
    mine, other = make.order(now), make.order(now)
    address = f"/en/finance/{mine.book.code}/orders/{other.code}/"
    assert sign_in("treasurer", mine.book).get(address).status_code == 404


def test_an_auditor_reads_and_books_nothing(sign_in, now):
    order = make.order(now)
    client = sign_in("auditor", order.book)
    assert '<form method="post" novalidate' not in client.get(url(order)).content.decode()
    assert client.post(url(order), TRANSFER).status_code == 404
    assert not Entry.objects.filter(kind="payment").exists()


def test_the_treasurer_books_a_transfer_once(sign_in, now):
    order = make.order(now)
    client = sign_in("treasurer", order.book)
    first = client.post(url(order), TRANSFER, follow=True)
    assert "The order is paid." in first.content.decode()
    again = client.post(url(order), {**TRANSFER, "bank_reference": "bk 1"})
    assert again.status_code == 400
    assert "already been booked" in again.content.decode()
    order.refresh_from_db()
    assert (order.state, order.entries.filter(kind="payment").count()) == ("paid", 1)
    assert order.entries.get(kind="payment").bank_reference == "BK-1"


def test_a_part_is_booked_and_says_what_is_missing(sign_in, now):
    order = make.order(now)
    answer = sign_in("treasurer", order.book).post(url(order), {**TRANSFER, "amount": "285"}, follow=True)
    assert "€15.00 are still missing" in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"amount": "-5"}, "more than zero"),
        ({"amount": "0"}, "more than zero"),
        ({"amount": "1.485"}, "write the amount in figures"),
        ({"amount": "lots"}, "write the amount in figures"),
        ({"amount": "300.001"}, "write the amount in figures"),
        ({"amount": "99999999"}, "ten times"),
        ({"received_on": "2030-01-01"}, "still to come"),
        ({"received_on": "1999-01-01"}, "check the year"),
        ({"received_on": "yesterday"}, "valid date"),
        ({"bank_reference": ""}, "required"),
    ],
)
def test_absurd_values_are_a_sentence_and_what_was_typed_stays(sign_in, now, values, sentence):
    order = make.order(now)
    answer = sign_in("treasurer", order.book).post(url(order), {**TRANSFER, **values})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in text
    assert 'value="BK-1"' in text or "bank_reference" in values
    assert not Entry.objects.filter(kind="payment").exists()


@pytest.mark.parametrize("how", ["reference", "grouped", "code", "part of the name", "address", "bank reference"])
def test_an_order_is_found_by_what_stands_on_the_transfer(sign_in, now, how):
    shelf = make.book()
    order = make.order(now, shelf=shelf)
    make.order(now, shelf=shelf, payer=make.Payer(name="Câmara de Outra Cidade"))
    receive_transfer(
        order=order, amount=Money(100, "EUR"), received_on=now.date(), bank_reference="BK-77", by=make.CLERK, now=now
    )
    words = {
        "reference": order.reference,
        "grouped": order.grouped_reference.lower(),
        "code": order.code.lower(),
        "part of the name": "vallclara",
        "address": "FINANCE@vallclara.example",
        "bank reference": "BK-77",
    }[how]
    answer = sign_in("treasurer", shelf).get(f"/en/finance/{shelf.code}/", {"q": words})
    assert [row[0] for row in answer.context["rows"]] == [order]


def test_the_list_is_filtered_by_state(sign_in, now):
    shelf = make.book()
    waiting, cancelled = make.order(now, shelf=shelf), make.order(now, shelf=shelf)
    orders.cancel_order(order=cancelled, by=make.CLERK, now=now)
    client = sign_in("treasurer", shelf)
    for state, found in (
        ("waiting", [waiting]),
        ("cancelled", [cancelled]),
        ("paid", []),
        ("nonsense", [cancelled, waiting]),
    ):
        answer = client.get(f"/en/finance/{shelf.code}/", {"state": state})
        assert [row[0] for row in answer.context["rows"]] == found


def test_the_list_costs_the_same_at_one_and_at_three_orders(sign_in, now, own_queries):
    shelf = make.book()
    client = sign_in("treasurer", shelf)
    for _ in (1, 3):
        make.order(now, shelf=shelf)
        with own_queries(6):
            client.get(f"/en/finance/{shelf.code}/")
        make.order(now + timedelta(hours=1), shelf=shelf)


def test_an_order_costs_the_same_at_few_and_many_entries(sign_in, now, own_queries):
    order = make.order(now, price="3000.00")
    client = sign_in("treasurer", order.book)
    for number in range(2):
        with own_queries(6):
            client.get(url(order))
        for part in range(3):
            receive_transfer(
                order=order, amount=Money(100, "EUR"), received_on=now.date(), bank_reference=f"BK-{number}{part}",
                by=make.CLERK, now=now,
            )  # fmt: skip


def test_exceptions_are_listed_until_somebody_says_what_was_done(sign_in, now):
    order = overpaid(now)
    client = sign_in("treasurer", order.book)
    row = PaymentException.objects.get()
    address = f"/en/finance/{order.book.code}/exceptions/"
    assert "Overpaid" in client.get(address).content.decode()
    assert client.get(f"{address}{row.pk}/").status_code == 200
    assert client.post(f"{address}{row.pk}/", {"resolution": "  "}).status_code == 400
    assert client.post(f"{address}{row.pk}/", {"resolution": "Sent €1.00 back."}).status_code == 302
    row.refresh_from_db()
    assert (row.resolution, row.resolved_at) == ("Sent €1.00 back.", now)
    assert "Nothing to look at" in client.get(address).content.decode()


def test_an_auditor_closes_no_exception(sign_in, now):
    order = overpaid(now)
    row = PaymentException.objects.get()
    address = f"/en/finance/{order.book.code}/exceptions/{row.pk}/"
    assert sign_in("auditor", order.book).post(address, {"resolution": "x"}).status_code == 404


def test_a_refund_by_transfer_is_marked_as_sent(sign_in, now):
    order = overpaid(now)
    [refund] = request_refund(order=order, amount=Money(100, "EUR"), by=make.CLERK, now=now)
    client = sign_in("treasurer", order.book)
    assert "€1.00 were sent back by transfer" in client.get(url(order)).content.decode()
    for _ in range(2):
        assert client.post(url(order, f"refunds/{refund.pk}/sent/")).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.entries.filter(kind="refund").count()) == ("paid", 1)


def test_what_expired_unpaid_is_not_charged_and_not_due(sign_in, now):
    shelf = make.book()
    over, alive = make.order(now, shelf=shelf, hours=1), make.order(now, shelf=shelf, price="200.00")
    part = make.order(now, shelf=shelf, price="100.00", hours=1)
    orders.expire_due(now + timedelta(hours=2))
    receive_transfer(
        order=part, amount=Money(4000, "EUR"), received_on=now.date(), bank_reference="BK-9", by=make.CLERK,
        now=now + timedelta(hours=3),
    )  # fmt: skip
    over.refresh_from_db(), part.refresh_from_db()
    assert (over.state, over.due.minor, over.missing.minor) == ("expired", 0, 30000)
    assert (part.state, part.due.minor) == ("expired", 0)
    assert {name: money.minor for name, money in totals(shelf).items()} == {
        "charged": 30000, "received": 4000, "refunded": 0,
    }  # fmt: skip
    assert ledger(shelf).breaches == 0
    html = sign_in("treasurer", shelf).get(f"/en/finance/{shelf.code}/").content.decode()
    assert 'data-label="Due">€0.00' in html
    assert 'data-label="Due">€200.00' in html
    orders.extend_order(order=over, until=now + timedelta(days=2), by=make.CLERK, now=now + timedelta(hours=4))
    assert (totals(shelf)["charged"].minor, ledger(shelf).breaches) == (60000, 0)
    orders.cancel_order(order=over, keep=Money(500, "EUR"), by=make.CLERK, now=now + timedelta(hours=5))
    assert (totals(shelf)["charged"].minor, ledger(shelf).breaches) == (30500, 0)
    assert alive.due.minor == 20000


def test_the_amount_is_proposed_as_the_reader_writes_it(sign_in, now):
    order = make.order(now, price="350.00")
    client = sign_in("treasurer", order.book)
    french, english = (client.get(url(order).replace("/en/", f"/{lang}/")).content.decode() for lang in ("fr", "en"))
    for page, proposed, example in ((french, "350,00", "1485,00"), (english, "350.00", "1485.00")):
        assert f'value="{proposed}"' in page
        assert example in page


def test_beside_the_book_of_a_rehearsal_the_empty_one_says_where_its_orders_are(sign_in, monkeypatch):
    shelf = make.book(scope="congress")
    client = sign_in("treasurer", shelf)
    assert "The rehearsal has a book of its own" not in client.get(f"/en/finance/{shelf.code}/").content.decode()
    tried = make.book(is_rehearsal=True, order_prefix="TEST", scope="congress/rehearsal")

    assert rehearsal_beside(shelf) == tried
    assert rehearsal_beside(tried) is None
    assert "The rehearsal has a book of its own" not in client.get(f"/en/finance/{shelf.code}/").content.decode()
    monkeypatch.setattr(permissions, "can_view_book", lambda user, book: True)
    page = client.get(f"/en/finance/{shelf.code}/").content.decode()
    assert "The rehearsal has a book of its own" in page
    assert f"/en/finance/{tried.code}/" in page
