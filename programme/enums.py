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


class CertificateKind(models.TextChoices):
    ATTENDANCE = "attendance", _("Certificate of attendance")


class Verb(models.TextChoices):
    """What the audit trail says of the programme."""

    SESSION_ADDED = "session_added", _("A session was added")
    SESSION_CHANGED = "session_changed", _("A session was changed")
    EXPERIENCE_PLACED = "experience_placed", _("An experience was placed in a session")
    EXPERIENCE_TAKEN_OUT = "experience_taken_out", _("An experience was taken out of a session")
    PROGRAMME_PUBLISHED = "programme_published", _("The programme was published")
    FEED_MADE = "feed_made", _("A personal calendar was made")
    FEED_REVOKED = "feed_revoked", _("A personal calendar was withdrawn")
    PLAN_FEED_MADE = "plan_feed_made", _("A calendar of the work plan was made")
    PLAN_FEED_REVOKED = "plan_feed_revoked", _("A calendar of the work plan was withdrawn")
    ROOM_SAVED = "room_saved", _("A room was added or changed")
    ROOM_REMOVED = "room_removed", _("A room was removed")
    CERTIFICATES_ISSUED = "certificates_issued", _("Certificates of attendance were issued")
    SIGNATORY_NAMED = "signatory_named", _("Who signs the certificates was set")
    SIGNATORY_REMOVED = "signatory_removed", _("Whoever signed the certificates was taken away")
    CERTIFICATE_REVOKED = "certificate_revoked", _("A certificate was taken back")
