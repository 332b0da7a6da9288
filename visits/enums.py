"""Stable codes of study visits and bookings."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Transport(models.TextChoices):
    BUS = "bus", _("By bus")
    FOOT = "foot", _("On foot")
    PUBLIC = "public", _("By public transport")


class DepartureState(models.TextChoices):
    OPEN = "open", _("Takes place")
    CANCELLED = "cancelled", _("Cancelled")


class BookingState(models.TextChoices):
    BOOKED = "booked", _("Booked")
    WAITLISTED = "waitlisted", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


# A booking in one of these counts for its person: towards the limit and for overlaps.
LIVE = frozenset({BookingState.BOOKED, BookingState.WAITLISTED})


class Refusal(StrEnum):
    """Why a booking is refused; the codes are those of rules/booking.py and of the API."""

    NOT_REGISTERED = "not_registered"
    BOOKING_CLOSED = "booking_closed"
    LIMIT_REACHED = "limit_reached"
    OVERLAPS = "overlaps"
    DEPARTURE_FULL = "departure_full"


class Verb(models.TextChoices):
    """What the audit trail says of study visits."""

    VISIT_BOOKED = "visit_booked", _("A study visit was booked")
    VISIT_WAITLISTED = "visit_waitlisted", _("Somebody joined the waiting list of a study visit")
    BOOKING_PROMOTED = "booking_promoted", _("Somebody moved up from the waiting list of a study visit")
    BOOKING_CANCELLED = "booking_cancelled", _("The booking of a study visit was cancelled")
    BOOKING_ENDED = "booking_ended", _("The booking of a study visit ended with its registration")
    DEPARTURE_PLACES_CHANGED = "departure_places_changed", _("The places of a slot were changed")
    DEPARTURE_MOVED = "departure_moved", _("A slot was moved to another time")
    DEPARTURE_CANCELLED = "departure_cancelled", _("A slot was cancelled")
    VISIT_SAVED = "visit_saved", _("A study visit was added or changed")
    VISIT_REMOVED = "visit_removed", _("A study visit was removed")
    DEPARTURE_SAVED = "departure_saved", _("A slot was added or changed")
