"""What the live board of the door shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from congress.models import Congress
from registration.enums import Outcome
from registration.models import Device, Point, Scan

PASSED = (Outcome.ADMITTED, Outcome.ALREADY_IN, Outcome.LEFT)
RECENT = 30
_FLOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PointFigures:
    """One row of the board: badges admitted, inside now (where the point counts heads), refused, a minute."""

    point: Point
    admitted: int
    refused: int
    a_minute: float
    inside: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A badge that was let in although it had been let in elsewhere: both scans, as they settled."""

    later: Scan
    first: Scan


def figures(congress: Congress, now: datetime) -> list[PointFigures]:
    """The figures of each point, in three statements and one for each point that counts heads."""
    recent = Q(settled=Outcome.ADMITTED, happened_at__gt=now - _FLOW, happened_at__lte=now)
    rows = Scan.objects.filter(congress=congress, point__isnull=False).values("point")
    counted = {
        row["point"]: row
        for row in rows.annotate(
            admitted=Count("number", distinct=True, filter=Q(settled=Outcome.ADMITTED)),
            refused=Count("pk", filter=~Q(settled__in=PASSED)),
            flow=Count("pk", filter=recent),
        )
    }
    nothing = {"admitted": 0, "refused": 0, "flow": 0}
    found = []
    for point in Point.objects.filter(congress=congress):
        row = counted.get(point.pk, nothing)
        found.append(
            PointFigures(
                point=point,
                admitted=row["admitted"],
                refused=row["refused"],
                a_minute=row["flow"] / (_FLOW / timedelta(minutes=1)),
                inside=inside(point, now) if point.capacity is not None else None,
            )
        )
    return found


def inside(point: Point, now: datetime) -> int:
    """How many badges are in a room now: admitted today in the congress's zone, and not seen leaving since."""
    midnight = now.astimezone(point.congress.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Scan.objects.filter(point=point, number__isnull=False, happened_at__gte=midnight, happened_at__lte=now)
    last = rows.values("number").annotate(
        came=Max("happened_at", filter=Q(settled=Outcome.ADMITTED)),
        went=Max("happened_at", filter=Q(settled=Outcome.LEFT)),
    )
    return last.filter(Q(came__isnull=False) & (Q(went__isnull=True) | Q(came__gt=F("went")))).count()


def recent(congress: Congress, *, refused: bool = False) -> list[Scan]:
    """The newest scans by time of arrival, or the newest refusals."""
    rows = _scans(congress).order_by("-received_at", "-pk")
    return list((rows.exclude(settled__in=PASSED) if refused else rows)[:RECENT])


def at_point(point: Point, show: str) -> QuerySet[Scan]:
    """The scans at one point by time of arrival, the newest first: all, or those "admitted" or "refused"."""
    rows = _scans(point.congress).filter(point=point).order_by("-received_at", "-pk")
    if show == "admitted":
        return rows.filter(settled=Outcome.ADMITTED)
    return rows.exclude(settled__in=PASSED) if show == "refused" else rows


def conflicts(congress: Congress) -> list[Conflict]:
    """The newest cases of one badge let in on two devices, neither of which knew of the other."""
    doubtful = Q(outcome=Outcome.ADMITTED) | Q(is_offline=True)
    later = list(_scans(congress).filter(doubtful, settled=Outcome.ALREADY_IN).order_by("-happened_at", "-pk")[:200])
    firsts = _admissions(congress, later)
    found = []
    for scan in later:
        before = [
            first
            for first in firsts.get((scan.point_id, scan.number), ())
            if (first.happened_at, str(first.scan_id)) <= (scan.happened_at, str(scan.scan_id))
        ]
        if before and before[-1].device_id != scan.device_id:
            found.append(Conflict(scan, before[-1]))
    return found[:RECENT]


def _admissions(congress: Congress, scans: Iterable[Scan]) -> dict[tuple[Any, Any], list[Scan]]:
    numbers = {scan.number for scan in scans}
    rows = _scans(congress).filter(number__in=numbers, settled=Outcome.ADMITTED).order_by("happened_at", "scan_id")
    found: dict[tuple[Any, Any], list[Scan]] = {}
    for row in rows if numbers else ():
        found.setdefault((row.point_id, row.number), []).append(row)
    return found


def _scans(congress: Congress) -> QuerySet[Scan]:
    return Scan.objects.filter(congress=congress).select_related("point", "device", "registration")


def devices(congress: Congress) -> list[Device]:
    """The devices of a congress, those in use first."""
    rows = Device.objects.filter(congress=congress).prefetch_related("points")
    return list(rows.annotate(scanned=Count("scans")).order_by(F("revoked_at").asc(nulls_first=True), "name", "pk"))
