"""The scientific committee: its members, what each one reads, and what they think of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.enums import AssignmentState, InterestKind, InterestState, ReviewState
from congress.models.call import Call, Format
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
    expertise = models.JSONField(default=list, blank=True)  # the member's own keywords
    min_load = models.PositiveSmallIntegerField(default=0)
    max_load = models.PositiveSmallIntegerField(null=True, blank=True)  # null: as many as the others
    profile_at = models.DateTimeField(null=True, blank=True)  # when the member last filled this in themselves

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "user"], name="committee_member_once")]


class Assignment(models.Model):
    """A member is to read a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="assignments")
    round = models.PositiveSmallIntegerField(default=1)  # the number of a Round of the call
    state = models.CharField(max_length=10, choices=AssignmentState.choices, default=AssignmentState.ASSIGNED)
    reason = models.CharField(max_length=500, blank=True)  # for recusing
    assigned_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "member", "round"], name="assignment_once")]
        indexes = [models.Index(fields=["member", "state"])]


class Review(models.Model):
    """A member's scores ({criterion: 1–5}) and comments. `score` is their weighted mean, set on submission."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    scores = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=5, decimal_places=3, null=True)
    comment_authors = models.TextField(blank=True)
    comment_committee = models.TextField(blank=True)
    recommended_format = models.ForeignKey(Format, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 (little) to 5; null: not asked
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(score__isnull=False) & Q(submitted_at__isnull=False)),
                name="review_submitted_with_score",
            )
        ]


class Bid(models.Model):
    """How gladly a member would read a submission: −1 rather not, 1 gladly, 2 very gladly."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="bids")
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="bids")
    value = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "member"], name="bid_once"),
            models.CheckConstraint(condition=Q(value__gte=-1, value__lte=2) & ~Q(value=0), name="bid_on_scale"),
        ]


class InterestCase(models.Model):
    """A conflict of interest that was found or declared. It bars the member unless it is dismissed with a reason."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="interest_cases")
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="interest_cases")
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    is_declared = models.BooleanField(default=False)  # by the member; otherwise found
    detail = models.CharField(max_length=500, blank=True)  # the member's words
    state = models.CharField(max_length=10, choices=InterestState.choices, default=InterestState.OPEN)
    reason = models.CharField(max_length=500, blank=True)  # of whoever confirmed or dismissed
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=90, blank=True)  # actor, as a value

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "member", "kind"], name="interest_case_once"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(settled_at__isnull=False) & ~Q(reason="")), name="interest_case_reasoned"
            ),
        ]


class Partnership(models.Model):
    """An organisation that a member has a territorial or other tie with, as they declared it."""

    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["member", "organisation"], name="partnership_once")]


class DiscussionNote(models.Model):
    """What a committee member says to the others about a submission, after their own review is in."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="discussion")
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="discussion")
    text = models.TextField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]


class Redaction(models.Model):
    """What readers of a double-blind round read instead: {"title.es": text, "answers.goal": text, …}.

    It holds for the version of the submission from which it was made.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="redaction")
    texts = models.JSONField(default=dict)
    of_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=90)  # actor, as a value


class ReviewReminder(models.Model):
    """That a member was reminded of a round, so many days before its end: by rule once each, or because a chair asked.

    `asked_by` names the chair as a value; it is blank where the rule of the round did it.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField()
    member = models.ForeignKey(CommitteeMember, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    asked_by = models.CharField(max_length=90, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "round", "member", "days"], condition=Q(asked_by=""), name="review_reminder_once"
            )
        ]
