"""Sessions as the programme team works on them. Visitors see PublishedSession."""

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField
from congress.models import Axis, Congress
from programme.enums import SessionKind, Visibility
from programme.models.room import Room


class Session(models.Model):
    """A session: wall time in the congress's zone; `starts_at` and `ends_at` are the derived UTC instants.

    `is_ready` says that the next publication may show it; `is_cancelled` that it will show it as cancelled.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="sessions")
    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=16, choices=SessionKind.choices, default=SessionKind.OTHER)
    title = TranslatedField()
    description = TranslatedField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    place = TranslatedField()  # where it is no room of ours
    axis = models.ForeignKey(Axis, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()  # at or before `starts`: the next day
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    interpretation = models.JSONField(default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    places_for_experiences = models.PositiveSmallIntegerField(default=0)
    is_ready = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "code"], name="session_code_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
        ]
        indexes = [models.Index(fields=["congress", "starts_at"])]

    def __str__(self) -> str:
        return self.code


class SessionItem(models.Model):
    """An accepted experience in a session, in its order, with its minutes."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    submission = models.OneToOneField("congress.Submission", on_delete=models.PROTECT, related_name="session_item")
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["position", "id"]


class SessionPerson(models.Model):
    """Who moderates, speaks or reports in a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="session_roles")
    role = models.CharField(max_length=12, choices=[(r, r) for r in ("moderator", "speaker", "rapporteur")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person", "role"], name="session_person_once")]
