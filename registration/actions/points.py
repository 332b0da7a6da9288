"""Control points: what they are called and whom they let pass."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from congress.models import Congress
from registration.models import Point


def save_point(
    *,
    congress: Congress,
    point: Point | None,
    code: str,
    name: dict[str, str],
    rules: dict[str, Any],
    capacity: int | None,
    by: Actor,
    now: datetime,
) -> Point:
    """Makes a control point, or changes one (its code stays). Devices fetch their list anew when rules change.

    `rules` as in `rules.door.PointRules`. Raises Invalid where the code is taken.
    """
    with transaction.atomic():
        if point is None:
            position = Point.objects.filter(congress=congress).count()
            row = Point(congress=congress, code=code, position=position)
            before: dict[str, Any] = {}
        else:
            row = Point.objects.select_for_update().get(pk=point.pk)
            before = {"rules": row.rules, "capacity": row.capacity}
        row.name, row.rules, row.capacity = name, rules, capacity
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Invalid(fields={"code": [_("There is a control point with this code already.")]}) from None
        audit.record(
            verb="point_changed" if point else "point_made",
            subject=row,
            by=by,
            now=now,
            scope=congress.slug,
            before=before,
            after={"rules": rules, "capacity": capacity},
        )
        return row
