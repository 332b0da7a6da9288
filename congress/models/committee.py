"""The scientific committee: its members, what each one reads, and what they think of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.enums import AssignmentState, ReviewState
from congress.models.congress import Axis, Congress
from congress.models.submission import Submission


class CommitteeMember(models.Model):
    """What a member of the committee brings. Whether they are chair, deputy or member is their TeamMember role."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="committee")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="committee_seats")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="committee_members"
    )
    languages = models.JSONField(default=list)  # codes that the member reads
    axes = models.ManyToManyField(Axis, blank=True, related_name="committee_members")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "user"], name="committee_member_once")]


class Assignment(models.Model):
    """A member is to read a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="assignments")
    state = models.CharField(max_length=10, choices=AssignmentState.choices, default=AssignmentState.ASSIGNED)
    reason = models.CharField(max_length=500, blank=True)  # for recusing
    assigned_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "member"], name="assignment_once")]
        indexes = [models.Index(fields=["member", "state"])]


class Review(models.Model):
    """A member's scores ({criterion: 1–5}) and comments. `score` is their weighted mean, set on submission."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    scores = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=5, decimal_places=3, null=True)
    comment_authors = models.TextField(blank=True)
    comment_committee = models.TextField(blank=True)
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(score__isnull=False) & Q(submitted_at__isnull=False)),
                name="review_submitted_with_score",
            )
        ]
