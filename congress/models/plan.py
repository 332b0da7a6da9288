"""The work plan: milestones, what they wait for, and the minutes of meetings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import TranslatedField
from congress.enums import MilestoneState, Role
from congress.models.congress import Congress


class Milestone(models.Model):
    """Something to have done by a day, counted from the opening: `days_before` it (negative: after).

    `due_on` follows from it and moves with the congress's dates; a day set by hand has no `days_before`.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="milestones")
    code = models.SlugField(max_length=40)
    title = TranslatedField()
    description = TranslatedField()
    role = models.CharField(
        max_length=12, choices=Role.choices, default=Role.OWNER
    )  # whose it is, unless a person is named
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="milestones"
    )
    days_before = models.SmallIntegerField(null=True, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=MilestoneState.choices, default=MilestoneState.OPEN)
    done_on = models.DateField(null=True, blank=True)
    waits_for = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="holds_up")
    version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)  # of its calendar entry (RFC 5545, 3.8.7.4)
    updated_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_on", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "code"], name="milestone_code_once"),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_on__isnull=False)) | (~Q(state="done") & Q(done_on__isnull=True)),
                name="milestone_done_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["congress", "state", "due_on"])]


class Note(models.Model):
    """A note on a milestone, or the minutes of a meeting (a note with the day it took place and a title)."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="notes")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    title = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    body = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    attachment = models.ForeignKey(
        "common.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=90)  # actor, as a value
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.CharField(max_length=90, blank=True)  # actor, as a value

    class Meta:
        ordering = ["-held_on", "-id"]
