"""What a congress offers: its terms, categories and extras, and what they cost when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.hold import hold
from congress.models import Congress
from congress.rules.contrast import is_colour, is_readable
from congress.rules.slugs import first_free, proposed
from payments.models import Book
from registration.enums import Eligibility
from registration.models import AddOn, Category, Counter, Fee, Terms
from registration.queries.limits import is_used
from registration.rules.fees import Period, fee_faults

Texts = dict[str, str]
Thing = TypeVar("Thing", Category, AddOn)


class FewerThanTaken(Conflict):
    code = "fewer_than_taken"
    message = _("{taken} places are taken already, so there cannot be fewer.")


class OfferInUse(Conflict):
    code = "offer_in_use"
    message = _("People have registered with this already, so it cannot be taken away. You can close it instead.")


class FeesUnsound(Invalid):
    code = "fees_unsound"
    message = _("The periods do not fit together.")


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """When registration is open, `[opens_at, closes_at)`, how many may come and how long an unpaid place is held."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    places: int | None = None
    card_minutes: int = 30
    transfer_days: int = 10
    offer_hours: int = 48
    tax_rate: Decimal = Decimal(0)
    tax_exemption: str = ""
    visits_each: int = 2


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category; `needs` are codes of enums.Need, `countries` of ISO 3166."""

    name: Texts
    description: Texts
    eligibility: str = Eligibility.ANYONE
    countries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    places: int | None = None
    has_waiting_list: bool = True
    is_remote: bool = False
    is_public: bool = True
    is_for_delegations: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    colour: str = "#1d3a5f"


@dataclass(frozen=True, slots=True)
class AddOnFacts:
    name: Texts
    description: Texts
    places: int | None = None
    has_waiting_list: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def open_registration(*, congress: Congress, book: Book | None, facts: TermsFacts, by: Actor, now: datetime) -> Terms:
    """The terms of a new congress, bound to the book its money goes to, and its counter of changes."""
    with transaction.atomic():
        row = Terms.objects.create(congress=congress, book=book, **_values(facts))
        Counter.objects.create(congress=congress)
        audit.record(verb="terms_changed", subject=row, by=by, now=now, scope=congress.slug, after=_codes(row))
    return row


def change_terms(*, congress: Congress, facts: TermsFacts, by: Actor, now: datetime) -> Terms:
    """Changes the terms; instants are as announced and do not move with dates or zone.

    Raises Invalid per field, FewerThanTaken.
    """
    _check_window(facts.opens_at, facts.closes_at)
    if not Decimal(0) <= facts.tax_rate <= Decimal(100):
        raise Invalid(fields={"tax_rate": [_("A rate lies between 0 and 100 percent.")]})
    with transaction.atomic():
        hold(congress)
        row = Terms.objects.select_for_update().get(congress=congress)
        before = _codes(row)
        if facts.places is not None and facts.places < row.taken:
            raise fewer(row.taken)
        for name, value in _values(facts).items():
            setattr(row, name, value)
        row.save(update_fields=list(_values(facts)))
        audit.record(
            verb="terms_changed", subject=row, by=by, now=now, scope=congress.slug, before=before, after=_codes(row)
        )
    return row


def save_category(
    *, congress: Congress, category: Category | None, facts: CategoryFacts, by: Actor, now: datetime, code: str = ""
) -> Category:
    """Enters a category, or changes it; its code comes from its name and stays. Raises Invalid, FewerThanTaken."""
    _check_words(facts.name)
    _check_window(facts.opens_at, facts.closes_at)
    if not is_colour(facts.colour) or not is_readable(facts.colour):
        raise Invalid(fields={"colour": [_("Text on this colour would be hard to read. Choose a darker one.")]})
    if facts.eligibility == Eligibility.COUNTRIES and not facts.countries:
        raise Invalid(fields={"countries": [_("Please choose the countries.")]})
    return _save(Category, congress, category, facts, code, by=by, now=now)


def save_add_on(
    *, congress: Congress, add_on: AddOn | None, facts: AddOnFacts, by: Actor, now: datetime, code: str = ""
) -> AddOn:
    """Enters an extra, or changes it; its code comes from its name and stays. Raises Invalid, FewerThanTaken."""
    _check_words(facts.name)
    _check_window(facts.opens_at, facts.closes_at)
    return _save(AddOn, congress, add_on, facts, code, by=by, now=now)


def remove(*, thing: Category | AddOn, by: Actor, now: datetime) -> None:
    """Takes a category or an extra away that nobody has ever chosen. Raises OfferInUse."""
    congress = thing.congress
    with transaction.atomic():
        hold(congress)
        type(thing).objects.select_for_update().get(pk=thing.pk)
        if is_used(thing):
            raise OfferInUse()
        verb = "category_removed" if isinstance(thing, Category) else "add_on_removed"
        audit.record(verb=verb, subject=thing, by=by, now=now, scope=congress.slug)
        thing.delete()


def set_fees(*, thing: Category | AddOn, periods: Sequence[Period], by: Actor, now: datetime) -> list[Fee]:
    """Replaces what a category or an extra costs; orders keep the fee they were opened with.

    Raises FeesUnsound unless exactly one fee applies at every instant. None at all means free of charge.
    """
    if fee_faults(periods):
        raise FeesUnsound()
    congress = thing.congress
    owner: dict[str, Any] = {"category": thing} if isinstance(thing, Category) else {"add_on": thing}
    with transaction.atomic():
        hold(congress)
        type(thing).objects.select_for_update().get(pk=thing.pk)
        before = [fee.amount.text for fee in thing.fees.all()]
        thing.fees.all().delete()
        made = [
            Fee(
                minor=period.amount.minor,
                currency=period.amount.currency,
                starts_at=period.starts_at,
                ends_at=period.ends_at,
                **owner,
            )
            for period in periods
        ]
        Fee.objects.bulk_create(made)
        after = {"fees": [period.amount.text for period in periods]}
        audit.record(
            verb="fees_changed",
            subject=thing,
            by=by,
            now=now,
            scope=congress.slug,
            before={"fees": before},
            after=after,
        )
    return made


def fewer(taken: int) -> FewerThanTaken:
    sentence = str(FewerThanTaken.message).format(taken=taken)
    return FewerThanTaken(fields={"places": [sentence]}, taken=taken)


def _save(
    model: type[Thing],
    congress: Congress,
    known: Thing | None,
    facts: CategoryFacts | AddOnFacts,
    code: str,
    *,
    by: Actor,
    now: datetime,
) -> Thing:
    kind = "category" if model is Category else "add_on"
    with transaction.atomic():
        hold(congress)
        row: Thing = model.objects.select_for_update().get(pk=known.pk) if known else _new(model, congress, facts, code)
        if facts.places is not None and facts.places < row.taken:
            raise fewer(row.taken)
        for name, value in _values(facts).items():
            setattr(row, name, list(value) if isinstance(value, tuple) else value)
        row.save(update_fields=list(_values(facts)) if known else None)
        verb = "category_saved" if kind == "category" else "add_on_saved"
        audit.record(verb=verb, subject=row, by=by, now=now, scope=congress.slug, after={"places": row.places})
    return row


def _new(model: type[Thing], congress: Congress, facts: CategoryFacts | AddOnFacts, code: str) -> Thing:
    siblings: QuerySet[Any] = model.objects.filter(congress=congress)
    codes: set[str] = set(siblings.values_list("code", flat=True))
    first = next(iter(facts.name.values()), "")
    base = code or proposed(first, str(model._meta.model_name).replace("_", "-"))[:36].rstrip("-")
    last = siblings.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    made: Thing = model(congress=congress, code=first_free(base, {*codes, "new"}), position=position)
    return made


def _values(facts: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__slots__}


def _codes(row: Terms) -> dict[str, Any]:
    return {
        "opens_at": row.opens_at.isoformat() if row.opens_at else None,
        "closes_at": row.closes_at.isoformat() if row.closes_at else None,
        "places": row.places,
        "tax_rate": str(row.tax_rate),
    }


def _check_words(name: Texts) -> None:
    if not any(text.strip() for text in name.values()):
        raise Invalid(fields={"name": [_("Please give a name in one language at least.")]})


def _check_window(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise Invalid(fields={"closes_at": [_("The end must come after the beginning.")]})
