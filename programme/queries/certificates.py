"""Who attended what, and which certificates say so."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from congress.models import Congress
from programme.enums import SessionKind, Status
from programme.models import Certificate, PublishedSession
from registration.models import Registration, Scan

# Being there is not yet taking part in the programme.
UNCOUNTED = (SessionKind.DESK, SessionKind.RECEPTION, SessionKind.DINNER, SessionKind.BREAK)


def programme_spans(congress: Congress) -> dict[date, list[tuple[datetime, datetime]]]:
    """Each day's published sessions that count, as half-open spans of instants."""
    spans: dict[date, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = (
        PublishedSession.objects.filter(congress=congress).exclude(status=Status.CANCELLED).exclude(kind__in=UNCOUNTED)
    )
    for starts_at, ends_at in rows.values_list("starts_at", "ends_at"):
        spans[starts_at.astimezone(congress.zone).date()].append((starts_at, ends_at))
    return dict(spans)


def seen(congress: Congress, registrations: list[int]) -> dict[int, list[datetime]]:
    """When each registration was admitted anywhere, as the scans are settled."""
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = Scan.objects.filter(congress=congress, settled="admitted", registration__in=registrations)
    for registration, at in rows.values_list("registration_id", "happened_at"):
        found[registration].append(at)
    return found


def uncertified(congress: Congress) -> QuerySet[Registration]:
    """People who were admitted and have no living certificate of attendance."""
    came = Scan.objects.filter(congress=congress, settled="admitted", registration__isnull=False)
    living = Certificate.objects.filter(congress=congress, revoked_at__isnull=True)
    rows = Registration.objects.filter(congress=congress, pk__in=came.values("registration"))
    return rows.exclude(pk__in=living.values("registration")).order_by("pk")


def certificates(congress: Congress) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(congress=congress, revoked_at__isnull=True)
    return rows.select_related("registration__person", "registration__organisation").order_by(
        "registration__person__family_name", "registration__person__given_name", "pk"
    )


def by_code(code: str) -> Certificate | None:
    """The certificate behind a code as typed: spaces, hyphens and small letters do no harm."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())[:20]
    rows = Certificate.objects.select_related("congress", "registration__person", "registration__organisation")
    return rows.filter(code=plain).first()


def grouped(code: str) -> str:
    """ABCD-EFGH-…: as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def spoken_facts(row: Certificate) -> dict[str, Any]:
    """Days as dates, and minutes."""
    days = [date.fromisoformat(text) for text in row.facts.get("days", [])]
    return {"days": days, "minutes": int(row.facts.get("minutes", 0))}
