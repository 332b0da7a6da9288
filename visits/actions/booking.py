"""Booking a seat on a study visit, and giving it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.tokens import new_code
from congress.actions.hold import hold
from registration.actions import changes, entitlements
from registration.models import ChosenAddOn, Registration
from visits import notifications
from visits.actions import seats
from visits.enums import BookingState, DepartureState, Refusal
from visits.models import Booking, Departure
from visits.queries.bookings import engagements
from visits.rules import booking as rules


class NotRegistered(Conflict):
    code = "not_registered"
    message = _("Study visits are for people registered for this congress. This registration does not hold a place.")


class BookingClosed(Conflict):
    code = "booking_closed"
    message = _("This slot is not open for booking.")


class LimitReached(Conflict):
    code = "limit_reached"
    message = _("You hold as many study visits as one person may book ({limit}). Cancel one to book another.")


class Overlaps(Conflict):
    code = "overlaps"
    message = _("You are taken at that time: by another study visit or waiting list, or by a session of your own.")


class DepartureFull(Conflict):
    code = "departure_full"
    message = _("This slot is full: no place is left.")


class AddOnMissing(Conflict):
    code = "add_on_missing"
    message = _("This study visit has a fee, and it is not part of your registration. Please write to the organisers.")


class CancellationClosed(Conflict):
    code = "cancellation_closed"
    message = _("It is too late to cancel online. Please tell the organisers that you are not coming.")


def book(
    *, registration: Registration, departure: Departure, waiting_list: bool = False, by: Actor, now: datetime
) -> tuple[Booking, bool]:
    """Books one seat, or, where the slot is full and it was asked for, a place on its waiting list.

    Returns (booking, whether it was made now): the same registration again gets the booking that it has. The
    seat is taken by one conditional update; a letter is queued; the badge may pass the bus's point. Pass a
    departure with its visit, congress, terms and point (`Departure.objects.with_all()`). Raises NotRegistered,
    BookingClosed, LimitReached, Overlaps, AddOnMissing, DepartureFull, RehearsalOver,
    CongressArchived.
    """
    with transaction.atomic():
        hold(departure.visit.congress)
        row = _locked(registration)
        bookings, commitments = engagements(row)
        if departure.pk in bookings:
            return Booking.objects.select_related("departure").get(pk=bookings[departure.pk][0]), False
        limit = departure.visit.congress.terms.visits_each
        booked = [span for _booking, span in bookings.values()]
        _check(row, departure, rules.Asker(row.state, booked, commitments, limit), now)
        state = _seat(row, departure, waiting_list=waiting_list, now=now)
        booking = Booking.objects.create(
            departure=departure,
            registration=row,
            code=new_code(6),
            state=state,
            created_at=now,
            booked_at=now if state == BookingState.BOOKED else None,
        )
        audit.record(
            verb="visit_booked" if state == BookingState.BOOKED else "visit_waitlisted",
            subject=booking,
            by=by,
            now=now,
            scope=departure.visit.congress.scope,
            after={"state": state, "departure": departure.code, "registration": row.code},
        )
        granted = state == BookingState.BOOKED and seats.grant(booking, row, now=now)
        notifications.tell(f"visits_{state}", booking, row, now=now)
        if granted:
            changes.mark(row)
        return booking, True


def _locked(registration: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=registration.pk)


def _check(row: Registration, departure: Departure, asker: rules.Asker, now: datetime) -> None:
    reason = rules.refusal(departure.slot, asker, now)
    if row.congress_id != departure.visit.congress_id:
        reason = Refusal.NOT_REGISTERED
    if reason == Refusal.NOT_REGISTERED:
        raise NotRegistered()
    if reason == Refusal.BOOKING_CLOSED:
        raise BookingClosed()
    if reason == Refusal.LIMIT_REACHED:
        raise LimitReached(limit=asker.limit)
    if reason == Refusal.OVERLAPS:
        raise Overlaps()
    if departure.add_on_id and not ChosenAddOn.objects.filter(registration=row, add_on=departure.add_on_id).exists():
        raise AddOnMissing()


def _seat(row: Registration, departure: Departure, *, waiting_list: bool, now: datetime) -> BookingState:
    """Takes a seat; a full departure first loses its expired holds."""
    if seats.take(departure):
        return BookingState.BOOKED
    # Whoever waits is seated by whoever frees a seat, so one of the two must see the other: under the row's lock.
    seats.release_expired(departure, but=row, now=now)
    current = Departure.objects.select_for_update(no_key=True).get(pk=departure.pk)
    if current.state != DepartureState.OPEN or current.sequence != departure.sequence:
        raise BookingClosed(_("This slot has just been changed. Please look at it again."))
    if seats.take(departure):
        return BookingState.BOOKED
    if not (waiting_list and current.has_waiting_list):
        raise DepartureFull()
    return BookingState.WAITLISTED


def cancel_booking(*, booking: Booking, by: Actor, now: datetime, is_late: bool = False) -> Booking:
    """Gives a seat back and seats the first who waits, at once; tells both. Harmless to repeat.

    Raises CancellationClosed once it is too late for the person; organisers pass `is_late`.
    """
    with transaction.atomic():
        hold(booking.registration.congress)
        row = _locked(booking.registration)
        booking = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
        if booking.state == BookingState.CANCELLED:
            return booking
        booking.departure = departure = Departure.objects.with_all().get(pk=booking.departure_id)
        if not is_late and not rules.may_cancel(departure.slot, departure.cancel_until, now):
            raise CancellationClosed()
        end(booking, verb="booking_cancelled", by=by, now=now)
        notifications.tell("visits_cancelled", booking, row, now=now)
        entitlements.withdraw(registration=row, source=booking.source, now=now)
        return booking


def end(booking: Booking, *, verb: str, by: Actor, now: datetime) -> None:
    """Ends one locked live booking inside the caller's transaction and hands its seat on."""
    departure, before = booking.departure, booking.state
    booking.state, booking.cancelled_at = BookingState.CANCELLED, now
    booking.save(update_fields=["state", "cancelled_at"])
    if before == BookingState.BOOKED:
        seats.free(departure)
    audit.record(
        verb=verb,
        subject=booking,
        by=by,
        now=now,
        scope=departure.visit.congress.scope,
        before={"state": before},
        after={"state": booking.state, "departure": departure.code},
    )
    if before == BookingState.BOOKED and departure.state == DepartureState.OPEN and now < departure.starts_at:
        seats.promote(departure, by=by, now=now)


def end_all_of(*, registration: Registration, by: Actor, now: datetime) -> int:
    """Frees what a registration held when it ends itself; returns how many bookings. Called under its lock.

    The letter that the registration is over says it all: none is sent for each visit.
    """
    with transaction.atomic():
        rows = Booking.objects.live().filter(registration=registration).order_by("departure_id")
        related = rows.select_for_update(of=("self",)).select_related("departure__visit__congress", "departure__point")
        bookings = list(related)
        for booking in bookings:
            end(booking, verb="booking_ended", by=by, now=now)
        for booking in bookings:
            entitlements.withdraw(registration=registration, source=booking.source, now=now)
        return len(bookings)
