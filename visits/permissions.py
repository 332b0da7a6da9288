"""Who may do what with study visits: organisers by role, people by their registrations."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from congress.enums import Role
from congress.models import Congress
from registration.enums import BOOKING
from registration.models import Registration
from registration.permissions import HELD

WRITE = (Role.OWNER, Role.VISITS)
READ = (Role.OWNER, Role.VISITS, Role.AUDITOR)
NAMES = (*READ, Role.GUIDE)  # a guide sees who comes, by name alone


def held_registrations(request: HttpRequest, congress: Congress | None = None) -> QuerySet[Registration]:
    """The registrations that a visitor holds by the letter's link or by signing in, of one congress or of all."""
    mine = Q(pk__in=[])
    for code, (version, _proven) in request.session.get(HELD, {}).items():
        mine |= Q(code=code, access_version=version)
    if request.user.is_authenticated:
        mine |= Q(person=request.user.person_id)
    rows = Registration.objects.filter(mine)
    if congress is not None:
        rows = rows.filter(congress=congress)
    return rows.select_related("person", "category", "congress").order_by("created_at", "id")


def bookable(request: HttpRequest, congress: Congress) -> list[Registration]:
    """Those of them that may book visits of the congress."""
    return list(held_registrations(request, congress).filter(state__in=sorted(BOOKING)))
