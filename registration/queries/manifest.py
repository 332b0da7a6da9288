"""The list of badges that a door device carries: whole at first, then what changed since its cursor."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from registration.models import Category, Counter, Device, Point, Registration
from registration.queries import door
from registration.rules.door import PointRules, envelope, point_rules, windows

PAGE = 2000
KEEP_HOURS = 36  # a device forgets names when it has had no contact for so long
_CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([0-9a-f]{12})")


class UnknownCursor(Invalid):
    code = "unknown_cursor"
    message = _("This cursor is not one of ours. Ask again without one.")


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the list reached at a moment. Read before the rows, so nothing in it is still uncommitted."""

    change: int
    known_to: int
    shape: str  # of the points, their rules and the keys

    @property
    def tag(self) -> str:
        return f'"{self.change}.{self.known_to}.{self.shape}"'


@dataclass(frozen=True, slots=True)
class Row:
    """One registration on its way into the list."""

    badge: Registration
    add_ons: frozenset[str]
    passes: dict[int, list[Any]]


def extent(device: Device, points: Sequence[Point]) -> Extent:
    """The state of a device's list: equal extents hold equal lists."""
    change = Counter.objects.filter(congress_id=device.congress_id).values_list("last_change", flat=True).first() or 0
    # Numbers are given while the counter is held: below the highest that shows, none is still to come.
    listed = Registration.objects.filter(congress_id=device.congress_id, changed__lte=change)
    number = listed.aggregate(highest=Max("number"))["highest"] or 0
    keys = [sorted(door.public_keys({device.congress.number}).get(device.congress.number, {}))]
    parts = [[p.code, p.name, p.rules, p.capacity] for p in points]
    shape = hashlib.sha256(json.dumps([parts, keys, device.congress.timezone], sort_keys=True).encode()).hexdigest()
    return Extent(change, number, shape[:12])


def page(device: Device, points: Sequence[Point], cursor: str, reach: Extent, size: int = PAGE) -> dict[str, Any]:
    """What changed after a cursor ("" for the whole list), oldest change first. Raises UnknownCursor.

    Where the points or their rules changed since, every row may mean something else: the list starts anew and
    says so ("reset").
    """
    after, is_reset = _start(cursor, reach)
    rows = list(_rows(device.congress_id, after, reach.change)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    last = (rows[-1].changed, rows[-1].pk) if rows else after
    return {
        "congress": {"id": device.congress.number, "timezone": device.congress.timezone},
        "rehearsal": device.congress.is_rehearsing,
        "keys": _keys(device),
        "points": [_point(point) for point in points],
        "badges": _badges(device, rows, points),
        "known_to": reach.known_to,
        "keep_hours": KEEP_HOURS,
        "reset": is_reset,
        "more": more,
        "cursor": f"{max(last[0], 0)}.{last[1]}.{reach.shape}",
    }


def _keys(device: Device) -> list[dict[str, Any]]:
    number = device.congress.number
    keys = door.public_keys({number}).get(number, {})
    return [{"id": key_id, "public": public} for key_id, public in sorted(keys.items())]


def _start(cursor: str, reach: Extent) -> tuple[tuple[int, int], bool]:
    if not cursor:
        return (-1, 0), True
    found = _CURSOR.fullmatch(cursor)
    # A change number from the future comes from a database that was since restored: its rows are not ours.
    if found is None or int(found[1]) > reach.change:
        raise UnknownCursor()
    if found[3] != reach.shape:
        return (-1, 0), True
    return (int(found[1]), int(found[2])), False


def _rows(congress_id: int, after: tuple[int, int], up_to: int) -> Any:
    change, pk = after
    return (
        Registration.objects.filter(
            congress_id=congress_id, number__isnull=False, changed__gte=max(change, 0), changed__lte=up_to
        )
        .filter(Q(changed__gt=change) | Q(changed=change, pk__gt=pk))
        .order_by("changed", "pk")
        .select_related("person", "organisation")
        .only(
            "number",
            "serial",
            "state",
            "changed",
            "category_id",
            "badge_name",
            "person__given_name",
            "person__family_name",
            "organisation__name",
        )
    )


def _point(point: Point) -> dict[str, Any]:
    rules = point_rules(point.rules)
    repeat = {"ever": "once", "day": "once_a_day", "no": "unlimited"}[rules.once]
    return {
        "code": point.code,
        "names": point.name,
        "rules": {"repeat": repeat, "capacity": point.capacity, "shows": list(rules.shows)},
    }


def _badges(device: Device, rows: Sequence[Registration], points: Sequence[Point]) -> list[dict[str, Any]]:
    ids = [row.pk for row in rows]
    passes = door.windows_of(ids, points)
    extras = door.add_ons_of(ids, points)
    categories = {
        pk: (code, name)
        for pk, code, name in Category.objects.filter(congress_id=device.congress_id).values_list("pk", "code", "name")
    }
    ruled = [(point, point_rules(point.rules)) for point in points]
    return [
        _badge(Row(row, extras.get(row.pk, frozenset()), passes.get(row.pk, {})), categories[row.category_id], ruled)
        for row in rows
    ]


def _badge(row: Row, category: tuple[str, dict[str, str]], ruled: list[tuple[Point, PointRules]]) -> dict[str, Any]:
    """The least that the device's points need: everybody by number, a person only where a point shows one."""
    code, names = category
    found: dict[str, Any] = {"number": row.badge.number, "serial": row.badge.serial, "state": row.badge.state}
    may: dict[str, list[str | None]] = {}
    shown: set[str] = set()
    for point, rules in ruled:
        window = envelope(windows(rules, category=code, add_ons=row.add_ons, entitlements=row.passes.get(point.pk, ())))
        if window is not None:
            may[point.code] = [value.isoformat() if value else None for value in window]
            shown.update(rules.shows)
    if "name" in shown:
        found["name"] = row.badge.badge_name or row.badge.person.full_name
    if "city" in shown and row.badge.organisation:
        found["city"] = _short(row.badge.organisation.name)
    if "category" in shown:
        found |= {"category": code, "category_name": _short(names)}
    return {**found, "may": may}


def _short(texts: dict[str, str]) -> dict[str, str] | str:
    """One text where all languages say the same."""
    return next(iter(texts.values())) if len(set(texts.values())) == 1 else texts
