"""Stable codes of registrations, badges and the door."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    SECURED = "secured", _("Place guaranteed")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Not admitted")
    NO_SHOW = "no_show", _("Did not come")


# A registration in one of these holds a place of its category, its add-ons and the congress.
HOLDING = frozenset({State.AWAITING_APPROVAL, State.AWAITING_PAYMENT, State.SECURED, State.CONFIRMED, State.NO_SHOW})
# One in these may book visits.
BOOKING = frozenset({State.AWAITING_PAYMENT, State.SECURED, State.CONFIRMED})
# One in these counts as "already registered".
LIVE = frozenset(HOLDING | {State.WAITLISTED})


class Eligibility(models.TextChoices):
    ANYONE = "anyone", _("Anyone")
    MEMBER_CITY = "member_city", _("People of member cities in good standing")
    COUNTRIES = "countries", _("People of certain countries")
    INVITATION = "invitation", _("By invitation")


class Need(models.TextChoices):
    CITY = "city", _("City or organisation")
    PROOF = "proof", _("Proof")
    APPROVAL = "approval", _("Approval")
    CODE = "code", _("Invitation code")


class Outcome(models.TextChoices):
    ADMITTED = "admitted", _("Admitted")
    ALREADY_IN = "already_in", _("Already in")
    LEFT = "left", _("Left")
    UNPAID = "unpaid", _("Please see the desk")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    SUPERSEDED = "superseded", _("Replaced by a newer badge")
    WRONG_POINT = "wrong_point", _("Not for this door")
    WRONG_TIME = "wrong_time", _("Not at this time")
    ROOM_FULL = "room_full", _("Room full")
    UNKNOWN = "unknown", _("Unknown")
    FORGED = "forged", _("Not genuine")
    REFUSED = "refused", _("Refused")


class Direction(models.TextChoices):
    IN = "in", _("In")
    OUT = "out", _("Out")
