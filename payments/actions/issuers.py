"""Legal entities that are paid, and the books that are kept for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.formats import countries
from payments.models import Book, Issuer, Order


class BookInUse(Conflict):
    code = "book_in_use"
    message = _("Orders stand in these books, so the legal entity and the currency stay as they are.")


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """A legal entity as its invoices name it; IBAN and BIC with or without blanks, both may be missing."""

    legal_name: str
    address: str = ""
    country: str = ""
    tax_id: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The books to be opened; `code` is unique, `scope` the word of whoever keeps them."""

    code: str
    name: dict[str, str]
    scope: str
    currency: str
    timezone: str
    is_live: bool = False
    is_rehearsal: bool = False
    transfer_days: int = 14


def save_issuer(
    *, issuer: Issuer | None, code: str, facts: IssuerFacts, by: Actor, now: datetime, scope: str
) -> Issuer:
    """Enters a legal entity under a code (its Stripe keys are named after it), or changes one; its code stays.

    Raises Invalid per field, also where the code is taken.
    """
    if faults := checked(facts):
        raise Invalid(fields=faults)
    values = _tidied(facts)
    with transaction.atomic():
        row = Issuer.objects.select_for_update().get(pk=issuer.pk) if issuer else Issuer(code=code)
        for name, value in values.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Invalid(fields={"code": [_("There is a legal entity with this code already.")]}) from None
        after = {"country": row.country, "has_iban": bool(row.iban)}
        audit.record(verb="issuer.saved", subject=row, by=by, now=now, scope=scope, after=after)
    return row


def checked(facts: IssuerFacts) -> dict[str, list[Any]]:
    """{field: sentences} of what is wrong with a legal entity; {} where it may be kept."""
    faults: dict[str, list[Any]] = {}
    if not facts.legal_name.strip():
        faults["legal_name"] = [_("Please give the legal name.")]
    if facts.country.upper() not in dict(countries("en")):
        faults["country"] = [_("Please choose a country.")]
    if facts.iban.strip() and not _is_valid(ibans, facts.iban):
        faults["iban"] = [_("This account number (IBAN) holds a mistake. Please compare it sign by sign.")]
    if facts.bic.strip() and not _is_valid(bics, facts.bic):
        faults["bic"] = [_("A BIC has eight or eleven signs, such as CAIXESBBXXX.")]
    return faults


def _tidied(facts: IssuerFacts) -> dict[str, str]:
    return {
        "legal_name": facts.legal_name.strip(),
        "address": facts.address.strip(),
        "country": facts.country.upper(),
        "tax_id": facts.tax_id.strip(),
        "iban": ibans.compact(facts.iban),
        "bic": bics.compact(facts.bic),
    }


def _is_valid(kind: Any, text: str) -> bool:
    try:
        kind.validate(text)
    except ValidationError:
        return False
    return True


def open_book(*, facts: BookFacts, issuer: Issuer, by: Actor, now: datetime) -> Book:
    """Opens books of a legal entity in one currency. Raises IntegrityError when the code is taken."""
    with transaction.atomic():
        row = Book.objects.create(
            code=facts.code,
            name=facts.name,
            scope=facts.scope,
            issuer=issuer,
            currency=facts.currency,
            is_live=facts.is_live,
            is_rehearsal=facts.is_rehearsal,
            timezone=facts.timezone,
            transfer_days=facts.transfer_days,
        )
        after = {"currency": row.currency, "is_live": row.is_live, "issuer": issuer.code}
        audit.record(verb="book.opened", subject=row, by=by, now=now, scope=facts.scope, after=after)
    return row


def change_book(*, book: Book, issuer: Issuer, currency: str, by: Actor, now: datetime) -> Book:
    """Gives books another legal entity or currency while no order stands in them. Raises BookInUse."""
    with transaction.atomic():
        row = Book.objects.select_for_update().get(pk=book.pk)
        if (row.issuer_id, row.currency) == (issuer.pk, currency):
            return row
        if Order.objects.filter(book=row).exists():
            raise BookInUse()
        before = {"issuer": row.issuer.code, "currency": row.currency}
        row.issuer, row.currency = issuer, currency
        row.save(update_fields=["issuer", "currency"])
        after = {"issuer": issuer.code, "currency": currency}
        audit.record(verb="book.changed", subject=row, by=by, now=now, scope=row.scope, before=before, after=after)
    return row


def make_live(*, book: Book, by: Actor, now: datetime) -> Book:
    """Has books that count paid with the live key from now on. Harmless when repeated, and for a rehearsal's.

    Books begun on a person's own machine are not live; at a public address nobody could pay them by card.
    """
    with transaction.atomic():
        row = Book.objects.select_for_update().get(pk=book.pk)
        if row.is_live or row.is_rehearsal:
            return row
        row.is_live = True
        row.save(update_fields=["is_live"])
        before, after = {"is_live": False}, {"is_live": True}
        audit.record(verb="book.changed", subject=row, by=by, now=now, scope=row.scope, before=before, after=after)
    return row


def move_scope(*, before: str, after: str) -> None:
    """Books of the word `before` are of `after` from now on, inside the caller's transaction."""
    Book.objects.filter(scope=before).update(scope=after)
