"""The audit trail of a congress: what is found, who acted, and what its codes name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from common.fields import pick
from common.models import AuditEntry
from common.rehearsals import both_scopes
from congress.models import Congress, Submission, TeamMember
from congress.permissions import reads_sealed, visible_submissions
from portal.queries.trail_names import NAMES
from registration.models import Registration
from visits.models import Booking


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the trail is filtered by; an empty value filters nothing. `actor` is a kind, or "kind:id"."""

    verb: str = ""
    actor: str = ""
    subject: str = ""
    day: date | None = None


def entries(event: Congress, user: Any) -> QuerySet[AuditEntry]:
    """The trail of a congress as a user may read it, what was rehearsed as well, the newest first.

    Whoever reads along from above sees nothing of experiences they are party to.
    """
    rows = AuditEntry.objects.filter(scope__in=both_scopes(event.slug)).order_by("-id")
    if reads_sealed(user, event):
        return rows
    works = Submission.objects.filter(call__congress=event)
    own = works.exclude(pk__in=visible_submissions(user, event).values("pk")).exclude(state="draft")
    return rows.exclude(subject_kind__in=("submission", "assignment"), subject_label__in=own.values("code"))


def found(rows: QuerySet[AuditEntry], wanted: Wanted, zone: Any) -> QuerySet[AuditEntry]:
    """Those of the entries that are wanted; the day is one of the zone."""
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.actor:
        kind, _colon, ident = wanted.actor.partition(":")
        rows = rows.filter(actor_kind=kind, **({"actor_id": ident} if ident else {}))
    if wanted.subject:
        rows = rows.filter(Q(subject_label__iexact=wanted.subject) | Q(after__registration=wanted.subject.upper()))
    if wanted.day:
        midnight = datetime.combine(wanted.day, time(), tzinfo=zone)
        rows = rows.filter(at__gte=midnight, at__lt=datetime.combine(wanted.day + timedelta(1), time(), tzinfo=zone))
    return rows


def verbs(rows: QuerySet[AuditEntry]) -> list[str]:
    """The verbs that occur."""
    return list(rows.order_by().values_list("verb", flat=True).distinct())


def kinds(rows: QuerySet[AuditEntry]) -> list[str]:
    """The kinds of actors that occur."""
    return list(rows.order_by().values_list("actor_kind", flat=True).distinct())


def team_who_acted(event: Congress, rows: QuerySet[AuditEntry]) -> list[tuple[str, str]]:
    """("user", id) of everybody who works or worked on the congress, and did something here."""
    team = {str(pk) for pk in TeamMember.objects.filter(congress=event).values_list("user_id", flat=True)}
    acted = rows.order_by().filter(actor_kind="user", actor_id__in=team).values_list("actor_id", flat=True)
    return [("user", ident) for ident in acted.distinct()]


@dataclass
class Known:
    """What the codes in entries name: {(noun, code): name}, and what the address of an object is made of."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)  # code of a submission: code of its call
    departures: dict[str, str] = field(default_factory=dict)  # code of a booking: code of its slot
    registrations: dict[str, str] = field(default_factory=dict)  # id: code


def known(event: Congress, user: Any, rows: Iterable[AuditEntry], nouns: Iterable[tuple[str, Any]]) -> Known:
    """What the entries speak of, one query a noun. `nouns`: (noun, code or codes) as they occur in the entries."""
    codes: dict[str, set[str]] = {}
    for noun, value in nouns:
        for code in value if isinstance(value, list) else [value]:
            if isinstance(code, str | int):
                codes.setdefault(noun, set()).add(str(code))
    made = Known()
    for noun, some in codes.items():
        if noun in NAMES:
            made.names |= {(noun, code): name for code, name in NAMES[noun](event, some).items() if name}
    subjects: dict[str, set[str]] = {}
    for row in rows:
        subjects.setdefault(row.subject_kind, set()).add(row.subject_label or row.subject_id)
    works = subjects.get("submission", set()) | subjects.get("assignment", set()) | codes.get("experience", set())
    if works:
        told = visible_submissions(user, event).filter(code__in=works)
        for code, call, title in told.values_list("code", "call__code", "title"):
            made.calls[code] = call
            made.names["experience", code] = f"{pick(title)} ({code})"
    if booked := subjects.get("booking"):
        made.departures = dict(Booking.objects.filter(code__in=booked).values_list("code", "departure__code"))
    if numbers := {code for code in subjects.get("registration", set()) if code.isdecimal()}:
        found_rows = Registration.objects.filter(congress=event, pk__in=numbers)
        made.registrations = {str(pk): code for pk, code in found_rows.values_list("pk", "code")}
    return made
