"""Reads of orders that several edges share."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from common.money import Money
from common.rehearsals import scope_of
from payments.enums import OrderState
from payments.models import Book, Entry, Order, OrderLine
from payments.queries.links import pay_url
from payments.rules.ledger import fold
from payments.rules.reference import as_reference
from payments.rules.states import WAITING

# An order that expired before anything came in was never owed: it is not in what was charged.
OWED = ~Q(state=OrderState.EXPIRED, received_minor=0)


@dataclass(frozen=True, slots=True)
class VatRow:
    """The tax of one rate on an order, as it is shown."""

    rate: Decimal
    exemption: str
    net: Money
    tax: Money

    @property
    def rate_text(self) -> str:
        """The rate without idle zeros: 21, 5.5."""
        return f"{self.rate.normalize():f}"


def rehearsal_beside(book: Book) -> Book | None:
    """The book in which a rehearsal of the same undertaking is kept, while there is one."""
    if book.is_rehearsal or not book.scope:
        return None
    rows = Book.objects.filter(is_rehearsal=True, scope=scope_of(book.scope, is_rehearsal=True))
    return rows.order_by("-pk").first()


def order_summary(order: Order) -> dict[str, Any]:
    """An order as the API shows it to whoever may pay it; `pay_url` is a secret."""
    return {
        "code": order.code,
        "state": str(order.state),
        "total": order.total.text,
        "currency": order.currency,
        "expires_at": order.expires_at,
        "pay_url": pay_url(order),
    }


def vat_rows(lines: Iterable[OrderLine], currency: str) -> list[VatRow]:
    """Net and tax per rate and exemption, from lines already loaded, highest rate first."""
    sums: dict[tuple[Decimal, str], list[int]] = {}
    for line in lines:
        both = sums.setdefault((line.tax_rate, line.exemption), [0, 0])
        both[0] += line.net_minor
        both[1] += line.tax_minor
    return [
        VatRow(rate, exemption, Money(net, currency), Money(tax, currency))
        for (rate, exemption), (net, tax) in sorted(sums.items(), key=lambda item: (-item[0][0], item[0][1]))
    ]


def line_rows(lines: Iterable[OrderLine], currency: str) -> list[tuple[OrderLine, Money]]:
    """Lines already loaded, each with its price."""
    return [(line, Money(line.gross_minor, currency)) for line in lines]


def lines_total(lines: Iterable[OrderLine], currency: str) -> Money:
    """What the lines cost together, tax included; what is charged may be less after a credit."""
    return Money(sum(line.gross_minor for line in lines), currency)


def find_orders(book: Book, *, text: str = "", state: str = "", money: str = "") -> QuerySet[Order]:
    """The orders of a book, the newest first; `text` is a reference, a code, a name or an address.

    `state` is a state, "waiting" for all that wait for money, or empty for all. `money` names a sum of `totals`: the
    orders that it is made of.
    """
    orders = Order.objects.filter(book=book).order_by("-opened_at", "-id")
    if money:
        orders = orders.filter(OWED if money == "charged" else Q(), **{f"{money}_minor__gt": 0})
    if state == "waiting":
        orders = orders.filter(state__in=WAITING)
    elif state:
        orders = orders.filter(state=state)
    words = text.strip()
    if not words:
        return orders
    compact = "".join(words.split()).upper()
    if reference := as_reference(words):
        return orders.filter(reference=reference)
    return orders.filter(
        Q(code=compact)
        | Q(reference__contains=compact)
        | Q(payer_name__icontains=words)
        | Q(payer_email__iexact=words)
        | Q(entries__bank_reference=words)
    ).distinct()


def counts_by_state(book: Book) -> dict[str, int]:
    """How many orders a book has in each state."""
    rows = Order.objects.filter(book=book).values_list("state").annotate(number=Count("id")).order_by()
    return dict(rows)


def totals(book: Book) -> dict[str, Money]:
    """Charged, received and refunded over the orders of a book; one query."""
    sums = Order.objects.filter(book=book).aggregate(
        charged=Sum("charged_minor", filter=OWED), received=Sum("received_minor"), refunded=Sum("refunded_minor")
    )
    return {name: Money(value or 0, book.currency) for name, value in sums.items()}


def differing_orders(*, book: Book | None = None, batch: int = 2000) -> list[str]:
    """Codes of orders whose kept state or sums differ from what their entries fold to; empty when all is well.

    Reads the ledger in batches of orders, so that memory stays flat.
    """
    orders = Order.objects.filter(book=book) if book else Order.objects.all()
    wrong, last = [], 0
    while chunk := list(orders.filter(id__gt=last).order_by("id")[:batch]):
        last = chunk[-1].id
        entries: dict[int, list[tuple[str, int]]] = {order.id: [] for order in chunk}
        for owner, kind, amount in Entry.objects.filter(order__in=[o.id for o in chunk]).values_list(
            "order_id", "kind", "amount_minor"
        ):
            entries[owner].append((kind, amount))
        wrong += [order.code for order in chunk if _differs(order, entries[order.id])]
    return wrong


def _differs(order: Order, entries: list[tuple[str, int]]) -> bool:
    account = fold(entries)
    return (account.state.value, account.charged, account.received, account.refunded) != (
        str(order.state),
        order.charged_minor,
        order.received_minor,
        order.refunded_minor,
    )
