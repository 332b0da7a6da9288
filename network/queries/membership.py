"""Who is a member, and in good standing, on a day."""

from datetime import date

from django.db.models import Q

from network.enums import Standing
from network.models import Membership, Organisation


def current(on: date) -> Q:
    """Memberships whose period holds the day (half open)."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def in_good_standing(organisation: Organisation, on: date) -> bool:
    """Whether the organisation is a member on the day and its dues are in order."""
    return Membership.objects.filter(current(on), organisation=organisation, standing=Standing.GOOD).exists()


def standing_of(organisation: Organisation, on: date) -> str | None:
    """good, arrears, suspended, or None for a non-member."""
    row = Membership.objects.filter(current(on), organisation=organisation).order_by("-starts_on").first()
    return row.standing if row else None
