"""The network's list of organisations."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from network.models import Membership, Organisation
from network.queries.membership import current
from network.queries.search import matching

NONE = "none"


def organisations(
    scope: QuerySet[Organisation], *, on: date, text: str = "", country: str = "", standing: str = ""
) -> QuerySet[Organisation]:
    """Rows of `scope`, each with `.standing_now` (None for a non-member); one query, sorted by country and slug.

    `standing` "none" asks for those that are no members on the day.
    """
    now = Membership.objects.filter(current(on), organisation=OuterRef("pk")).order_by("-starts_on")
    rows = scope.select_related("territorial_network").annotate(standing_now=Subquery(now.values("standing")[:1]))
    if text:
        rows = rows.filter(matching(text))
    if country:
        rows = rows.filter(country=country)
    if standing == NONE:
        rows = rows.filter(standing_now__isnull=True)
    elif standing:
        rows = rows.filter(standing_now=standing)
    return rows.order_by("country", "slug")
