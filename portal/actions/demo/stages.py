"""Visits with their bookings, rooms and sessions, the published half of the programme, and past presence."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from congress.models import Congress, Submission
from portal.actions.demo.people import DEMO_ACTOR
from portal.rules.demo.dates import before
from portal.rules.demo.rows import DemoRegistration
from portal.rules.demo.source import load
from programme.actions.publish import publish
from programme.actions.sessions import place
from programme.models import Room, Session
from programme.rules.times import instants
from registration.models import Registration
from visits.actions.bulk import Wanted
from visits.actions.bulk import load_bookings as book_all
from visits.actions.bulk import load_visits as make_visits

Pairs = list[tuple[DemoRegistration, Registration]]


def load_visits(congresses: dict[str, Congress], now: datetime) -> None:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in load("visits"):
        rows[row["edition"]].append(row)
    for slug, data in rows.items():
        make_visits(congress=congresses[slug], data=data, now=now)


def load_bookings(congress: Congress, pairs: Pairs, now: datetime) -> None:
    wanted = [
        Wanted(departure=row.departure, registration=made, at=row.settled_at or row.registered_at)
        for row, made in pairs
        if row.departure
    ]
    wanted.sort(key=lambda one: (one.at, one.registration.code))
    book_all(congress=congress, wanted=wanted, by=DEMO_ACTOR, now=now)


def load_programmes(congresses: dict[str, Congress], papers: dict[str, Submission], now: datetime) -> None:
    """Rooms and sessions; the released experiences are pulled into the ready workshops; each is published."""
    for slug, data in load("programme").items():
        congress = congresses[slug]
        rooms = {
            row["code"]: Room.objects.create(
                congress=congress,
                code=row["code"],
                name=row["name"],
                capacity=row["capacity"],
                floor=row["floor"],
                has_network=row["online"],
                has_interpretation=row["equipped"],
                position=n,
            )
            for n, row in enumerate(data["rooms"])
        }
        axes = {axis.code: axis for axis in congress.axes.all()}
        sessions = [_session(congress, row, rooms, axes) for row in data["sessions"]]
        if slug == "demo":
            _pull(sessions, papers, now)
        at = min(now, before(congress.starts_on, 30 * 24 * 60))  # that of the past edition in its own time
        publish(congress=congress, name="", by=DEMO_ACTOR, now=at)


def _session(congress: Congress, row: dict[str, Any], rooms: dict[str, Room], axes: dict[str, Any]) -> Session:
    day = congress.starts_on + timedelta(days=row["day"])
    starts, ends = time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"])
    starts_at, ends_at = instants(day, starts, ends, congress.zone)
    return Session.objects.create(
        congress=congress,
        code=row["code"],
        kind=row["kind"],
        title=row["title"],
        description=row["description"] or {},
        room=rooms.get(row["room"] or ""),
        place=row["place"] or {},
        axis=axes.get(row["axis"] or ""),
        day=day,
        starts=starts,
        ends=ends,
        starts_at=starts_at,
        ends_at=ends_at,
        interpretation=row["interpretation"],
        visibility="members" if row["members_only"] else "public",
        places_for_experiences=row["places_for_experiences"],
        is_ready=row["published"],
    )


def _pull(sessions: list[Session], papers: dict[str, Submission], now: datetime) -> None:
    """Accepted experiences into ready sessions of their axis and format, in order, as long as there is room."""
    accepted = sorted((row for row in papers.values() if row.state == "accepted"), key=lambda row: row.code)
    kinds = {"workshop": ("workshop",), "direct-dialogue": ("direct_dialogue",), "digital-poster": ("poster",)}
    filled: dict[int, int] = defaultdict(int)
    for paper in accepted:
        wanted = kinds.get(paper.format.code if paper.format else "workshop", ("workshop",))
        fits = [row for row in sessions if row.is_ready and filled[row.pk] < row.places_for_experiences]
        same = [row for row in fits if row.kind in wanted and row.axis_id in (None, paper.axis_id)]
        best = same or [row for row in fits if row.axis_id == paper.axis_id]
        if best:
            place(session=best[0], submission=paper, by=DEMO_ACTOR, now=now)
            filled[best[0].pk] += 1
