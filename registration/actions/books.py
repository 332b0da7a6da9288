"""The book in which a congress's orders are kept."""

from datetime import datetime

from common.actors import Actor
from payments.actions.books import rehearsal_of
from payments.models import Book
from registration.models import Terms


def book_of(terms: Terms, *, by: Actor, now: datetime) -> Book | None:
    """Where a new order goes; None where the congress has no book. A rehearsal's is made with its first order.

    Inside the caller's transaction. Reads the congress of the terms.
    """
    if terms.book is None or not terms.congress.is_rehearsing:
        return terms.book
    Terms.objects.select_for_update().get(pk=terms.pk)  # one at a time, so that one book is made
    book = rehearsal_of(book=terms.book, scope=terms.congress.scope, by=by, now=now)
    if terms.rehearsal_book_id != book.pk:
        Terms.objects.filter(pk=terms.pk).update(rehearsal_book=book)
        terms.rehearsal_book = book
    return book
