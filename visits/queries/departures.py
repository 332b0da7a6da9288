"""Departures of a congress, for pages, the API, the dashboard and the feeds."""

from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.db.models import Count, F, Q, Sum

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


def uid(congress: Congress, code: str) -> str:
    """The name of a departure in calendars, for ever (RFC 5545, 3.8.4.7)."""
    host = settings.PUBLIC_URL.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    return f"visit-{code}.{congress.slug}@{host}"


def of_team(congress: Congress, *, show: str = "") -> DepartureQuerySet:
    """All departures of a congress with `waiting`, how many wait for a seat.

    `show` names a figure of `seats`: the departures that it is made of.
    """
    waiting = Count("bookings", filter=Q(bookings__state=BookingState.WAITLISTED))
    rows = Departure.objects.with_all().filter(visit__congress=congress).annotate(waiting=waiting)
    if show in _FIGURES:
        rows = rows.filter(_FIGURES[show], state=DepartureState.OPEN)
    return rows.order_by("starts_at", "id")


_FIGURES = {"booked": Q(taken__gt=0), "free": Q(taken__lt=F("places")), "waiting": Q(waiting__gt=0)}


def to_come(congress: Congress, now: datetime) -> DepartureQuerySet:
    """The departures that take place and are not over, the next first."""
    return of_team(congress).filter(state=DepartureState.OPEN, ends_at__gt=now)


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
