"""Who works on a congress, and as what."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.enums import InvitationState, Role
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

    def is_held(self, on: date) -> bool:
        """Whether it is held on a day of the congress's zone."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


class Invitation(models.Model):
    """A role offered to a mailbox; the secret of its link is kept as a digest.

    Whoever signs in with that address accepts it, up to `expires_at`. The role then ends on `ends_on` (not
    included), if there is an end.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    ends_on = models.DateField(null=True, blank=True)
    message = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.SENT)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=90)  # actor, as a value
    invited_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(TeamMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "email", "role"], condition=Q(state="sent"), name="invitation_open_once"
            )
        ]
