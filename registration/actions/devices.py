"""Setting up and withdrawing the devices that scan badges."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from common.tokens import ALPHABET, digest, new_secret
from congress.actions.hold import hold
from congress.models import Congress
from registration.actions import badge_keys
from registration.models import Device, DeviceCode, Point
from registration.rules.scan import clean

LIFE_OF_CODE = timedelta(minutes=15)
NAME_LENGTH = 80
_LETTERS = 24  # of 27 each: 114 bits


class DeviceCodeNotValid(Invalid):
    code = "device_code_not_valid"
    message = _("This code is not valid, has expired or was used already. Please ask for a new one.")


def make_code(*, congress: Congress, points: Iterable[str], by: Actor, now: datetime) -> str:
    """A one-time code that sets up a device for some points, valid for 15 minutes; shown once, kept hashed.

    Raises Invalid where no point is named or a point does not exist.
    """
    wanted = sorted({code.strip() for code in points if code.strip()})
    rows = list(Point.objects.filter(congress=congress, code__in=wanted))
    if not wanted:
        raise Invalid(fields={"points": [_("Choose at least one control point.")]})
    if len(rows) != len(wanted):
        raise Invalid(fields={"points": [_("There is no such control point.")]})
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(_LETTERS))
    code = "-".join(letters[at : at + 4] for at in range(0, _LETTERS, 4))
    with transaction.atomic():
        hold(congress)
        row = DeviceCode.objects.create(
            congress=congress, code_hash=_hash(code), expires_at=now + LIFE_OF_CODE, created_at=now
        )
        row.points.set(rows)
        audit.record(
            verb="device_code_made",
            subject=("device_code", row.pk, ""),
            by=by,
            now=now,
            scope=congress.scope,
            after={"points": wanted},
        )
    return code


def set_up(*, code: str, name: str, now: datetime) -> tuple[Device, str]:
    """Exchanges a one-time code for a device and its "pld_" token, which is kept as a digest only.

    Raises Invalid without a name, DeviceCodeNotValid for a code that is unknown, expired or used.
    """
    name = clean(name, NAME_LENGTH)
    if not name:
        raise Invalid(fields={"name": [_("Please give this device a name.")]})
    code_hash = _hash(code)
    with transaction.atomic():
        used = DeviceCode.objects.filter(code_hash=code_hash, used_at__isnull=True, expires_at__gt=now).update(
            used_at=now
        )
        if used != 1:
            raise DeviceCodeNotValid()
        row = DeviceCode.objects.select_related("congress").get(code_hash=code_hash)
        hold(row.congress)
        token = new_secret("pld")
        device = Device.objects.create(
            congress=row.congress, name=name, token_hash=digest(token), created_at=now, last_seen_at=now
        )
        points = list(row.points.all())
        device.points.set(points)
        badge_keys.ensure_key(congress=row.congress, now=now)
        audit.record(
            verb="device_set_up",
            subject=("device", device.pk, str(device.pk)),
            by=Actor("device", str(device.pk), f"device {device.pk}"),
            now=now,
            scope=row.congress.scope,
            after={"points": sorted(point.code for point in points)},
        )
        return device, token


def revoke(*, device: Device, by: Actor, now: datetime) -> bool:
    """Withdraws a device: it gets no list any more and may only hand in what it scanned. False if it was already."""
    with transaction.atomic():
        hold(device.congress)
        moved = Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(revoked_at=now)
        if not moved:
            return False
        audit.record(
            verb="device_revoked",
            subject=("device", device.pk, str(device.pk)),
            by=by,
            now=now,
            scope=device.congress.scope,
        )
        return True


def seen(*, device: Device, now: datetime) -> None:
    """Notes that a device was in touch, at most once a minute."""
    if device.last_seen_at is None or now - device.last_seen_at >= timedelta(minutes=1):
        Device.objects.filter(pk=device.pk).update(last_seen_at=now)


def _hash(code: str) -> str:
    """People type codes with or without hyphens, in either case."""
    return digest("".join(letter for letter in code.upper()[:100] if letter.isalnum()))
