"""Sessions, as worked on and as published."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.models import Congress, Submission
from congress.queries.submission import accepted_submissions
from programme.enums import Status, Visibility
from programme.models import Publication, PublishedSession, Session
from programme.rules.clashes import Clash, Slot, clashes


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


def last_publication(congress: Congress) -> Publication | None:
    return Publication.objects.filter(congress=congress).order_by("-number").first()


def session_of_submission(submission: Submission) -> PublishedSession | None:
    """The published public session in which an experience is told."""
    item = getattr(submission, "session_item", None)
    if item is None:
        return None
    rows = PublishedSession.objects.filter(congress_id=submission.call.congress_id, code=item.session.code)
    return rows.filter(visibility=Visibility.PUBLIC).exclude(status=Status.CANCELLED).first()


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


def clashes_of(congress: Congress) -> list[Clash]:
    """Rooms and people that two sessions claim at once."""
    rows = Session.objects.filter(congress=congress, is_cancelled=False).select_related("room")
    rows = rows.prefetch_related("people", "items__submission")
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
