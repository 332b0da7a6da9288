"""Rooms."""

from django.db import models

from common.fields import TranslatedField
from congress.models import Congress


class Room(models.Model):
    """A place for sessions; `point` is its control point where badges are scanned at its door."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="rooms")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    capacity = models.PositiveIntegerField(null=True, blank=True)
    floor = models.SmallIntegerField(default=0)
    has_network = models.BooleanField(default=True)
    has_interpretation = models.BooleanField(default=False)
    point = models.ForeignKey(
        "registration.Point", on_delete=models.SET_NULL, null=True, blank=True, related_name="rooms"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "code"], name="room_code_once")]
