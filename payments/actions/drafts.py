"""What an order is made from, and the unsaved rows of a new one (also for callers that insert many at once)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import Invalid
from common.money import Money
from common.tokens import digest, new_code, new_secret, seal
from payments.actions.accounts import Draft, check_open, entry_row, settle
from payments.enums import EntryKind, Method
from payments.models import Book, Entry, Order, OrderLine
from payments.rules.ledger import fold
from payments.rules.reference import creditor_reference
from payments.rules.vat import PricedLine, Taxed, tax_lines

CODE_LENGTH = 8
LARGEST_TOTAL = 10**12  # minor units; what a form, a bank file and Stripe all carry


class OrderLinesInvalid(Invalid):
    """A new order whose lines cannot be charged."""

    code = "order_lines_invalid"
    message = _("The lines of this order cannot be charged: {problem}.")


@dataclass(frozen=True, slots=True)
class LineSpec:
    """What is charged: `gross` is the price of one piece, tax included; `tax_rate` in percent (21 for 21 %).

    `text` is per language; `key` is whatever the caller recognises the line by.
    """

    text: dict[str, str]
    quantity: int
    gross: Money
    tax_rate: Decimal
    exemption: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as a snapshot; `codes` are routing codes by name (DIR3, SIRET, buyer reference)."""

    name: str
    email: str = ""
    address: str = ""
    country: str = ""
    tax_id: str = ""
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """How and until when an order can be paid, what its opener calls it, and whether it is a rehearsal's."""

    language: str
    expires_at: datetime | None
    key: str | None
    methods: tuple[str, ...] = (Method.CARD, Method.TRANSFER)
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class NewOrder:
    """The unsaved rows of an order, to be inserted in this order."""

    order: Order
    lines: list[OrderLine]
    entries: list[Entry]


def draft_order(
    *, book: Book, lines: Sequence[LineSpec], payer: Payer, terms: Terms, by: Actor, now: datetime
) -> NewOrder:
    """The rows of a new order with its VAT, charges, reference and secret; nothing is written. Raises BookClosed."""
    check_open(book)
    check_lines(book, lines, terms)
    code, secret = new_code(CODE_LENGTH), new_secret("ply")
    taxed = tax_lines([PricedLine(s.gross.minor * s.quantity, s.tax_rate, s.exemption) for s in lines])
    order = Order(
        book=book,
        is_rehearsal=terms.is_rehearsal,
        code=code,
        currency=book.currency,
        rounding_minor=taxed.rounding,
        language=terms.language,
        payer_name=payer.name.strip()[:200],
        payer_email=payer.email.strip(),
        payer_address=payer.address.strip(),
        payer_country=payer.country.upper()[:2],
        payer_tax_id=payer.tax_id.strip()[:40],
        payer_codes=dict(payer.codes),
        reference=creditor_reference(book.order_prefix + code),
        key=terms.key or None,
        methods=[str(method) for method in terms.methods],
        transfer_days=book.transfer_days,
        secret_digest=digest(secret),
        secret_sealed=seal(secret),
        opened_at=now,
        expires_at=terms.expires_at,
    )
    charges = charges_of(taxed)
    settle(order, fold((draft.kind, draft.amount) for draft in charges), now)
    rows = [
        OrderLine(
            order=order, position=place, key=spec.key, text=spec.text, quantity=spec.quantity,
            gross_minor=line.gross, net_minor=line.net, tax_minor=line.tax,
            tax_rate=line.rate, exemption=line.exemption,
        )
        for place, (spec, line) in enumerate(zip(lines, taxed.lines, strict=True), start=1)
    ]  # fmt: skip
    return NewOrder(order, rows, [entry_row(order, draft, by, now) for draft in charges])


def check_lines(book: Book, lines: Sequence[LineSpec], terms: Terms) -> None:
    total = 0
    for spec in lines:
        if spec.gross.currency != book.currency:
            raise OrderLinesInvalid(problem=_("another currency than the book's"))
        if spec.quantity < 1 or spec.gross.minor < 0:
            raise OrderLinesInvalid(problem=_("a negative price or no quantity"))
        if not 0 <= spec.tax_rate < 100 or not any(spec.text.values()):
            raise OrderLinesInvalid(problem=_("no text or an impossible tax rate"))
        total += spec.gross.minor * spec.quantity
    if not 0 < total <= LARGEST_TOTAL:
        raise OrderLinesInvalid(problem=_("nothing to pay, or too much"))
    if not terms.methods or not set(terms.methods) <= set(Method):
        raise OrderLinesInvalid(problem=_("no way to pay"))


def charges_of(taxed: Taxed) -> list[Draft]:
    """The opening entries: net and tax once per rate, and what no net expresses."""
    drafts = []
    for group in taxed.groups:
        details = {"rate": str(group.rate), "exemption": group.exemption}
        for kind, amount in (
            (EntryKind.CHARGE, group.net),
            (EntryKind.TAX, group.tax),
            (EntryKind.ROUNDING, group.rounding),
        ):
            if amount:
                drafts.append(Draft(kind, amount, details=details))
    return drafts
