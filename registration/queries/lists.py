"""Lists and counts of registrations."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.models import Congress
from registration.enums import HOLDING
from registration.models import Registration
from registration.rules.folding import fold


def found(
    congress: Congress, *, text: str = "", state: str = "", category: str = "", country: str = "", language: str = ""
) -> QuerySet[Registration]:
    """Registrations whose folded names, address, city or code hold every word of `text`, newest first.

    `state` is a state, or "holding" for all that hold a place; `country` that of the city, `language` that of the
    letters.
    """
    rows = Registration.objects.filter(congress=congress).select_related("person", "category", "organisation")
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    if state == "holding":
        rows = rows.filter(state__in=HOLDING)
    elif state:
        rows = rows.filter(state=state)
    if category:
        rows = rows.filter(category__code=category)
    if country:
        rows = rows.filter(organisation__country=country)
    if language:
        rows = rows.filter(language=language)
    return rows.order_by("-id")


def countries_of(congress: Congress) -> list[str]:
    """The countries of the cities that people registered for."""
    rows = Registration.objects.filter(congress=congress, organisation__isnull=False)
    return list(rows.order_by().values_list("organisation__country", flat=True).distinct())


def counts_by_state(congress: Congress) -> dict[str, int]:
    rows = Registration.objects.filter(congress=congress).values("state").order_by().annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows}


def counts_by_category(congress: Congress) -> list[dict[str, Any]]:
    """Per category: places, taken, and how many hold a place by the rows (the two agree, see doctor)."""
    rows = congress.categories.annotate(holding=Count("registrations", filter=Q(registrations__state__in=HOLDING)))
    return [{"category": row, "places": row.places, "taken": row.taken, "holding": row.holding} for row in rows]


def counts_by_country(congress: Congress) -> list[tuple[str, int]]:
    rows = Registration.objects.filter(congress=congress, state__in=HOLDING, organisation__isnull=False)
    counted = rows.values("organisation__country").order_by().annotate(n=Count("id"))
    return sorted(((row["organisation__country"], row["n"]) for row in counted), key=lambda pair: -pair[1])


def counts_by_language(congress: Congress) -> list[tuple[str, int]]:
    rows = Registration.objects.filter(congress=congress, state__in=HOLDING)
    counted = rows.values("language").order_by().annotate(n=Count("id"))
    return sorted(((row["language"], row["n"]) for row in counted), key=lambda pair: -pair[1])
