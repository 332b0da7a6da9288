"""The doctor, asked after a test: what it finds in all that the test left behind."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

from django.db.backends.signals import connection_created

from common.checking import Check
from common.models import QueuedMail
from common.queries.checks import letters
from congress.models import Congress
from payments.models import Book
from payments.queries import checks as payment_checks
from portal.queries.doctor import examine
from registration.models import Terms


def findings() -> dict[str, list[str]]:
    """{check: "where: example" of each breach} over every congress, and what belongs to none: books and letters."""
    found: dict[str, list[str]] = {}
    for where, checks in _examinations():
        for one in checks:
            if not one.is_sound:
                found.setdefault(one.name, []).extend(f"{where}: {example}" for example in one.examples)
    return found


def _examinations() -> Iterator[tuple[str, Iterable[Check]]]:
    congresses = list(Congress.objects.order_by("pk"))
    for congress in congresses:
        yield congress.slug, examine(congress)
    for book in Book.objects.exclude(pk__in=Terms.objects.exclude(book=None).values("book")).order_by("pk"):
        yield book.code, payment_checks.checks(book)
    scopes = QueuedMail.objects.exclude(scope__in=[congress.slug for congress in congresses])
    for scope in scopes.order_by("scope").values_list("scope", flat=True).distinct():
        yield scope or "no congress", [letters(scope)]


@contextmanager
def other_threads() -> Iterator[set[str]]:
    """The names of the threads, but for the main one, that opened the database meanwhile."""
    names: set[str] = set()

    def opened(**_: Any) -> None:
        if current_thread() is not main_thread():
            names.add(current_thread().name)

    connection_created.connect(opened)
    try:
        yield names
    finally:
        connection_created.disconnect(opened)
