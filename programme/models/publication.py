"""What has been published: versions, and each session as its readers know it."""

from django.db import models

from common.fields import TranslatedField
from congress.models import Congress
from programme.enums import SessionKind, Status, Visibility


class Publication(models.Model):
    """A published version of the programme. Its instant lies at least a second after the one before."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=90)
    changes = models.JSONField(default=dict)  # {"added": [codes], "changed": {code: [fields]}, "cancelled": [codes]}

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["congress", "number"], name="publication_number_once")]


class PublishedSession(models.Model):
    """A session as last published. A session that is withdrawn stays, cancelled, so that calendars hear of it.

    `uid` never changes; `sequence` and `changed_at` rise exactly when a reader would see a change.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="published_sessions")
    code = models.SlugField(max_length=60)
    uid = models.CharField(max_length=160, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    kind = models.CharField(max_length=16, choices=SessionKind.choices)
    title = TranslatedField()
    description = TranslatedField()
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    room_code = models.CharField(max_length=40, blank=True)
    room_name = TranslatedField()
    axis_code = models.CharField(max_length=40, blank=True)
    axis_name = TranslatedField()
    interpretation = models.JSONField(default=list)
    items = models.JSONField(default=list)  # [{"code", "language", "title", "city", "country", "minutes"}]
    people = models.JSONField(default=list)  # [{"name", "role"}]
    moved_from = models.JSONField(default=dict, blank=True)  # {"starts_at", "room_name"} of the last published move
    content_digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["starts_at", "room_code", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "code"], name="published_session_once")]
        indexes = [models.Index(fields=["congress", "starts_at"])]
