"""A rehearsal's book: what the database refuses, what closing refuses, and dropping it whole."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from common.actors import Actor
from common.money import Money
from payments.actions.accounts import BookClosed
from payments.actions.books import BookUnsettled, close_book, rehearsal_of, reopen_book
from payments.actions.checkout import start_checkout
from payments.actions.orders import cancel_order, choose_transfer, extend_order, secure_order
from payments.actions.receipts import receive_transfer
from payments.actions.refunds import request_refund
from payments.actions.rehearsal import NotARehearsal, drop_book
from payments.actions.webhooks import receive_event
from payments.models import Book, Entry, Order, PaymentException, WebhookEvent, guards
from payments.queries.checks import checks
from tests.payments import factories as make

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


@pytest.fixture
def rehearsal():
    return make.book(is_rehearsal=True, order_prefix="TEST", scope="congress/rehearsal")


def refused(act):
    """Whether the database refuses; the transaction around goes on."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def sound(book):
    return [one.name for one in checks(book) if not one.is_sound]


# --- what the database refuses ------------------------------------------------------------------
@pytest.mark.parametrize(("book_is", "order_is"), [(True, False), (False, True)])
def test_an_order_of_the_other_kind_is_refused_by_the_database(now, book_is, order_is):
    shelf = make.book(is_rehearsal=book_is)

    assert refused(lambda: make.order(now, shelf=shelf, is_rehearsal=order_is))
    assert Order.objects.count() == 0


@pytest.mark.parametrize("kind", [True, False])
def test_an_order_of_its_kind_is_taken(now, kind):
    shelf = make.book(is_rehearsal=kind)

    assert make.order(now, shelf=shelf, is_rehearsal=kind).is_rehearsal is kind


def test_rows_inserted_in_bulk_are_refused_as_well(now, rehearsal):
    row = make.order(now)
    row.pk, row.code, row.reference, row.secret_digest, row.book = None, "OTHER1", "RF1", "x", rehearsal

    assert refused(lambda: Order.objects.bulk_create([row]))


def test_an_order_moves_to_no_other_book(now, rehearsal):
    order = make.order(now, shelf=rehearsal, is_rehearsal=True)
    ordinary, other = make.book(), make.book(is_rehearsal=True)

    assert refused(lambda: Order.objects.filter(pk=order.pk).update(book=ordinary))
    assert refused(lambda: Order.objects.filter(pk=order.pk).update(book=ordinary, is_rehearsal=False))
    assert refused(lambda: Order.objects.filter(pk=order.pk).update(book=other))
    assert refused(lambda: Order.objects.filter(pk=order.pk).update(is_rehearsal=False))


def test_a_book_never_changes_its_kind(rehearsal):
    assert refused(lambda: Book.objects.filter(pk=rehearsal.pk).update(is_rehearsal=False))
    assert refused(lambda: Book.objects.filter(pk=make.book().pk).update(is_rehearsal=True))


def test_a_rehearsal_is_never_live():
    assert refused(lambda: make.book(is_rehearsal=True, is_live=True))


def test_other_changes_pass_the_guards(now, rehearsal):
    order = make.order(now, shelf=rehearsal, is_rehearsal=True)

    order.payer_name = "Another name"
    order.save()
    rehearsal.timezone = "Europe/Lisbon"
    rehearsal.save()

    assert Order.objects.get().payer_name == "Another name"


def test_the_guards_are_there_and_the_doctor_misses_them_when_they_are_not(now, rehearsal):
    assert (guards.missing(connection), sound(rehearsal)) == ([], [])

    guards.remove(connection)
    missed = sound(rehearsal)
    guards.install(connection)

    assert (missed, sound(rehearsal)) == (["book_kinds"], [])


@pytest.mark.django_db(transaction=True)
def test_the_guards_outlast_an_emptied_database_and_a_repeated_migration():
    call_command("flush", interactive=False, verbosity=0)
    assert guards.missing(connection) == []

    config = apps.get_app_config("payments")
    guards.remove(connection)
    from django.db.models.signals import post_migrate

    post_migrate.send(sender=config, using="default", verbosity=0, interactive=False, app_config=config)
    assert guards.missing(connection) == []


# --- closing ------------------------------------------------------------------------------------
def paid(now, **changes):
    order = make.order(now, **changes)
    return receive_transfer(
        order=order, amount=order.due, received_on=now.date(), bank_reference=order.code, by=BY, now=now
    )


