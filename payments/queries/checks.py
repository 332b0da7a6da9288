"""Whether ledger, orders and their sums agree."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from common.checking import SHOWN, Check, check
from payments.enums import AttemptState, EntryKind, ExceptionKind, OrderState, RefundState
from payments.models import Attempt, Book, Entry, Order, PaymentException, Refund, guards
from payments.queries.orders import differing_orders, totals
from payments.rules.ledger import CHARGES

PAYMENTS = (EntryKind.PAYMENT, EntryKind.PAYMENT_REVERSAL)


def checks(book: Book) -> list[Check]:
    return [ledger(book), states(book), kinds(book)]


def ledger(book: Book) -> Check:
    """Each order says what its entries fold to, and the sums that the treasurer reads are those of the ledger."""
    by_kind = ledger_sums(book)
    shown = {name: money.minor for name, money in totals(book).items()}
    wrong = [f"order {code}" for code in differing_orders(book=book)]
    wrong += [f"sum of {name}" for name, minor in by_kind.items() if shown.get(name) != minor]
    figures = {
        "orders": Order.objects.filter(book=book).count(),
        "entries": Entry.objects.filter(order__book=book).count(),
        "currency": book.currency,
        "ledger_minor": by_kind,
        "orders_minor": shown,
    }
    return check("ledger", wrong, figures)


def ledger_sums(book: Book) -> dict[str, int]:
    """{"charged", "received", "refunded"} in minor units, from the entries alone.

    Charges of orders that lapsed before anything came in are left out, as `totals` leaves them out.
    """
    entries = Entry.objects.filter(order__book=book).order_by()
    sums = dict(entries.values_list("kind").annotate(total=Sum("amount_minor")))
    never_owed = entries.filter(kind__in=CHARGES, order__in=_lapsed_unpaid(entries)).aggregate(n=Sum("amount_minor"))
    return {
        "charged": sum(sums.get(kind, 0) for kind in CHARGES) - (never_owed["n"] or 0),
        "received": -sums.get(EntryKind.PAYMENT, 0) - sums.get(EntryKind.PAYMENT_REVERSAL, 0),
        "refunded": sums.get(EntryKind.REFUND, 0) + sums.get(EntryKind.REFUND_REVERSAL, 0),
    }


def _lapsed_unpaid(entries: QuerySet[Entry]) -> QuerySet[Any, Any]:
    """The orders that the clock ended and nobody called off, opened again or paid; a subquery of their ids."""
    return (
        entries.values("order")
        .annotate(
            lapses=Count("id", filter=Q(kind=EntryKind.LAPSE)),
            undone=Count("id", filter=Q(kind=EntryKind.REVIVAL)),
            ended=Count("id", filter=Q(kind=EntryKind.CANCELLATION)),
            paid=Sum("amount_minor", filter=Q(kind__in=PAYMENTS), default=0),
        )
        .filter(lapses__gt=F("undone"), ended=0, paid=0)
        .values("order")
    )


def states(book: Book) -> Check:
    """No row in a state, or of a kind, that its table does not know."""
    counts = Order.objects.filter(book=book).order_by().values_list("state").annotate(n=Count("id"))
    return check("order_states", _strays(book), {"by_state": dict(counts)})


def kinds(book: Book) -> Check:
    """Every order is of its book's kind, rehearsal or not, and the database still has what holds them to it."""
    odd = Order.objects.filter(book=book).exclude(is_rehearsal=book.is_rehearsal).order_by("pk")
    wrong = [f"order {code}" for code in odd.values_list("code", flat=True)[:SHOWN]]
    return check("book_kinds", [*wrong, *(f"guard {name}" for name in guards.missing(connection))])


def _strays(book: Book) -> Iterator[str]:
    known = (
        ("order", Order.objects.filter(book=book).exclude(state__in=list(OrderState))),
        ("attempt", Attempt.objects.filter(order__book=book).exclude(state__in=list(AttemptState))),
        ("refund", Refund.objects.filter(order__book=book).exclude(state__in=list(RefundState))),
        ("entry", Entry.objects.filter(order__book=book).exclude(kind__in=list(EntryKind))),
        ("exception", PaymentException.objects.filter(book=book).exclude(kind__in=list(ExceptionKind))),
    )
    for kind, rows in known:
        yield from (f"{kind} {pk}" for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(2000))
