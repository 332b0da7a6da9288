"""Who may do what with study visits: organisers by role, people by their registrations."""

from django.db.models import QuerySet
from django.http import HttpRequest

from congress.enums import Role
from congress.models import Congress
from registration.enums import BOOKING
from registration.models import Registration
from registration.permissions import holding

WRITE = (Role.OWNER, Role.VISITS)
READ = (Role.OWNER, Role.VISITS, Role.AUDITOR)
NAMES = (*READ, Role.GUIDE)  # a guide sees who comes, by name alone


def held_registrations(request: HttpRequest, congress: Congress | None = None) -> QuerySet[Registration]:
    """The registrations that a visitor holds by the letter's link or by signing in, of one congress or of all."""
    rows = Registration.objects.filter(holding(request))
    if congress is not None:
        rows = rows.filter(congress=congress)
    return rows.select_related("person", "category", "congress").order_by("created_at", "id")


def bookable(request: HttpRequest, congress: Congress) -> list[Registration]:
    """Those of them that may book visits of the congress."""
    return list(held_registrations(request, congress).filter(state__in=sorted(BOOKING)))
