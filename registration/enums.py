"""Stable codes of registrations, badges and the door."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy


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


_COUNTED = {
    State.AWAITING_APPROVAL: npgettext_lazy("beside a number", "Awaiting approval", "Awaiting approval"),
    State.AWAITING_PAYMENT: npgettext_lazy("beside a number", "Awaiting payment", "Awaiting payment"),
    State.SECURED: npgettext_lazy("beside a number", "Place guaranteed", "Places guaranteed"),
    State.CONFIRMED: npgettext_lazy("beside a number", "Confirmed", "Confirmed"),
    State.WAITLISTED: npgettext_lazy("beside a number", "On the waiting list", "On the waiting list"),
    State.CANCELLED: npgettext_lazy("beside a number", "Cancelled", "Cancelled"),
    State.EXPIRED: npgettext_lazy("beside a number", "Expired", "Expired"),
    State.REFUSED: npgettext_lazy("beside a number", "Not admitted", "Not admitted"),
    State.NO_SHOW: npgettext_lazy("beside a number", "Did not come", "Did not come"),
}


def counted(state: str, number: int) -> str:
    """A state's label beside the number of registrations in it: one "Confirmée", two "Confirmées"."""
    return str(_COUNTED[State(state)] % number)


# Without fees no registration is in one of these.
OF_PAYING = frozenset({State.AWAITING_PAYMENT, State.SECURED, State.EXPIRED})
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


class Verb(models.TextChoices):
    """What the audit trail says of registrations, badges and the door."""

    REGISTERED = "registered", _("A registration was made")
    REGISTRATION_APPROVED = "registration_approved", _("A registration was approved")
    REGISTRATION_REFUSED = "registration_refused", _("A registration was not admitted")
    REGISTRATION_SECURED = "registration_secured", _("A place was guaranteed")
    REGISTRATION_CONFIRMED = "registration_confirmed", _("A registration was confirmed")
    REGISTRATION_EXPIRED = "registration_expired", _("A registration expired")
    REGISTRATION_CANCELLED = "registration_cancelled", _("A registration was cancelled")
    REGISTRATION_REVIVED = "registration_revived", _("An expired registration was confirmed after all")
    PLACE_OFFERED = "place_offered", _("A place was offered to somebody on the waiting list")
    PRESENTERS_REMINDED = "presenters_reminded", _("Presenters were reminded to register")
    PAID_TOO_LATE = "paid_too_late", _("A payment came when no place was left")
    DID_NOT_COME = "did_not_come", _("Somebody did not come")
    DETAILS_CHANGED = "details_changed", _("The details of a participant were changed")
    DELEGATION_OPENED = "delegation_opened", _("A delegation was opened")
    REFUND_RULES_CHANGED = "refund_rules_changed", _("The refund rule was changed")
    BADGE_VOIDED = "badge_voided", _("A badge was made void")
    BADGE_KEY_ROTATED = "badge_key_rotated", _("The key of the badges was changed")
    DEVICE_CODE_MADE = "device_code_made", _("A code to set up a device was made")
    DEVICE_SET_UP = "device_set_up", _("A device was set up")
    DEVICE_REVOKED = "device_revoked", _("A device was withdrawn")
    POINT_MADE = "point_made", _("A control point was added")
    POINT_CHANGED = "point_changed", _("A control point was changed")
    ADMITTED_BY_OVERRIDE = "admitted_by_override", _("A steward let somebody in for a reason of their own")
    TERMS_CHANGED = "terms_changed", _("The terms of registration were changed")
    FEES_CHANGED = "fees_changed", _("The fees were changed")
    CATEGORY_SAVED = "category_saved", _("A category was added or changed")
    CATEGORY_REMOVED = "category_removed", _("A category was removed")
    ADD_ON_SAVED = "add_on_saved", _("An extra was added or changed")
    ADD_ON_REMOVED = "add_on_removed", _("An extra was removed")
