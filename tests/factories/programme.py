"""Minimal valid rooms and sessions."""

from datetime import date, time
from itertools import count
from typing import Any

from congress.models import Congress
from programme.models import Room, Session
from programme.rules.times import instants
from tests.factories import words
from tests.factories.congress import congress

_numbers = count(1)


def room(**kw: Any) -> Room:
    number = next(_numbers)
    edition = kw.pop("congress", None) or congress()
    values = {"code": f"room-{number}", "name": words(f"Room {number}"), **kw}
    return Room.objects.create(congress=edition, **values)


def session(**kw: Any) -> Session:
    """A session on the first morning, from ten to eleven, not ready."""
    number = next(_numbers)
    edition: Congress = kw.pop("congress", None) or congress()
    when: tuple[date, time, time] = kw.pop("when", None) or (edition.starts_on, time(10), time(11))
    starts_at, ends_at = instants(*when, edition.zone)
    values = {"code": f"session-{number}", "title": words(f"Session {number}"), "kind": "workshop", **kw}
    return Session.objects.create(
        congress=edition, day=when[0], starts=when[1], ends=when[2], starts_at=starts_at, ends_at=ends_at, **values
    )
