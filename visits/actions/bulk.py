"""Study visits and bookings in bulk, for the demo and for imports.

    load_visits(*, congress: Congress, data: Sequence[dict], now: datetime, opens_at: datetime | None = None,
                closes_at: datetime | None = None) -> list[Departure]
    load_bookings(*, congress: Congress, wanted: Sequence[Wanted], by: Actor, now: datetime) -> list[Booking]
    Wanted(departure: str, registration: Registration, at: datetime, code: str = "")

`data` are visits as in portal/data/visits.json, of one edition; `day` 0 is the first day of the congress.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from common.actions import audit
from common.actors import Actor
from common.models import AuditEntry
from common.tokens import new_code
from congress.models import Congress
from registration.actions import changes
from registration.models import Entitlement, Point, Registration
from visits.actions.seats import MARGIN
from visits.enums import BookingState, Transport
from visits.models import Booking, Commitment, Departure, StudyVisit
from visits.queries.departures import uid
from visits.rules.booking import Asker, Slot, Span, refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """One registration that wants one departure (its code), at an instant: first come first.

    `code` is the booking's, for data that must come out the same each time; else a new one.
    """

    departure: str
    registration: Registration
    at: datetime
    code: str = ""


def load_visits(
    *,
    congress: Congress,
    data: Sequence[dict[str, Any]],
    now: datetime,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> list[Departure]:
    """Makes published visits with their departures, and a control point for each that goes by a vehicle.

    Where the host needs identity papers so many days before, booking closes then. Codes must be new.
    """
    axes = {axis.code: axis for axis in congress.axes.all()}
    made: list[Departure] = []
    with transaction.atomic():
        for position, given in enumerate(data, start=1):
            visit = StudyVisit.objects.create(
                congress=congress,
                code=given["slug"],
                title=given["title"],
                summary=given.get("summary") or _first_sentences(given["description"]),
                description=given["description"],
                goals=_lines(given.get("learning_goals", {})),
                host_questions=_lines(given.get("host_questions", {})),
                meeting_point=given["meeting_point"],
                host_name=given.get("host", {}),
                axis=axes.get(given.get("axis", "")),
                position=position,
                is_published=True,
            )
            for each in given["departures"]:
                row = _departure(visit, each, now)
                row.opens_at, row.closes_at = opens_at, closes_at
                if row.identity_needed_until and (closes_at is None or row.identity_needed_until < closes_at):
                    row.closes_at = row.identity_needed_until
                made.append(row)
        Departure.objects.bulk_create(made)
    return made


def _departure(visit: StudyVisit, given: dict[str, Any], now: datetime) -> Departure:
    congress, code, seats = visit.congress, given["code"], given.get("vehicle_seats")
    row = Departure(
        visit=visit,
        code=code,
        held_on=congress.starts_on + timedelta(days=given["day"]),
        starts=time.fromisoformat(given["starts"]),
        ends=time.fromisoformat(given["ends"]),
        languages=list(given["languages"]),
        is_step_free=given["step_free"],
        access_note=given.get("access_note", {}),
        transport=Transport.BUS if seats else Transport.FOOT,
        transport_label=given["transport"],
        vehicle_seats=seats,
        places=given["places"],
        has_waiting_list=given["waiting_list"],
        uid=uid(congress, code),
        changed_at=now,
    )
    row.derive()
    row.cancel_until = row.starts_at - timedelta(days=1)
    days = given.get("id_required_days_before")
    row.identity_needed_until = row.starts_at - timedelta(days=days) if days else None
    if seats:
        name = {lang: f"{text}: {visit.title.get(lang, code)}" for lang, text in given["transport"].items()}
        row.point = Point.objects.create(
            congress=congress, code=f"visit-{code}", name=name, rules={"entitled": True, "once": "day"}, position=100
        )
    return row


def _lines(texts: dict[str, Any]) -> dict[str, str]:
    return {lang: text if isinstance(text, str) else "\n".join(text) for lang, text in texts.items()}


def _first_sentences(texts: dict[str, str]) -> dict[str, str]:
    """As many whole sentences of a description's first paragraph as make a card: 90 characters or more."""
    found = {}
    for lang, text in texts.items():
        paragraph = text.split("\n\n", 1)[0]
        end = paragraph.find(". ", 90)
        found[lang] = paragraph if end == -1 or len(paragraph) <= 160 else paragraph[: end + 1]
    return found


