"""What organisers do with a departure: more or fewer places, another time, or none at all."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.hold import hold
from congress.enums import CongressState
from congress.models import Congress
from registration.actions import changes
from registration.models import Entitlement, Registration
from visits import notifications
from visits.actions import seats
from visits.enums import BookingState, DepartureState
from visits.models import Booking, Departure


class PlacesBelowTaken(Conflict):
    code = "places_below_taken"
    message = _("{taken} people are booked already, so there cannot be fewer places. Cancel bookings first.")


class DepartureOver(Conflict):
    code = "departure_over"
    message = _("This slot is cancelled.")


def change_places(*, departure: Departure, places: int, by: Actor, now: datetime) -> Departure:
    """Changes how many may come, and seats those who wait where there are more.

    Raises PlacesBelowTaken when more are booked, Invalid when the vehicle has fewer seats, DepartureOver.
    """
    with transaction.atomic():
        row = Departure.objects.with_all().get(pk=departure.pk)
        if row.state != DepartureState.OPEN:
            raise DepartureOver()
        if row.vehicle_seats is not None and places > row.vehicle_seats:
            text = _("The vehicle has {seats} seats.").format(seats=row.vehicle_seats)
            raise Invalid(fields={"places": [text]})
        before = row.places
        # Booked meanwhile or not, only the row itself knows how many there are.
        if Departure.objects.filter(pk=row.pk, taken__lte=places).update(places=places) != 1:
            row.refresh_from_db(fields=["taken"])
            raise PlacesBelowTaken(taken=row.taken)
        row.places = places
        if places != before:
            _record("departure_places_changed", row, by, now, {"places": before}, {"places": places})
        if now < row.starts_at:
            seats.seat_the_waiting(row, by=by, now=now)
        row.refresh_from_db(fields=["taken"])
        return row


def cancel_departure(*, departure: Departure, by: Actor, now: datetime) -> Departure:
    """Calls a departure off: all bookings end, everybody is told once, badges no longer pass its bus. Repeatable."""
    with transaction.atomic():
        people = _lock_people(departure)
        # From here on nobody can book any more; who was just in time is found below.
        moved = Departure.objects.filter(pk=departure.pk, state=DepartureState.OPEN).update(
            state=DepartureState.CANCELLED, sequence=F("sequence") + 1, changed_at=now
        )
        row = Departure.objects.with_all().get(pk=departure.pk)
        if not moved:
            return row
        bookings = list(Booking.objects.live().filter(departure=row).select_related("registration__person"))
        sources = [booking.source for booking in bookings]
        booked = sum(booking.state == BookingState.BOOKED for booking in bookings)
        Booking.objects.filter(pk__in=[booking.pk for booking in bookings]).update(
            state=BookingState.CANCELLED, cancelled_at=now
        )
        seats.free(row, booked)
        _record("departure_cancelled", row, by, now, {"state": "open"}, {"state": row.state, "bookings": len(bookings)})
        for booking in bookings:
            booking.departure = row
            key = f"departure-cancelled:{booking.code}"
            notifications.tell("visits_called_off", booking, booking.registration, now=now, key=key)
        Entitlement.objects.filter(source__in=sources, withdrawn_at__isnull=True).update(withdrawn_at=now)
        touched = people | {booking.registration_id for booking in bookings}
        changes.stamp(congress_id=row.visit.congress_id, registration_ids=sorted(touched))
        row.refresh_from_db(fields=["taken"])
        return row


def move_departure(
    *, departure: Departure, held_on: date, starts: time, ends: time, by: Actor, now: datetime
) -> Departure:
    """Moves a departure to another time of the congress's zone and tells everybody; calendars see a new sequence.

    Bookings stay, also where the new time overlaps something else: the letter asks to cancel what cannot be.
    Raises DepartureOver. The same time again changes nothing.
    """
    with transaction.atomic():
        people = _lock_people(departure)
        row = Departure.objects.with_all().select_for_update(of=("self",), no_key=True).get(pk=departure.pk)
        if row.state != DepartureState.OPEN:
            raise DepartureOver()
        if (row.held_on, row.starts, row.ends) == (held_on, starts, ends):
            return row
        before = {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
        row.held_on, row.starts, row.ends = held_on, starts, ends
        row.derive()
        row.sequence, row.changed_at = row.sequence + 1, now
        row.save(update_fields=["held_on", "starts", "ends", "starts_at", "ends_at", "sequence", "changed_at"])
        after = {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
        _record("departure_moved", row, by, now, before, after)
        bookings = list(Booking.objects.live().filter(departure=row).select_related("registration__person"))
        for booking in bookings:
            booking.departure = row
            key = f"departure-moved:{booking.code}:{row.sequence}"
            notifications.tell("visits_moved", booking, booking.registration, now=now, key=key)
        touched = people | _move_passes(row)
        changes.stamp(congress_id=row.visit.congress_id, registration_ids=sorted(touched))
        return row


def derive_again(*, congress: Congress, now: datetime) -> int:
    """Derives the instants of all departures anew, after the congress's zone or its rules (tzdata) changed.

    Returns how many moved; their calendars see a new sequence, and badges pass the buses at the new times.
    """
    moved = 0
    touched: set[int] = set()
    with transaction.atomic():
        rows = Departure.objects.filter(visit__congress=congress).select_related("visit__congress").order_by("pk")
        for row in rows.select_for_update(of=("self",), no_key=True):
            before = row.span
            row.derive()
            if row.span != before:
                row.sequence, row.changed_at = row.sequence + 1, now
                row.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at"])
                touched |= _move_passes(row)
                moved += 1
        changes.stamp(congress_id=congress.pk, registration_ids=sorted(touched))
    return moved


def _move_passes(departure: Departure) -> set[int]:
    """Lets the badges of a departure pass its bus at its present times; returns whose they are."""
    bookings = list(Booking.objects.live().filter(departure=departure))
    sources = [booking.source for booking in bookings]
    Entitlement.objects.filter(source__in=sources, withdrawn_at__isnull=True).update(
        valid_from=departure.starts_at - seats.MARGIN, valid_until=departure.ends_at + seats.MARGIN
    )
    return {booking.registration_id for booking in bookings}


def seat_waiting_everywhere(*, by: Actor, now: datetime) -> int:
    """Seats those whom a busy moment left waiting beside a free seat; returns how many. One transaction each."""
    due = Departure.objects.with_all().filter(
        state=DepartureState.OPEN, starts_at__gt=now, taken__lt=F("places"), bookings__state=BookingState.WAITLISTED
    )
    seated = 0
    for row in due.exclude(visit__congress__state=CongressState.ARCHIVED).distinct():
        with transaction.atomic():
            hold(row.visit.congress)
            seated += len(seats.seat_the_waiting(row, by=by, now=now))
    return seated


def _lock_people(departure: Departure) -> set[int]:
    """Locks the registrations on a departure, by id and before the departure: the lock order everywhere."""
    on_it = Booking.objects.live().filter(departure=departure).values("registration_id")
    rows: Iterable[int] = (
        Registration.objects.select_for_update(no_key=True)
        .filter(pk__in=on_it)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return set(rows)


def _record(verb: str, row: Departure, by: Actor, now: datetime, before: dict, after: dict) -> None:
    slug = row.visit.congress.slug
    audit.record(verb=verb, subject=row, by=by, now=now, scope=slug, before=before, after=after)
