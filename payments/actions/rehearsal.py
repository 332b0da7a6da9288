"""Dropping a rehearsal's book whole: the one place where a ledger goes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from common.models import Job
from payments.actions.events import look_up_key
from payments.models import Attempt, Book, Entry, Order, OrderLine, PaymentException, Refund, WebhookEvent

CHUNK = 500


class NotARehearsal(Conflict):
    """A book that counts was to be dropped."""

    code = "book_not_a_rehearsal"
    message = _("This book is no rehearsal: what stands in it is kept.")


def lock_orders(book: Book) -> None:
    """Waits for whatever is being booked in a book, and keeps it from moving until the caller's transaction ends.

    The book itself is locked last: whoever books holds an order, and asks for the book then.
    """
    orders = Order.objects.select_for_update().filter(book=book).order_by("pk")
    list(orders.values_list("pk", flat=True))


def drop_book(*, book: Book) -> dict[str, int]:
    """Deletes the book of a rehearsal with its orders, lines, entries, Checkouts, refunds, exceptions, the provider's
    events and the jobs about them; {what: how many}. Refuses any other book (NotARehearsal).

    Inside the caller's transaction. Whatever refers to its orders has to be gone. A movement that is being booked at
    this moment is waited for and goes with the rest; one that comes later finds no order.
    """
    with transaction.atomic():
        row = Book.objects.select_related("issuer").get(pk=book.pk)
        if not row.is_rehearsal:
            raise NotARehearsal()
        lock_orders(row)
        events = dict(_events(row))
        gone = {
            "jobs": _drop_jobs(row, events.values()),
            "events": WebhookEvent.objects.filter(pk__in=events).delete()[0],
            "exceptions": PaymentException.objects.filter(models.Q(book=row) | models.Q(order__book=row)).delete()[0],
            "refunds": Refund.objects.filter(order__book=row).delete()[0],
            "attempts": Attempt.objects.filter(order__book=row).delete()[0],
            # A ledger cannot be rewritten: its own rows refuse, so the plain ones are asked.
            "entries": models.QuerySet(Entry).filter(order__book=row).delete()[0],
            "lines": OrderLine.objects.filter(order__book=row).delete()[0],
            "orders": Order.objects.filter(book=row).delete()[0],
        }
        row.delete()
    return gone


def _events(book: Book) -> Iterator[tuple[int, str]]:
    """(key, the provider's id) of the events about a book: those applied are marked, the others name what they mean.

    One that is being applied now waits for its order, finds none, and goes by itself (`webhooks.apply_event`).
    """
    yield from WebhookEvent.objects.filter(rehearsal=book).values_list("pk", "event_id")
    words = set(_names(book))
    waiting = WebhookEvent.objects.select_for_update(skip_locked=True).exclude(body={})
    waiting = waiting.filter(entity=book.issuer.code, is_live=False, rehearsal=None)
    for event in waiting.iterator(CHUNK):
        if words & set(_said(event.body)):
            yield event.pk, event.event_id


def _names(book: Book) -> Iterator[str]:
    """What the provider calls the payments of a book."""
    for names in Attempt.objects.filter(order__book=book).values_list("ref", "session_id", "payment_intent"):
        yield from (str(name) for name in names if name)
    references = Entry.objects.filter(order__book=book, reference__startswith="stripe:")
    yield from (str(reference).removeprefix("stripe:") for reference in references.values_list("reference", flat=True))


def _said(body: Any) -> Iterable[str]:
    """The names in an event of what it is about."""
    thing = body.get("data", {}).get("object", {}) if isinstance(body, dict) else {}
    if not isinstance(thing, dict):
        return []
    metadata = thing.get("metadata")
    attempt = metadata.get("attempt") if isinstance(metadata, dict) else None
    return [name for name in (thing.get("id"), thing.get("payment_intent"), attempt) if isinstance(name, str)]


def _drop_jobs(book: Book, events: Iterable[str]) -> int:
    """What was to be done, or was done, in the background about the book's payments."""
    attempts = Attempt.objects.filter(order__book=book).values_list("pk", flat=True)
    refunds = Refund.objects.filter(order__book=book).values_list("ref", flat=True)
    keys = [f"payments.end_attempt:{pk}" for pk in attempts]
    keys += [f"payments.send_refund:{ref}" for ref in refunds]
    keys += [look_up_key(event) for event in events]
    return Job.objects.filter(key__in=keys).delete()[0]
