"""A congress as the outside sees it: categories, fees and places left."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from congress.models import Congress
from registration.models import AddOn, Category, Terms
from registration.queries.fees import fee_now, fee_of, takes_people


def public_congresses(now: datetime) -> QuerySet[Congress]:
    """Public, listed congresses; the one people register for now comes first."""
    rows = Congress.objects.public(now).filter(is_listed=True)
    return rows.select_related("terms__book", "host").prefetch_related("axes", "categories__fees", "add_ons__fees")


def offer(thing: Category | AddOn, terms: Terms | None, now: datetime) -> dict[str, Any]:
    """One category or add-on of the API: fee now, places left (null is unlimited), whether it is open."""
    currency = terms.currency if terms else "EUR"
    fee = fee_now(thing, terms, now) if terms else fee_of(thing, now, currency)
    return {
        "code": thing.code,
        "name": thing.name,
        "fee": fee.text if fee is not None else None,
        "currency": currency,
        "places_left": thing.places_left,
        "open": terms is not None and fee is not None and takes_people(terms, now, thing),
        "waiting_list": thing.has_waiting_list,
        "needs": list(thing.needs) if isinstance(thing, Category) else [],
    }


def is_anything_open(congress: Congress, now: datetime) -> bool:
    """Whether any public category takes registrations at an instant."""
    terms = Terms.objects.select_related("book").filter(congress=congress).first()
    if terms is None:
        return False
    terms.congress = congress
    rows = congress.categories.prefetch_related("fees").filter(is_public=True)
    return any(offer(row, terms, now)["open"] for row in rows)


def described(congress: Congress, now: datetime) -> dict[str, Any]:
    """The API's congress, from prefetched rows."""
    terms = getattr(congress, "terms", None)
    return {
        "slug": congress.slug,
        "name": congress.name,
        "starts_on": congress.starts_on.isoformat(),
        "ends_on": congress.ends_on.isoformat(),
        "timezone": congress.timezone,
        "languages": congress.languages,
        "axes": [{"code": axis.code, "name": axis.name} for axis in congress.axes.all()],
        "categories": [offer(row, terms, now) for row in congress.categories.all() if row.is_public],
        "add_ons": [offer(row, terms, now) for row in congress.add_ons.all()],
    }
