"""Opening a rehearsal's book, and closing a book."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.rehearsals import TEST
from payments.enums import OrderState, RefundState
from payments.models import Attempt, Book, Order, PaymentException, Refund
from payments.models.attempt import LIVING

UNSETTLED = (RefundState.REQUESTED, RefundState.SENDING, RefundState.PENDING)
CODE_LENGTH = 60


class BookUnsettled(Conflict):
    """Something of a book that was to be closed still moves."""

    code = "book_unsettled"
    message = _(
        "The book cannot be closed yet: {count} unpaid orders, card payments, refunds or questions for the treasurer "
        "are still open."
    )


def rehearsal_of(*, book: Book, scope: str, by: Actor, now: datetime) -> Book:
    """The book in which a rehearsal of `book` is kept under `scope`, made if there is none. Harmless to repeat.

    The same legal entity and currency, never live, orders with a prefix of their own. Inside the caller's transaction,
    which keeps others from making one at the same time.
    """
    kept = Book.objects.filter(is_rehearsal=True, scope=scope, issuer=book.issuer_id, currency=book.currency).first()
    if kept is not None:
        return kept
    made = Book.objects.create(
        code=_free_code(book.code),
        name={language: f"{TEST}: {text}"[:200] for language, text in book.name.items()},
        scope=scope,
        issuer=book.issuer,
        currency=book.currency,
        is_rehearsal=True,
        order_prefix=TEST,
        transfer_days=book.transfer_days,
        timezone=book.timezone,
    )
    audit.record(verb="book.opened", subject=made, by=by, now=now, scope=scope, after={"currency": made.currency})
    return made


def _free_code(code: str) -> str:
    """`code-test`, or with a number behind where there is such a book already."""
    wanted, number = f"{code[: CODE_LENGTH - 8]}-test", 1
    taken = set(Book.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    found = wanted
    while found in taken:
        number += 1
        found = f"{wanted}{number}"
    return found


def close_book(*, book: Book, by: Actor, now: datetime) -> Book:
    """From now on the book takes neither orders nor entries, and refunds nothing; a repeat changes nothing.

    Raises BookUnsettled while something in it would move by itself or waits for the treasurer.
    """
    with transaction.atomic():
        row = Book.objects.select_for_update().get(pk=book.pk)
        if row.closed_at is not None:
            return row
        if count := unsettled(row):
            raise BookUnsettled(count=count)
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        audit.record(verb="book.closed", subject=row, by=by, now=now, scope=row.scope)
    return row


def reopen_book(*, book: Book, by: Actor, now: datetime) -> Book:
    """Takes a closing back; a repeat changes nothing."""
    with transaction.atomic():
        row = Book.objects.select_for_update().get(pk=book.pk)
        if row.closed_at is None:
            return row
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        audit.record(verb="book.reopened", subject=row, by=by, now=now, scope=row.scope)
    return row


def unsettled(book: Book) -> int:
    """How much of a book still moves: orders that the clock will end, Checkouts, refunds, what a person must see."""
    waiting = Order.objects.filter(book=book, state=OrderState.OPEN, expires_at__isnull=False)
    attempts = Attempt.objects.filter(order__book=book, state__in=LIVING)
    refunds = Refund.objects.filter(order__book=book, state__in=UNSETTLED)
    questions = PaymentException.objects.filter(book=book, resolved_at=None)
    return sum(rows.count() for rows in (waiting, attempts, refunds, questions))


def set_zone(*, books: list[Book], timezone: str) -> None:
    """The zone in which the days of books are counted from now on; what is booked keeps its day."""
    Book.objects.filter(pk__in=[book.pk for book in books]).update(timezone=timezone)
