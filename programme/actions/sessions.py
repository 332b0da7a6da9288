"""Working on sessions: times, rooms, and the accepted experiences pulled into them."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.hold import hold
from congress.models import Congress, Submission
from congress.queries.submission import accepted_submissions
from programme.models import Room, Session, SessionItem
from programme.rules.times import instants


class SessionChanged(Conflict):
    code = "session_changed"
    message = _("Somebody has changed this session meanwhile. Reload the page; what you typed is still here.")


class NotAccepted(Conflict):
    code = "not_accepted"
    message = _("This experience is not accepted, or its author has not been told yet.")


class AlreadyPlaced(Conflict):
    code = "already_placed"
    message = _("This experience stands in a session already.")


def change_session(*, session: Session, version: int, changes: dict[str, Any], by: Actor, now: datetime) -> Session:
    """Changes day, times, room, readiness or cancellation; refused when the session changed since `version`.

    `changes` may hold day, starts, ends, room (code or ""), is_ready, is_cancelled.
    """
    with transaction.atomic():
        row = Session.objects.select_for_update(of=("self",)).select_related("congress", "room").get(pk=session.pk)
        if row.version != version:
            raise SessionChanged()
        before = {"starts_at": row.starts_at.isoformat(), "room": row.room.code if row.room else ""}
        if "room" in changes:
            row.room = _room(row.congress, changes["room"])
        row.day, row.starts, row.ends = (changes.get(name, getattr(row, name)) for name in ("day", "starts", "ends"))
        row.starts_at, row.ends_at = instants(row.day, row.starts, row.ends, row.congress.zone)
        row.is_ready = changes.get("is_ready", row.is_ready)
        row.is_cancelled = changes.get("is_cancelled", row.is_cancelled)
        row.version += 1
        row.save()
        audit.record(
            verb="session_changed",
            subject=row,
            by=by,
            now=now,
            scope=row.congress.slug,
            before=before,
            after={
                "starts_at": row.starts_at.isoformat(),
                "room": row.room.code if row.room else "",
                "ready": row.is_ready,
                "cancelled": row.is_cancelled,
            },
        )
        return row


def _room(congress: Congress, code: str) -> Room | None:
    if not code:
        return None
    room = Room.objects.filter(congress=congress, code=code).first()
    if room is None:
        raise Invalid(fields={"room": [_("There is no such room.")]})
    return room


def add_session(
    *,
    congress: Congress,
    code: str,
    kind: str,
    title: dict[str, str],
    when: tuple[date, time, time],
    room: str,
    by: Actor,
    now: datetime,
) -> Session:
    """A new session, not ready yet. `when` is day, start and end as wall time."""
    with transaction.atomic():
        if Session.objects.filter(congress=congress, code=code).exists():
            raise Invalid(fields={"code": [_("Another session has this code.")]})
        starts_at, ends_at = instants(*when, congress.zone)
        row = Session.objects.create(
            congress=congress,
            code=code,
            kind=kind,
            title=title,
            room=_room(congress, room),
            day=when[0],
            starts=when[1],
            ends=when[2],
            starts_at=starts_at,
            ends_at=ends_at,
        )
        audit.record(verb="session_added", subject=row, by=by, now=now, scope=congress.slug)
        return row


def place(*, session: Session, submission: Submission, by: Actor, now: datetime) -> SessionItem:
    """Pulls an accepted experience into a session, after those already there.

    Its minutes are its format's, or ten where the format names none (the file of an award).
    """
    with transaction.atomic():
        hold(session.congress)
        row = Session.objects.select_for_update(of=("self",)).select_related("congress").get(pk=session.pk)
        if not accepted_submissions(row.congress).filter(pk=submission.pk).exists():
            raise NotAccepted()
        if SessionItem.objects.filter(submission=submission).exists():
            raise AlreadyPlaced()
        last = row.items.aggregate(last=Max("position"))["last"]
        minutes = (submission.format.minutes if submission.format else 0) or 10
        item = SessionItem.objects.create(
            session=row, submission=submission, position=0 if last is None else last + 1, minutes=minutes
        )
        audit.record(
            verb="experience_placed",
            subject=row,
            by=by,
            now=now,
            scope=row.congress.scope,
            after={"experience": submission.code},
        )
        return item


def take_out(*, item: SessionItem, by: Actor, now: datetime) -> None:
    """Takes an experience out of its session; harmless when it is out already."""
    with transaction.atomic():
        hold(item.session.congress)
        gone, _rows = SessionItem.objects.filter(pk=item.pk).delete()
        if gone:
            audit.record(
                verb="experience_taken_out",
                subject=item.session,
                by=by,
                now=now,
                scope=item.session.congress.scope,
                before={"experience": item.submission.code},
            )
