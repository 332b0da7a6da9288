"""Periods in which a city belongs to the network."""

from django.db import models
from django.db.models import F, Q

from network.enums import Standing
from network.models.organisation import Organisation


class Membership(models.Model):
    """A membership from `starts_on` up to, not including, `ends_on` (null: until further notice)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.GOOD)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(fields=["organisation", "starts_on"], name="membership_once_a_day"),
        ]
