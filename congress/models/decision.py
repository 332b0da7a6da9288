"""What is decided about a submission."""

from django.db import models
from django.db.models import Q

from congress.enums import Outcome
from congress.models.submission import Submission


class Decision(models.Model):
    """An outcome with its reason for the author. Until `released_at` it is pending: only the chairs know.

    A submission on the reserve list may get a later decision of its own row; at most one is pending.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=90)  # actor, as a value
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=90, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(released_at__isnull=True), name="decision_pending_once"
            )
        ]
        indexes = [models.Index(fields=["submission", "released_at"])]
