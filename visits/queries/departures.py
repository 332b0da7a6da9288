"""Departures of a congress, for pages, the API, the dashboard and the feeds."""

from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q, Sum

from congress.models import Congress
from visits.enums import BookingState, DepartureState
from visits.models import Booking, Departure
from visits.models.visit import DepartureQuerySet
from visits.rules.booking import is_open


def departures(congress: Congress) -> DepartureQuerySet:
    """The published departures of a congress by time, cancelled ones too, with visit, host, axis and point.

    For calendars each carries `uid`, `sequence` and `changed_at`.
    """
    return Departure.objects.public().with_all().filter(visit__congress=congress).order_by("starts_at", "id")


def of_team(congress: Congress) -> DepartureQuerySet:
    """All departures of a congress with `waiting`, how many wait for a seat."""
    waiting = Count("bookings", filter=Q(bookings__state=BookingState.WAITLISTED))
    rows = Departure.objects.with_all().filter(visit__congress=congress)
    return rows.annotate(waiting=waiting).order_by("starts_at", "id")


def by_day(rows: list[Departure]) -> list[tuple[date, list[Departure]]]:
    """Departures in order of time, under the day on which they start."""
    ordered = sorted(rows, key=lambda row: (row.starts_at, row.pk))
    return [(day, list(group)) for day, group in groupby(ordered, key=lambda row: row.held_on)]


def takes_bookings(departure: Departure, now: datetime) -> bool:
    return is_open(departure.slot, now)


def seats(congress: Congress) -> dict[str, int]:
    """{"booked", "free", "waiting"} over the departures that take place."""
    rows = Departure.objects.filter(visit__congress=congress, state=DepartureState.OPEN)
    sums = rows.aggregate(taken=Sum("taken"), places=Sum("places"))
    taken, places = sums["taken"] or 0, sums["places"] or 0
    waiting = Booking.objects.filter(departure__in=rows, state=BookingState.WAITLISTED).count()
    return {"booked": taken, "free": places - taken, "waiting": waiting}


def miscounted(congress: Congress) -> list[tuple[str, int, int]]:
    """(code, taken, booked rows) of every departure whose counter and rows disagree: none, unless something broke."""
    booked = Count("bookings", filter=Q(bookings__state=BookingState.BOOKED))
    rows = Departure.objects.filter(visit__congress=congress).annotate(booked=booked)
    return [(row.code, row.taken, row.booked) for row in rows if row.taken != row.booked]
