"""The seats of a departure: a counter moved by one conditional update, and what hangs on a seat.

`taken` counts the booked rows; the database's check constraint keeps it within `places` whatever happens here.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from common.actions import audit
from common.actors import Actor
from payments.actions.orders import expire_order
from payments.models import Order
from registration.actions import changes, entitlements
from registration.enums import BOOKING, State
from registration.models import Registration
from visits import notifications
from visits.enums import BookingState, DepartureState
from visits.models import Booking, Commitment, Departure

# The bus may be boarded some time before it leaves, and left some time after it should be back.
MARGIN = timedelta(hours=1)
SWEEP = Actor.system("expired holds")


def take(departure: Departure) -> bool:
    """Takes one seat inside the caller's transaction; False when none is left.

    It moves only while the departure still is what the caller judged: open, at the same time.
    """
    same = Departure.objects.filter(pk=departure.pk, state=DepartureState.OPEN, sequence=departure.sequence)
    return same.filter(taken__lt=F("places")).update(taken=F("taken") + 1) == 1


def free(departure: Departure, seats: int = 1) -> None:
    """Gives seats back."""
    Departure.objects.filter(pk=departure.pk, taken__gte=seats).update(taken=F("taken") - seats)


def release_expired(departure: Departure, *, but: Registration, now: datetime) -> int:
    """Ends the unpaid holds that ran out and sit on this departure, so that an unswept hold refuses nobody.

    The order of the registration `but`, which the caller has locked, is left to the sweep: orders come first in
    the lock order.
    """
    rows = Registration.objects.filter(
        state=State.AWAITING_PAYMENT,
        hold_expires_at__lte=now,
        bookings__departure=departure,
        bookings__state=BookingState.BOOKED,
    )
    orders = Order.objects.filter(pk__in=rows.values("order_id")).exclude(pk=but.order_id or 0).order_by("pk")
    return sum(expire_order(order=order, by=SWEEP, now=now) for order in orders)


def grant(booking: Booking, registration: Registration, *, now: datetime) -> bool:
    """Lets the badge pass the bus's point while this booking lives; whether there is such a point.

    The caller stamps the registration, as its last write.
    """
    departure = booking.departure
    if departure.point is None:
        return False
    entitlements.grant_new(
        registration=registration,
        point=departure.point,
        valid_from=departure.starts_at - MARGIN,
        valid_until=departure.ends_at + MARGIN,
        label=departure.visit.title,
        source=booking.source,
        now=now,
    )
    return True


def promote(departure: Departure, *, by: Actor, now: datetime) -> Booking | None:
    """Gives a free seat to the first who waits and may still come; tells them. None when nobody does.

    It waits for nobody: the caller holds the departure, and whoever holds a registration may want it. Somebody
    whose registration is being written at this moment is passed over, or seated by the next sweep.
    """
    busy = Commitment.objects.filter(
        person=OuterRef("registration__person"), starts_at__lt=departure.ends_at, ends_at__gt=departure.starts_at
    )
    waiting = Booking.objects.waiting().filter(
        ~Exists(busy), departure_id=departure.pk, registration__state__in=sorted(BOOKING)
    )
    waiting = waiting.select_related("registration__person").select_for_update(
        of=("self", "registration"), skip_locked=True, no_key=True
    )
    booking = waiting.first()
    if booking is None or not take(departure):
        return None
    booking.state, booking.booked_at, booking.departure = BookingState.BOOKED, now, departure
    booking.save(update_fields=["state", "booked_at"])
    row = booking.registration
    audit.record(
        verb="booking_promoted",
        subject=booking,
        by=by,
        now=now,
        scope=departure.visit.congress.scope,
        before={"state": BookingState.WAITLISTED},
        after={"state": booking.state, "departure": departure.code},
    )
    granted = grant(booking, row, now=now)
    notifications.tell("visits_promoted", booking, row, now=now)
    if granted:
        changes.stamp(congress_id=row.congress_id, registration_ids=[row.pk])
    return booking


def seat_the_waiting(departure: Departure, *, by: Actor, now: datetime) -> list[Booking]:
    """Seats those who wait while there are free seats, in their order."""
    seated: list[Booking] = []
    while (booking := promote(departure, by=by, now=now)) is not None:
        seated.append(booking)
    return seated
