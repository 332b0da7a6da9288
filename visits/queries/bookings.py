"""Bookings of people, for their pages, the personal feed and the organisers."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Value

from registration.models import Registration
from visits.models import Booking, Commitment, Departure
from visits.models.booking import BookingQuerySet
from visits.rules.booking import Span


def bookings_of(registration: Registration) -> BookingQuerySet:
    """The live bookings of a registration (booked and waiting) by time, with departure, visit and congress."""
    return of_registrations([registration])


def of_registrations(registrations: Iterable[Registration]) -> BookingQuerySet:
    rows = Booking.objects.live().filter(registration__in=list(registrations))
    related = rows.select_related("departure__visit__congress", "departure__visit__host", "registration__person")
    return related.order_by("departure__starts_at", "id")


def people_of(departure: Departure) -> BookingQuerySet:
    """The live bookings of a departure with their people: the booked first, then the waiting in their order."""
    rows = Booking.objects.live().filter(departure=departure)
    return rows.select_related("registration__person", "registration__organisation").order_by(
        "state", "created_at", "id"
    )


def engagements(registration: Registration) -> tuple[dict[int, tuple[int, Span]], list[Span]]:
    """({departure: (booking, span)} of the live bookings, spans of the person's commitments), in one statement."""
    columns = ("pk", "departure_id", "departure__starts_at", "departure__ends_at")
    booked = Booking.objects.live().filter(registration=registration).order_by().values_list(*columns)
    taken_up = Commitment.objects.filter(person=registration.person_id).order_by()
    rows = booked.union(taken_up.values_list(Value(0), Value(0), "starts_at", "ends_at"), all=True)
    bookings: dict[int, tuple[int, Span]] = {}
    commitments: list[Span] = []
    for booking, departure, starts_at, ends_at in rows:
        if booking:
            bookings[departure] = (booking, (starts_at, ends_at))
        else:
            commitments.append((starts_at, ends_at))
    return bookings, commitments


def changed_at(registration: Registration) -> datetime | None:
    """When its bookings last changed, cancellations included; a calendar takes departures' `changed_at` besides."""
    rows = Booking.objects.filter(registration=registration)
    found = rows.aggregate(Max("created_at"), Max("booked_at"), Max("cancelled_at"))
    return max((value for value in found.values() if value), default=None)
