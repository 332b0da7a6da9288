"""Who is to read what, before anybody is told."""

from django.db import models
from django.db.models import Q

from congress.enums import PairState
from congress.models.call import Call
from congress.models.committee import CommitteeMember
from congress.models.submission import Submission


class AssignmentPlan(models.Model):
    """A proposal of who reads what in one round of a call: looked at, changed by hand, then published.

    `version` counts what was changed; whoever changes or publishes names the one they saw. `attempt` counts the
    searches, each a job of its own. `figures` are numbers of the last one, `obstacles` what made it impossible.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="assignment_plans")
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict, blank=True)
    obstacles = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=90)  # actor, as a value
    solved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=90, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "round"], condition=Q(published_at__isnull=True), name="assignment_plan_open_once"
            )
        ]


class PlannedPair(models.Model):
    """A member who is to read a submission, with the reasons (codes) and points; or one whom the chair took out."""

    plan = models.ForeignKey(AssignmentPlan, on_delete=models.CASCADE, related_name="pairs")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="planned_pairs")
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="planned_pairs")
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.PROPOSED)
    reasons = models.JSONField(default=list)
    points = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "submission", "member"], name="planned_pair_once")]
        indexes = [models.Index(fields=["plan", "member"])]
