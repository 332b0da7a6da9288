"""Who works on a congress, and as what."""

from django.conf import settings
from django.db import models

from congress.enums import Role
from congress.models.congress import Congress


class TeamMember(models.Model):
    """A role of a user in one congress, from a day up to, not including, another."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "user", "role"], name="team_role_once")]
        indexes = [models.Index(fields=["user", "congress"])]
