"""What cities hand in: descriptions of their experiences."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from common.fields import TranslatedField
from congress.enums import Gender, SubmissionState
from congress.models.call import Call, Format, LateCode
from congress.models.congress import Axis


class Submission(models.Model):
    """One experience, from draft to decision. `version` counts the saves: who saves names the one they read.

    The state is what the author knows: a decision that is not released has not changed it.
    """

    code = models.CharField(max_length=12, unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="submissions")
    author = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, null=True, related_name="submissions")
    format = models.ForeignKey(Format, on_delete=models.PROTECT, null=True, related_name="submissions")
    language = models.CharField(max_length=8)  # in which title and summary were written
    title = TranslatedField()
    summary = TranslatedField()
    answer_set = models.OneToOneField("questions.AnswerSet", on_delete=models.SET_NULL, null=True, related_name="+")
    endorsement = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")
    may_publish = models.BooleanField(default=False)
    consent_withdrawn_at = models.DateTimeField(null=True, blank=True)  # once it had been published
    search = models.TextField(blank=True)  # title and summary, folded, for finding what is published
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    late_code = models.ForeignKey(LateCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="used_by")
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    author_gender = models.CharField(max_length=8, choices=Gender.choices, blank=True)  # blank: not said
    author_is_young = models.BooleanField(null=True, blank=True)  # under thirty; null: not said
    revision_note = models.TextField(blank=True)  # what the author is asked to change
    revision_due_at = models.DateTimeField(null=True, blank=True)
    revision_from = models.PositiveIntegerField(null=True, blank=True)  # the version that was there when asked
    deferred_until = models.DateField(null=True, blank=True)  # when the author will hear, told in a letter
    confirm_until = models.DateTimeField(null=True, blank=True)  # a selected author answers up to here
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="submission_handed_in_at",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state"]),
            models.Index(fields=["organisation", "call", "state"]),
        ]

    def __str__(self) -> str:
        return self.code


class CoPresenter(models.Model):
    """Somebody who will present beside the author."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="co_presenters")
    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=160, blank=True)  # in their own words
    gender = models.CharField(max_length=8, choices=Gender.choices, blank=True)  # blank: not said
    is_young = models.BooleanField(null=True, blank=True)  # under thirty; null: not said
    is_minor = models.BooleanField(default=False)
    guardian_name = models.CharField(max_length=160, blank=True)
    guardian_email = models.EmailField(blank=True)
    guardian_agreed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(Lower("email"), name="co_presenter_email_lower")]


class SubmissionVersion(models.Model):
    """What a submission held when it was saved. `content` has codes and texts, and no address of anybody.

    Saves that the page made by itself are kept until the next save.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    is_automatic = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=90)  # actor, as a value

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="submission_version_once")]
