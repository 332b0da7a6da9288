"""Who may book what. Pure: the facts come in, a refusal's code or None goes out. See docs/algorithms/booking.md."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from registration.enums import BOOKING
from visits.enums import BookingState as S
from visits.enums import DepartureState, Refusal
from visits.rules.times import overlap

Span = tuple[datetime, datetime]

TRANSITIONS: dict[str, frozenset[str]] = {
    S.BOOKED: frozenset({S.CANCELLED}),
    S.WAITLISTED: frozenset({S.BOOKED, S.CANCELLED}),
    # Who comes back books anew: a cancelled booking is history.
    S.CANCELLED: frozenset(),
}


def may_follow(current: str, wanted: str) -> bool:
    return wanted in TRANSITIONS[current]


@dataclass(frozen=True, slots=True)
class Slot:
    """A departure as the rules see it. `closes_at` None: until it starts."""

    state: str
    span: Span
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_published: bool = True


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: `booked` are the spans of the live bookings, waiting ones too; `taken_up` of the commitments."""

    state: str
    booked: Collection[Span] = ()
    taken_up: Collection[Span] = ()
    limit: int = 2


def is_open(slot: Slot, now: datetime) -> bool:
    """Whether bookings are taken at `now`: in `[opens_at, closes_at)`, and never once it has started."""
    if slot.state != DepartureState.OPEN or not slot.is_published or now >= slot.span[0]:
        return False
    return (slot.opens_at is None or slot.opens_at <= now) and (slot.closes_at is None or now < slot.closes_at)


def refusal(slot: Slot, asker: Asker, now: datetime) -> str | None:
    """The first reason against booking (contract: not_registered, booking_closed, limit_reached, overlaps).

    Whether there is a seat is not asked here: only the counter knows, at the moment it is moved.
    """
    if asker.state not in BOOKING:
        return Refusal.NOT_REGISTERED
    if not is_open(slot, now):
        return Refusal.BOOKING_CLOSED
    if len(asker.booked) >= asker.limit:
        return Refusal.LIMIT_REACHED
    if any(overlap(slot.span, other) for other in (*asker.booked, *asker.taken_up)):
        return Refusal.OVERLAPS
    return None


def may_cancel(slot: Slot, cancel_until: datetime | None, now: datetime) -> bool:
    """Whether the person may still give the seat back: before `cancel_until`, and before it starts."""
    return now < slot.span[0] and (cancel_until is None or now < cancel_until)