def load_bookings(*, congress: Congress, wanted: Sequence[Wanted], by: Actor, now: datetime) -> list[Booking]:
    """Books in the order of `at`, under the rules of `book`: full departures give a place on their waiting list.

    What a rule refuses (a state that may not book, the limit, an overlap, no waiting list) is left out; whether
    booking was open at `at` is not asked. Counters, badges and the audit trail follow; no letters are sent.
    """
    codes = {each.departure for each in wanted}
    with transaction.atomic():
        rows = Departure.objects.with_all().filter(visit__congress=congress, code__in=codes)
        departures = {row.code: row for row in rows}
        made = _judge(sorted(wanted, key=lambda each: (each.at, each.registration.pk)), departures, congress)
        Booking.objects.bulk_create(made)
        booked: dict[int, int] = defaultdict(int)
        for booking in made:
            booked[booking.departure_id] += booking.state == BookingState.BOOKED
        for pk, seats in sorted(booked.items()):
            Departure.objects.filter(pk=pk).update(taken=F("taken") + seats)
        AuditEntry.objects.bulk_create(_entries(made, by, congress))
        granted = _passes(made)
        Entitlement.objects.bulk_create(granted)
        changes.stamp(congress_id=congress.pk, registration_ids=[row.registration_id for row in granted])
    return made


def _judge(wanted: Iterable[Wanted], departures: dict[str, Departure], congress: Congress) -> list[Booking]:
    limit = congress.terms.visits_each
    spans: dict[int, list[Span]] = defaultdict(list)
    for registration, starts_at, ends_at in (
        Booking.objects.live()
        .filter(departure__visit__congress=congress)
        .values_list("registration_id", "departure__starts_at", "departure__ends_at")
    ):
        spans[registration].append((starts_at, ends_at))
    taken_up: dict[int, list[Span]] = defaultdict(list)
    for person, starts_at, ends_at in Commitment.objects.filter(congress=congress).values_list(
        "person_id", "starts_at", "ends_at"
    ):
        taken_up[person].append((starts_at, ends_at))
    made: list[Booking] = []
    for each in wanted:
        departure, row = departures[each.departure], each.registration
        asker = Asker(row.state, spans[row.pk], taken_up[row.person_id], limit)
        slot = Slot(departure.state, departure.span)
        is_refused = refusal(slot, asker, min(each.at, departure.starts_at - MARGIN))
        if is_refused or (departure.is_full and not departure.has_waiting_list):
            continue
        has_seat = not departure.is_full
        departure.taken += has_seat
        spans[row.pk].append(departure.span)
        made.append(
            Booking(
                departure=departure,
                registration=row,
                code=each.code or new_code(6),
                state=BookingState.BOOKED if has_seat else BookingState.WAITLISTED,
                created_at=each.at,
                booked_at=each.at if has_seat else None,
            )
        )
    return made


def _entries(made: Iterable[Booking], by: Actor, congress: Congress) -> list[AuditEntry]:
    return [
        AuditEntry(
            **audit.entry_values(
                verb="visit_booked" if row.state == BookingState.BOOKED else "visit_waitlisted",
                subject=row,
                by=by,
                now=row.created_at,
                scope=congress.scope,
            ),
            before={},
            after={"state": row.state, "departure": row.departure.code, "registration": row.registration.code},
        )
        for row in made
    ]


def _passes(made: Iterable[Booking]) -> list[Entitlement]:
    return [
        Entitlement(
            registration=row.registration,
            point=row.departure.point,
            valid_from=row.departure.starts_at - MARGIN,
            valid_until=row.departure.ends_at + MARGIN,
            label=row.departure.visit.title,
            source=row.source,
            granted_at=row.created_at,
        )
        for row in made
        if row.state == BookingState.BOOKED and row.departure.point_id
    ]
