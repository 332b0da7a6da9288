"""Cities that work on a theme together."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField
from network.enums import SeatKind
from network.models.organisation import Organisation


class Cluster(models.Model):
    """A thematic group. Its theme is what the representatives of its cities speak on."""

    code = models.SlugField(max_length=40, unique=True)
    name = TranslatedField()
    theme = TranslatedField()
    description = TranslatedField()  # paragraphs parted by blank lines
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class SeatQuerySet(models.QuerySet["ClusterSeat"]):
    """Filters over seats."""

    def held(self, on: date) -> "SeatQuerySet":
        """Seats whose period holds the day (half open)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)


class ClusterSeat(models.Model):
    """A city in a cluster from `starts_on` up to, not including, `ends_on` (null: until further notice)."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cluster_seats")
    kind = models.CharField(max_length=6, choices=SeatKind.choices, default=SeatKind.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="cluster_seat_ends_after_start"
            ),
            models.UniqueConstraint(fields=["cluster", "organisation", "starts_on"], name="cluster_seat_once_a_day"),
        ]
