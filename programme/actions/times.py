"""The instants of sessions, derived anew from wall time and zone."""

from django.db import transaction
from django.db.models import F

from congress.models import Congress
from programme.models import Session
from programme.rules.times import instants


def derive_again(*, congress: Congress) -> int:
    """After the congress's zone or its rules (tzdata) changed; returns how many sessions moved.

    Readers see the new instants with the next publication.
    """
    moved = 0
    with transaction.atomic():
        for row in Session.objects.select_for_update().filter(congress=congress).order_by("pk"):
            starts_at, ends_at = instants(row.day, row.starts, row.ends, congress.zone)
            if (starts_at, ends_at) != (row.starts_at, row.ends_at):
                Session.objects.filter(pk=row.pk).update(starts_at=starts_at, ends_at=ends_at, version=F("version") + 1)
                moved += 1
    return moved
