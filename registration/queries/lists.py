"""Lists and counts of registrations."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.models import Congress
from registration.enums import HOLDING
from registration.models import Registration
from registration.rules.folding import fold


def found(congress: Congress, *, text: str = "", state: str = "", category: str = "") -> QuerySet[Registration]:
    """Registrations whose folded names, address, city or code hold every word of `text`, newest first."""
    rows = Registration.objects.filter(congress=congress).select_related("person", "category", "organisation")
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    if state == "holding":
        rows = rows.filter(state__in=HOLDING)
    elif state:
        rows = rows.filter(state=state)
    if category:
        rows = rows.filter(category__code=category)
    return rows.order_by("-id")


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
