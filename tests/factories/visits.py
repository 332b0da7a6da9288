"""Minimal valid visits, departures and bookings."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from common.actors import Actor
from congress.models import Congress
from registration.models import Registration
from tests.factories import registration as people
from tests.factories import words
from tests.factories.congress import congress
from visits.actions.booking import book
from visits.models import Booking, Commitment, Departure, StudyVisit

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor.system("test")
_numbers = count(1)


def visit(**kw: Any) -> StudyVisit:
    """A published visit of a congress that takes registrations."""
    number = next(_numbers)
    edition = kw.pop("congress", None) or congress()
    people.terms(congress=edition)
    values = {
        "code": f"visit-{number}",
        "title": words(f"Visit {number}"),
        "meeting_point": words("In front of the venue"),
        "is_published": True,
    }
    return StudyVisit.objects.create(congress=edition, **{**values, **kw})


def departure(**kw: Any) -> Departure:
    """A departure of 27 May 2027, 15:00 to 18:00 in the congress's zone, with two places; `congress=` or `visit=`."""
    edition: Congress | None = kw.pop("congress", None)
    of = kw.pop("visit", None) or visit(**({"congress": edition} if edition else {}))
    code = kw.pop("code", None) or f"departure-{next(_numbers)}"
    values = {
        "held_on": date(2027, 5, 27),
        "starts": time(15),
        "ends": time(18),
        "languages": ["en"],
        "places": 2,
        "uid": f"{code}@example.org",
        "changed_at": NOW,
    }
    row = Departure(visit=of, code=code, **{**values, **kw})
    row.derive()
    row.save()
    return fresh(row)


def fresh(row: Departure) -> Departure:
    """The departure as it is now, with all that booking reads."""
    return Departure.objects.with_all().get(pk=row.pk)


def guest(row: Departure, **kw: Any) -> Registration:
    """A confirmed registration of the departure's congress."""
    return people.registration(congress=row.visit.congress, **kw)


def booking(row: Departure, registration: Registration | None = None, **kw: Any) -> Booking:
    """Somebody's booking, made by the action; `waiting_list=True` where it is full."""
    return book(registration=registration or guest(row), departure=fresh(row), by=BY, now=NOW, **kw)[0]


def commitment(**kw: Any) -> Commitment:
    """A talk of one hour on 27 May 2027, 14:30 UTC."""
    values = {
        "starts_at": datetime(2027, 5, 27, 14, 30, tzinfo=UTC),
        "ends_at": datetime(2027, 5, 27, 15, 30, tzinfo=UTC),
        "label": {"en": "Talk"},
        "source": f"session:{next(_numbers)}:speaker",
    }
    return Commitment.objects.create(**{**values, **kw})
