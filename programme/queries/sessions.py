"""Sessions, as worked on and as published."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import Person
from congress.models import Congress, Submission
from congress.queries.submission import accepted_submissions
from programme.enums import Status, Visibility
from programme.models import Publication, PublishedSession, Session
from programme.rules.clashes import Clash, Slot, clashes


@dataclass(frozen=True, slots=True)
class NamedClash:
    """Two sessions at once, for whoever must tell them apart: in a room of this name, or with this person."""

    one: Session
    other: Session
    room: dict[str, str]
    person: str

    @property
    def is_ready(self) -> bool:
        """Whether the next publication would show both."""
        return self.one.is_ready and self.other.is_ready


def published(
    congress: Congress, *, axis: str = "", room: str = "", language: str = "", kind: str = ""
) -> QuerySet[PublishedSession]:
    """Public published sessions, cancelled ones included, filtered as the feeds' parameters say."""
    rows = PublishedSession.objects.filter(congress=congress, visibility=Visibility.PUBLIC)
    if axis:
        rows = rows.filter(axis_code=axis)
    if room:
        rows = rows.filter(room_code=room)
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        # A JSON list of codes; SQLite has no containment operator, and the codes are quoted.
        rows = rows.filter(interpretation__icontains=f'"{language}"')
    return rows.order_by("starts_at", "room_code", "id")


def changed_at(congress: Congress) -> datetime | None:
    """When readers last saw a change of any session: one that left a filtered list has changed that list too."""
    last: datetime | None = PublishedSession.objects.filter(congress=congress).aggregate(last=Max("changed_at"))["last"]
    return last


def last_publication(congress: Congress) -> Publication | None:
    return Publication.objects.filter(congress=congress).order_by("-number").first()


def session_of_submission(submission: Submission) -> PublishedSession | None:
    """The published public session in which an experience is told."""
    return sessions_of_submissions([submission]).get(submission.code)


def sessions_of_submissions(submissions: Collection[Submission]) -> dict[str, PublishedSession]:
    """The published public session of each experience that readers find in one, by its code; in one query."""
    if not submissions:
        return {}
    # The codes are quoted in the JSON text; SQLite has no containment operator.
    named = reduce(or_, (Q(items__icontains=f'"{row.code}"') for row in submissions))
    rows = PublishedSession.objects.filter(named, congress_id__in={row.call.congress_id for row in submissions})
    rows = rows.filter(visibility=Visibility.PUBLIC).exclude(status=Status.CANCELLED)
    told = {(row.congress_id, item["code"]): row for row in rows for item in row.items}
    pairs = ((row.code, told.get((row.call.congress_id, row.code))) for row in submissions)
    return {code: found for code, found in pairs if found is not None}


def by_day(rows: list[PublishedSession], zone: Any) -> list[tuple[date, list[PublishedSession]]]:
    """Days in the congress's zone with their sessions in order."""
    days: dict[date, list[PublishedSession]] = {}
    for row in rows:
        days.setdefault(row.starts_at.astimezone(zone).date(), []).append(row)
    return sorted(days.items())


def working(congress: Congress) -> QuerySet[Session]:
    """The team's sessions with how many experiences each holds."""
    rows = Session.objects.filter(congress=congress).select_related("room", "axis")
    return rows.annotate(placed=Count("items")).order_by("starts_at", "room__position", "id")


def clashes_of(congress: Congress, *, ready: bool = False) -> list[Clash]:
    """Rooms and people that two sessions claim at once; `ready`: among the sessions the next publication shows."""
    rows = Session.objects.filter(congress=congress, is_cancelled=False).select_related("room")
    rows = rows.filter(is_ready=True) if ready else rows
    return _clashes(rows.prefetch_related("people", "items__submission"))


def named_clashes(congress: Congress) -> list[NamedClash]:
    """The clashes with the sessions themselves, and the room or the person in words."""
    found = clashes_of(congress)
    codes = {code for clash in found for code in (clash.one, clash.other)}
    rows = {row.code: row for row in Session.objects.filter(congress=congress, code__in=codes).select_related("room")}
    people = Person.objects.in_bulk([int(clash.what) for clash in found if clash.kind == "person"])
    named = []
    for clash in found:
        one, other = rows[clash.one], rows[clash.other]
        person = people[int(clash.what)].full_name if clash.kind == "person" else ""
        room = one.room.name if clash.kind == "room" and one.room else {}
        named.append(NamedClash(one, other, room, person))
    return named


def _clashes(rows: Iterable[Session]) -> list[Clash]:
    return clashes(
        Slot(
            row.code,
            row.starts_at,
            row.ends_at,
            row.room.code if row.room else "",
            frozenset(
                [link.person_id for link in row.people.all()] + [item.submission.author_id for item in row.items.all()]
            ),
        )
        for row in rows
    )


def unplaced(congress: Congress) -> QuerySet[Submission]:
    """Accepted experiences whose authors were told and that stand in no session yet."""
    rows = accepted_submissions(congress).filter(session_item__isnull=True)
    return rows.select_related("organisation", "axis", "format", "author").order_by("axis__position", "id")


def talks_of(person_id: int, congress: Congress) -> QuerySet[PublishedSession]:
    """Published sessions in which a person presents, moderates or reports; members' sessions too."""
    codes = Session.objects.filter(congress=congress).filter(
        Q(people__person_id=person_id) | Q(items__submission__author_id=person_id)
    )
    return PublishedSession.objects.filter(congress=congress, code__in=codes.values("code")).order_by("starts_at", "id")


def changed_since(congress: Congress, at: datetime) -> int:
    return PublishedSession.objects.filter(congress=congress, changed_at__gt=at).count()
