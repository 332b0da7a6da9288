"""Study visits as organisers enter them: the visit with its texts, and its slots."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.hold import hold
from congress.models import Axis, Congress
from congress.rules.slugs import first_free, proposed
from network.models import Organisation
from registration.models import Point
from visits.enums import Transport
from visits.models import Booking, Departure, StudyVisit
from visits.queries.departures import uid

Texts = dict[str, str]
# Words that addresses below …/visits/ need for themselves.
FIXED = {"new"}


class VisitInUse(Conflict):
    code = "visit_in_use"
    message = _("People have booked this visit, so it cannot be taken away. Cancel its slots instead.")


class SeatsBelowTaken(Conflict):
    code = "seats_below_taken"
    message = _("{taken} people are booked already, so there cannot be fewer places.")


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """The texts of a visit, and who receives the visitors; the host may be no organisation of the network."""

    title: Texts
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    goals: Texts = field(default_factory=dict)
    host_questions: Texts = field(default_factory=dict)
    meeting_point: Texts = field(default_factory=dict)
    host_name: Texts = field(default_factory=dict)
    host: Organisation | None = None
    axis: Axis | None = None
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """A slot: wall time in the congress's zone (an end that is not after the start lies on the next day)."""

    held_on: date
    starts: time
    ends: time
    places: int
    languages: tuple[str, ...] = ()
    is_step_free: bool = False
    access_note: Texts = field(default_factory=dict)
    transport: str = Transport.FOOT
    transport_label: Texts = field(default_factory=dict)
    vehicle_seats: int | None = None
    has_waiting_list: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    cancel_until: datetime | None = None


def save_visit(
    *, congress: Congress, visit: StudyVisit | None, facts: VisitFacts, by: Actor, now: datetime
) -> StudyVisit:
    """Enters a visit, or changes it; its code comes from its title and stays. Raises Invalid."""
    if not any(text.strip() for text in facts.title.values()):
        raise Invalid(fields={"title": [_("Please give the visit a title in one language at least.")]})
    with transaction.atomic():
        hold(congress)
        row = StudyVisit.objects.select_for_update().get(pk=visit.pk) if visit else _new_visit(congress, facts)
        for name in VisitFacts.__slots__:
            setattr(row, name, getattr(facts, name))
        row.save()
        after = {"is_published": row.is_published}
        audit.record(verb="visit_saved", subject=row, by=by, now=now, scope=congress.slug, after=after)
    return row


def remove_visit(*, visit: StudyVisit, by: Actor, now: datetime) -> None:
    """Takes a visit and its slots away; harmless when repeated. Raises VisitInUse once anybody has booked it."""
    with transaction.atomic():
        hold(visit.congress)
        row = StudyVisit.objects.select_for_update().filter(pk=visit.pk).first()
        if row is None:
            return
        if Booking.objects.filter(departure__visit=row).exists():
            raise VisitInUse()
        audit.record(verb="visit_removed", subject=row, by=by, now=now, scope=visit.congress.slug)
        row.departures.all().delete()
        row.delete()


def add_departure(*, visit: StudyVisit, facts: DepartureFacts, by: Actor, now: datetime) -> Departure:
    """A new slot of a visit. Raises Invalid per field."""
    _check_departure(facts)
    with transaction.atomic():
        hold(visit.congress)
        code = _free_code(visit)
        row = Departure(visit=visit, code=code, uid=uid(visit.congress, code), changed_at=now)
        _write(row, facts)
        row.save()
        _record("departure_saved", row, by, now)
    return row


def change_departure(*, departure: Departure, facts: DepartureFacts, by: Actor, now: datetime) -> Departure:
    """Changes what a slot offers, not its time: moving it tells everybody who is booked (`move_departure`).

    Raises Invalid per field, SeatsBelowTaken.
    """
    _check_departure(facts)
    with transaction.atomic():
        hold(departure.visit.congress)
        row = Departure.objects.select_for_update().get(pk=departure.pk)
        row.visit = departure.visit
        if facts.places < row.taken:
            sentence = str(SeatsBelowTaken.message).format(taken=row.taken)
            raise SeatsBelowTaken(fields={"places": [sentence]}, taken=row.taken)
        when = row.held_on, row.starts, row.ends
        _write(row, facts)
        row.held_on, row.starts, row.ends = when
        row.derive()
        row.sequence, row.changed_at = row.sequence + 1, now
        row.save()
        _record("departure_saved", row, by, now)
    return row


def _check_departure(facts: DepartureFacts) -> None:
    if facts.vehicle_seats is not None and facts.places > facts.vehicle_seats:
        sentence = _("The vehicle has {seats} seats.").format(seats=facts.vehicle_seats)
        raise Invalid(fields={"places": [sentence]})
    if facts.opens_at is not None and facts.closes_at is not None and facts.closes_at <= facts.opens_at:
        raise Invalid(fields={"closes_at": [_("The end must come after the beginning.")]})


def _write(row: Departure, facts: DepartureFacts) -> None:
    for name in DepartureFacts.__slots__:
        value = getattr(facts, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.derive()
    if row.transport == Transport.BUS and row.point is None:
        row.point = _bus_point(row)


def _bus_point(row: Departure) -> Point:
    """The control point at the door of a bus: it admits whoever has booked."""
    rules = {"entitled": True, "once": "day"}
    return Point.objects.create(
        congress=row.visit.congress, code=f"visit-{row.code}", name=row.visit.title, rules=rules, position=100
    )


def _new_visit(congress: Congress, facts: VisitFacts) -> StudyVisit:
    siblings = StudyVisit.objects.filter(congress=congress)
    base = proposed(next(iter(facts.title.values()), ""), "visit")[:56].rstrip("-")
    last = siblings.aggregate(last=Max("position"))["last"]
    known = {*siblings.values_list("code", flat=True), *FIXED}
    return StudyVisit(congress=congress, code=first_free(base, known), position=0 if last is None else last + 1)


def _free_code(visit: StudyVisit) -> str:
    """Codes of slots are unique in the installation: the visit's, with a number where it is taken."""
    known = {*Departure.objects.filter(code__startswith=visit.code[:40]).values_list("code", flat=True), *FIXED}
    return first_free(visit.code[:56].rstrip("-"), known)


def _record(verb: str, row: Departure, by: Actor, now: datetime) -> None:
    after = {"starts_at": row.starts_at.isoformat(), "places": row.places}
    audit.record(verb=verb, subject=row, by=by, now=now, scope=row.visit.congress.slug, after=after)
