"""What is decided about a submission."""

from django.db import models
from django.db.models import Q

from congress.enums import Outcome
from congress.models.call import Call
from congress.models.submission import Submission


class Decision(models.Model):
    """An outcome with its reason for the author. Until `released_at` it is pending: only the chairs know.

    A submission on the reserve list may get a later decision of its own row; at most one is pending.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    format = models.ForeignKey("congress.Format", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)  # place on the reserve list, from 1
    is_proposed = models.BooleanField(default=False)  # by the engine; nobody has taken it by hand since
    instead_of = models.OneToOneField(  # the experience whose place became free, and is given to this one
        Submission, on_delete=models.SET_NULL, null=True, blank=True, related_name="place_taken_by"
    )
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


class LogEntry(models.Model):
    """One link of a call's sealed decision log: codes and salted digests, no names. Rows are only ever added.

    `digest` is SHA-256 over the canonical JSON of number, at, kind, content and the digest before it.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()  # from 1, without gaps
    kind = models.CharField(max_length=30)
    content = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="log_entry_once")]