def test_a_closed_book_refuses_every_movement_with_a_sentence(now):
    order = paid(now)
    secured = secure_order(order=make.order(now, shelf=order.book), by=BY, now=now)
    close_book(book=order.book, by=BY, now=now)
    shelf = Book.objects.get(pk=order.book_id)
    euro = Money(100, "EUR")
    acts = [
        lambda: make.order(now, shelf=shelf),
        lambda: request_refund(order=order, by=BY, now=now),
        lambda: cancel_order(order=order, by=BY, now=now),
        lambda: extend_order(order=secured, until=now + timedelta(days=9), by=BY, now=now),
        lambda: choose_transfer(order=secured, by=BY, now=now),
        lambda: start_checkout(order=secured, language="en", success_url="x", cancel_url="x", by=BY, now=now),
        lambda: receive_transfer(
            order=secured, amount=euro, received_on=now.date(), bank_reference="B1", by=BY, now=now
        ),
    ]

    for act in acts:
        with pytest.raises(BookClosed) as told:
            act()
        assert str(told.value) == "This book is closed: nothing can be ordered, paid or refunded in it any more."


def test_the_database_itself_keeps_a_closed_book_closed(now):
    order = paid(now)
    close_book(book=order.book, by=BY, now=now)
    entry = Entry.objects.first()
    entry.pk, entry.reference = None, None
    row = Order.objects.get()
    row.pk, row.code, row.reference, row.secret_digest = None, "OTHER1", "RF1", "x"

    assert refused(lambda: Entry.objects.bulk_create([entry]))
    assert refused(lambda: Order.objects.bulk_create([row]))


def test_an_unsettled_book_is_not_closed(now):
    order = make.order(now)
    make.attempt(order, now)

    with pytest.raises(BookUnsettled) as told:
        close_book(book=order.book, by=BY, now=now)

    assert told.value.params == {"count": 2}


def test_card_money_for_a_closed_book_is_put_before_the_treasurer(now):
    order = make.order(now)
    attempt = make.attempt(order, now, state="superseded")
    secure_order(order=order, by=BY, now=now)
    close_book(book=order.book, by=BY, now=now)

    event = receive_event(entity=make.ENTITY, told=make.completed(attempt), now=now)

    assert WebhookEvent.objects.get().outcome == event.outcome == "book_closed"
    assert (PaymentException.objects.get().kind, Entry.objects.filter(kind="payment").count()) == ("book_closed", 0)


def test_a_book_that_is_opened_again_goes_on(now):
    order = paid(now)
    close_book(book=order.book, by=BY, now=now)

    reopen_book(book=order.book, by=BY, now=now)

    assert request_refund(order=order, by=BY, now=now)[0].amount_minor == order.received_minor


# --- the rehearsal's own book -------------------------------------------------------------------
def test_the_rehearsal_of_a_book_is_made_once(now):
    shelf = make.book(code="congress", is_live=True)

    first, again = (rehearsal_of(book=shelf, scope="c/rehearsal", by=BY, now=now) for _ in range(2))

    assert first == again
    assert (first.code, first.is_live, first.is_rehearsal, first.order_prefix, first.issuer, first.currency) == (
        "congress-test",
        False,
        True,
        "TEST",
        shelf.issuer,
        "EUR",
    )


def test_the_rehearsal_of_a_book_with_another_currency_is_another_one(now):
    first = rehearsal_of(book=make.book(code="congress"), scope="c/rehearsal", by=BY, now=now)
    other = make.book(code="congress-usd", currency="USD")

    second = rehearsal_of(book=other, scope="c/rehearsal", by=BY, now=now)

    assert (first.currency, second.currency) == ("EUR", "USD")


# --- dropping -----------------------------------------------------------------------------------
def test_an_ordinary_book_is_not_dropped(now):
    order = make.order(now)

    with pytest.raises(NotARehearsal):
        drop_book(book=order.book)

    assert Entry.objects.count() > 0


def test_a_rehearsal_is_dropped_and_others_are_left(now, rehearsal):
    kept = paid(now, is_rehearsal=False)
    entries = Entry.objects.count()
    order = make.order(now, shelf=rehearsal, is_rehearsal=True)
    attempt = make.attempt(order, now)
    receive_event(entity=make.ENTITY, told=make.completed(attempt, intent="pi_9"), now=now)
    request_refund(order=order, by=BY, now=now)

    gone = drop_book(book=rehearsal)

    assert gone == {
        "jobs": 1, "events": 1, "exceptions": 0, "refunds": 1, "attempts": 1, "entries": 3, "lines": 1, "orders": 1,
    }  # fmt: skip
    assert (list(Order.objects.all()), Entry.objects.count()) == ([kept], entries)
    assert not Book.objects.filter(is_rehearsal=True).exists()


def test_an_event_that_comes_after_its_rehearsal_is_not_kept(now, rehearsal):
    order = make.order(now, shelf=rehearsal, is_rehearsal=True)
    attempt = make.attempt(order, now)
    told = make.completed(attempt, metadata={"order": order.code, "attempt": str(attempt.ref), "rehearsal": "yes"})
    drop_book(book=rehearsal)

    receive_event(entity=make.ENTITY, told=told, now=now)

    assert (WebhookEvent.objects.count(), PaymentException.objects.count()) == (0, 0)
