"""Who speaks for a city."""

from django.db import models
from django.db.models import F, Q


class Liaison(models.Model):
    """A person who speaks for an organisation from a day up to, not including, `ends_on`, once confirmed."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="liaisons")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="liaisons")
    theme = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="liaison_ends_after_start"
            )
        ]
