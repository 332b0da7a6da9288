"""What a badge may pass beyond the open doors: a booked bus, an invitation."""

from datetime import datetime

from django.db import transaction

from registration.actions import changes
from registration.models import Entitlement, Point, Registration


def grant(
    *,
    registration: Registration,
    point: Point,
    valid_from: datetime | None,
    valid_until: datetime | None,
    label: dict[str, str],
    source: str,
    now: datetime,
) -> Entitlement:
    """Lets a badge pass a point in `[valid_from, valid_until)`; null ends are open.

    `source` names what it rests on ("booking:12"). The same source again moves the times and keeps one row.
    Stamps the registration's change number, so call it as the last write of the caller's transaction.
    """
    with transaction.atomic():
        row, made = Entitlement.objects.get_or_create(
            registration=registration,
            point=point,
            source=source,
            withdrawn_at=None,
            defaults={
                "valid_from": valid_from,
                "valid_until": valid_until,
                "label": label,
                "granted_at": now,
            },
        )
        if not made:
            row.valid_from, row.valid_until, row.label = valid_from, valid_until, label
            row.save(update_fields=["valid_from", "valid_until", "label"])
        changes.stamp(congress_id=registration.congress_id, registration_ids=[registration.pk])
        return row


def grant_new(
    *,
    registration: Registration,
    point: Point,
    valid_from: datetime | None,
    valid_until: datetime | None,
    label: dict[str, str],
    source: str,
    now: datetime,
) -> Entitlement:
    """What `grant` does for a source that the caller has just made, in one statement.

    It does not stamp: the caller does, as the last write of its transaction.
    """
    return Entitlement.objects.create(
        registration=registration,
        point=point,
        valid_from=valid_from,
        valid_until=valid_until,
        label=label,
        source=source,
        granted_at=now,
    )


def withdraw(*, registration: Registration, point: Point | None = None, source: str, now: datetime) -> int:
    """Takes back what a source granted, at one point or at all; returns how many rows. Harmless to repeat.

    Stamps the registration's change number, so call it as the last write of the caller's transaction.
    """
    with transaction.atomic():
        rows = Entitlement.objects.filter(registration=registration, source=source, withdrawn_at__isnull=True)
        if point is not None:
            rows = rows.filter(point=point)
        moved = rows.update(withdrawn_at=now)
        if moved:
            changes.stamp(congress_id=registration.congress_id, registration_ids=[registration.pk])
        return moved
