"""Stable codes of the programme."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionKind(models.TextChoices):
    OPENING = "opening", _("Opening")
    LECTURE = "lecture", _("Lecture")
    WORKSHOP = "workshop", _("Workshop")
    DIALOGUE = "dialogue", _("Dialogue")
    DIRECT_DIALOGUE = "direct_dialogue", _("Direct dialogue")
    POSTER = "poster", _("Posters")
    ROUND_TABLE = "round_table", _("Round table")
    ASSEMBLY = "assembly", _("Assembly")
    AWARD = "award", _("Award ceremony")
    DECLARATION = "declaration", _("Declaration")
    CLOSING = "closing", _("Closing")
    DESK = "desk", _("Desk")
    VISITS = "visits", _("Study visits")
    RECEPTION = "reception", _("Reception")
    DINNER = "dinner", _("Dinner")
    BREAK = "break", _("Break")
    MEETING = "meeting", _("Meeting")
    OTHER = "other", _("Other")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Members of the network")
    INVITATION = "invitation", _("By invitation")


class Status(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    TENTATIVE = "tentative", _("Tentative")
    CANCELLED = "cancelled", _("Cancelled")
