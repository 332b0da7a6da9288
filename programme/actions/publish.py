"""Publishing the programme."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from congress.actions.hold import hold
from congress.models import Congress
from programme.enums import Status
from programme.models import Publication, PublishedSession, Session
from programme.queries.sessions import clashes_of
from programme.rules.publishing import SEEN, changed_fields, digest
from visits.actions.commitments import Engagement, replace_commitments


class ProgrammeClashes(Conflict):
    code = "programme_clashes"
    message = _(
        "Sessions that are ready take the same room or the same person at the same time. "
        "Change them, or say that the programme is to be published although they do."
    )


def publish(*, congress: Congress, name: str, by: Actor, now: datetime, anyway: bool = False) -> Publication:
    """Publishes every ready session as it stands, in one transaction.

    A published session that is not ready any more, or is cancelled, stays as cancelled. SEQUENCE and
    LAST-MODIFIED rise for the sessions whose readers see a change, and for no other; the publication's instant
    lies at least a second after the last (RFC 5545 counts seconds). Commitments follow. Refused while two of the
    ready sessions take the same room or the same person at once, unless `anyway`.
    """
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        hold(congress)
        clashing = len(clashes_of(congress, ready=True))
        if clashing and not anyway:
            raise ProgrammeClashes()
        last = Publication.objects.filter(congress=congress).order_by("-number").first()
        at = max(now, last.published_at + timedelta(seconds=1)) if last else now
        at = at.replace(microsecond=0) if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)
        changes = _publish_all(congress, at)
        row = Publication.objects.create(
            congress=congress,
            number=last.number + 1 if last else 1,
            name=name.strip(),
            published_at=at,
            published_by=f"{by.kind}:{by.id}"[:90],
            changes=changes,
        )
        _commit_people(congress)
        audit.record(
            verb="programme_published",
            subject=("publication", row.pk, f"{congress.slug} {row.number}"),
            by=by,
            now=now,
            scope=congress.scope,
            after={kind: len(codes) for kind, codes in changes.items()} | {"clashes": clashing},
        )
        return row


def _publish_all(congress: Congress, at: datetime) -> dict[str, Any]:
    known = {row.code: row for row in PublishedSession.objects.select_for_update().filter(congress=congress)}
    sessions = Session.objects.filter(congress=congress).select_related("room", "axis")
    wanted = {
        row.code: row
        for row in sessions.prefetch_related("people__person", "items__submission__organisation")
        if row.is_ready or (row.is_cancelled and row.code in known)
    }
    changes: dict[str, Any] = {"added": [], "changed": {}, "cancelled": []}
    host = urlsplit(settings.PUBLIC_URL).hostname or "plenaria"
    for code, session in wanted.items():
        content = content_of(session)
        before = known.get(code)
        if before is None:
            uid = f"session-{congress.slug}-{code}@{host}"
            PublishedSession.objects.create(
                congress=congress, code=code, uid=uid, first_published_at=at, changed_at=at,
                content_digest=digest(content), **content,
            )  # fmt: skip
            changes["added"].append(code)
        elif before.content_digest != digest(content):
            fields = changed_fields(_seen(before), content)
            if content["status"] == Status.CANCELLED:
                changes["cancelled"].append(code)
            else:
                changes["changed"][code] = fields
            _change(before, content, fields, at)
    for code, before in known.items():
        if code not in wanted and before.status != Status.CANCELLED:
            _change(before, {**_seen(before), "status": Status.CANCELLED}, ["status"], at)
            changes["cancelled"].append(code)
    return changes


def _seen(row: PublishedSession) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SEEN}


def _change(row: PublishedSession, content: dict[str, Any], fields: list[str], at: datetime) -> None:
    if {"starts_at", "room_code"} & set(fields):
        row.moved_from = {"starts_at": row.starts_at.isoformat(), "room_name": row.room_name}
    for name, value in content.items():
        setattr(row, name, value)
    row.sequence += 1
    row.changed_at = at
    row.content_digest = digest(content)
    row.save()


def content_of(session: Session) -> dict[str, Any]:
    """What readers are told of a session."""
    items = []
    for item in session.items.all():
        paper = item.submission
        items.append(
            {
                "code": paper.code,
                "language": paper.language,
                "title": paper.title,
                "city": paper.organisation.name,
                "country": paper.organisation.country,
                "minutes": item.minutes,
            }
        )
    return {
        "status": str(Status.CANCELLED if session.is_cancelled else Status.CONFIRMED),
        "visibility": session.visibility,
        "kind": session.kind,
        "title": session.title,
        "description": session.description,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "room_code": session.room.code if session.room else "",
        "room_name": session.room.name if session.room else session.place,
        "axis_code": session.axis.code if session.axis else "",
        "axis_name": session.axis.name if session.axis else {},
        "interpretation": session.interpretation,
        "items": items,
        "people": [{"name": link.person.full_name, "role": link.role} for link in session.people.all()],
    }


def _commit_people(congress: Congress) -> None:
    """Says in the room below when people are taken, so that a visit is not booked over one's own talk."""
    shown = PublishedSession.objects.filter(congress=congress).exclude(status=Status.CANCELLED).values("code")
    sessions = Session.objects.filter(congress=congress, code__in=shown).prefetch_related(
        "people__person", "items__submission__author"
    )
    rows = []
    for session in sessions:
        taken = {(link.person, link.role) for link in session.people.all()}
        taken |= {(item.submission.author, "speaker") for item in session.items.all()}
        rows += [
            Engagement(
                person=person,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                label=session.title,
                source=f"session:{session.pk}:{role}",
            )
            for person, role in sorted(taken, key=lambda pair: (pair[0].pk, pair[1]))
        ]
    replace_commitments(congress=congress, kind="session", engagements=rows)
