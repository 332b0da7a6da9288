"""What the door reads to judge scans."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from congress.enums import CongressState
from congress.models import Congress
from registration.enums import Outcome
from registration.models import BadgeKey, Category, ChosenAddOn, Device, Entitlement, Point, Registration, Scan
from registration.rules.door import Window, point_rules


@dataclass
class Listed:
    """A registration as the door knows it: no name, no money."""

    pk: int
    state: str
    serial: int
    category: str
    add_ons: frozenset[str] = frozenset()
    entitlements: dict[int, list[Window]] = field(default_factory=dict)  # by point


def public_keys(congress_numbers: Collection[int]) -> dict[int, dict[int, str]]:
    """{congress: {key id: public key in hex}}, retired keys too: what they signed stays valid.

    Only keys of the congress's present mode: a rehearsal's sign nothing else, and no other one signs for a rehearsal.
    """
    found: dict[int, dict[int, str]] = {}
    in_rehearsal = Q(is_rehearsal=True, congress__state=CongressState.DRAFT)
    rows = BadgeKey.objects.filter(
        in_rehearsal | Q(is_rehearsal=False) & ~Q(congress__state=CongressState.DRAFT),
        congress__number__in=congress_numbers,
    )
    for congress, key_id, public in rows.values_list("congress__number", "key_id", "public"):
        found.setdefault(congress, {})[key_id] = public
    return found


def known_scans(device: Device, ids: Collection[UUID]) -> list[Scan]:
    """The scans of a device that came before, as answered then."""
    rows = Scan.objects.filter(device=device, scan_id__in=ids)
    return list(rows.only("scan_id", "content_digest", "outcome", "reason", "first_scan"))


def listed(congress_id: int, numbers: Collection[int], points: Collection[Point]) -> dict[int, Listed]:
    """The registrations behind badge numbers, locked in id order inside the caller's transaction."""
    if not numbers:
        return {}
    rows = list(
        Registration.objects.select_for_update(no_key=True)
        .filter(congress_id=congress_id, number__in=numbers)
        .order_by("pk")
        .only("number", "serial", "state", "category_id")
    )
    codes = dict(Category.objects.filter(congress_id=congress_id).values_list("pk", "code"))
    found = {
        row.pk: Listed(pk=row.pk, state=row.state, serial=row.serial, category=codes[row.category_id]) for row in rows
    }
    passes = windows_of(list(found), points)
    extras = add_ons_of(list(found), points)
    for pk, person in found.items():
        person.entitlements = passes.get(pk, {})
        person.add_ons = extras.get(pk, frozenset())
    return {row.number: found[row.pk] for row in rows if row.number is not None}


def windows_of(registration_ids: Collection[int], points: Collection[Point]) -> dict[int, dict[int, list[Window]]]:
    """{registration: {point: windows}} of the entitlements in force."""
    rows = Entitlement.objects.filter(
        registration_id__in=registration_ids, point__in=[point.pk for point in points], withdrawn_at__isnull=True
    ).order_by("pk")
    found: dict[int, dict[int, list[Window]]] = {}
    for registration, point, start, end in rows.values_list("registration_id", "point_id", "valid_from", "valid_until"):
        found.setdefault(registration, {}).setdefault(point, []).append(Window(start, end))
    return found


def add_ons_of(registration_ids: Collection[int], points: Iterable[Point]) -> dict[int, frozenset[str]]:
    """{registration: codes of its add-ons}; asks only where a point's rules do."""
    if not any(point_rules(point.rules).add_ons for point in points):
        return {}
    found: dict[int, set[str]] = {}
    rows = ChosenAddOn.objects.filter(registration_id__in=registration_ids)
    for registration, code in rows.values_list("registration_id", "add_on__code"):
        found.setdefault(registration, set()).add(code)
    return {registration: frozenset(codes) for registration, codes in found.items()}


def history(points: Iterable[Point], numbers: Collection[int]) -> list[Scan]:
    """Earlier scans that the new ones may touch: of the same badges, and all of a point that counts heads.

    Such a point is locked, so that two batches do not both give its last place.
    """
    points = list(points)
    counted = [point.pk for point in points if point.capacity is not None]
    wanted = Q(point__in=[point.pk for point in points], number__in=numbers)
    if counted:
        list(Point.objects.select_for_update(no_key=True).filter(pk__in=counted).order_by("pk").values_list("pk"))
        wanted |= Q(point__in=counted)
    rows = Scan.objects.filter(wanted).select_related("device")
    return list(
        rows.only(
            "scan_id",
            "point_id",
            "point_code",
            "number",
            "happened_at",
            "judged",
            "override",
            "settled",
            "device__name",
        )
    )


def admitted_by_point(congress: Congress) -> list[dict[str, Any]]:
    """[{"point", "admitted"}]: how many badges were let in at each point, each counted once."""
    counted = dict(
        Scan.objects.filter(congress=congress, settled=Outcome.ADMITTED)
        .values_list("point")
        .annotate(badges=Count("number", distinct=True))
    )
    points = Point.objects.filter(congress=congress)
    return [{"point": point, "admitted": counted.get(point.pk, 0)} for point in points]
