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
