"""Who speaks for a city."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class LiaisonQuerySet(models.QuerySet["Liaison"]):
    """Filters over liaisons."""

    def speaking(self, on: date) -> "LiaisonQuerySet":
        """Confirmed ones whose period holds the day (half open)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on, confirmed_at__isnull=False)

    def general(self) -> "LiaisonQuerySet":
        """Those who speak for their city everywhere, not in one cluster alone."""
        return self.filter(cluster__isnull=True)

    def waiting(self, on: date) -> "LiaisonQuerySet":
        """Proposed, neither confirmed nor declined, and not over before anybody looked."""
        open_ones = self.filter(confirmed_at__isnull=True, declined_at__isnull=True)
        return open_ones.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))

    def standing(self, on: date) -> "LiaisonQuerySet":
        """Those that were not declined and are not over: confirmed or waiting."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), declined_at__isnull=True)


class Liaison(models.Model):
    """A person who speaks for an organisation from a day up to, not including, `ends_on`, once confirmed.

    With a cluster they are the city's representative on its theme, and speak for it there alone. `proposed_by` is the
    actor as a value, "kind:id"; `claim` is what was said with the proposal.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="liaisons")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="liaisons")
    cluster = models.ForeignKey(
        "network.Cluster", on_delete=models.CASCADE, null=True, blank=True, related_name="representatives"
    )
    theme = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    claim = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=90, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=500, blank=True)

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="liaison_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True), name="liaison_answered_once"
            ),
        ]
