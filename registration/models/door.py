"""Control points, what badges may pass, devices, and their scans."""

from django.db import models
from django.db.models import Q

from common.fields import TranslatedField
from congress.models import Congress
from registration.enums import Direction, Outcome
from registration.models.registration import Registration


class Point(models.Model):
    """A place where badges are scanned; `rules` says who may pass it, and when (see `rules.door.PointRules`).

    {"once": "ever"|"day"|"no", "categories": [codes], "add_ons": [codes], "entitled": bool,
     "opens_at": instant, "closes_at": instant, "shows": ["name", "city", "category"]}; every part is optional.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="points")
    code = models.SlugField(max_length=60)
    name = TranslatedField()
    rules = models.JSONField(default=dict, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "code"], name="point_code_once")]


class Entitlement(models.Model):
    """This badge may pass this point in `[valid_from, valid_until)`. `source` names who granted it ("booking:12")."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="entitlements")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="entitlements")
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    label = TranslatedField()
    source = models.CharField(max_length=60)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "point", "source"],
                condition=Q(withdrawn_at__isnull=True),
                name="entitlement_once",
            )
        ]
        indexes = [models.Index(fields=["point", "registration"])]


class DeviceCode(models.Model):
    """A one-time code that sets up a device: hashed, 15 minutes, once."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="device_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    points = models.ManyToManyField(Point, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()


class Device(models.Model):
    """A phone or scanner at a door. Its "pld_" token is kept as a digest; it may scan at its points only."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    points = models.ManyToManyField(Point, related_name="devices")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    skew_ms = models.IntegerField(null=True, blank=True)  # the device's clock minus ours
    pending = models.PositiveIntegerField(default=0)


class Scan(models.Model):
    """One reading of a badge, as a device reported it and as the server answered. Never deleted.

    `happened_at` is `scanned_at` corrected by the device's skew. `judged` is what the badge, the registration and
    the point's rules say of this scan alone; `outcome`, `reason` and `first_scan` are the answer that the device
    was given, for ever; `settled` is what board and counts say, and alone may change, when late scans of other
    devices come in. `flags`: "future", "before_set_up", "after_revocation".
    """

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="scans")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="scans")
    scan_id = models.UUIDField()
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, related_name="scans")
    point_code = models.CharField(max_length=60)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, related_name="scans")
    number = models.PositiveBigIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    content_digest = models.CharField(max_length=64)
    scanned_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_offline = models.BooleanField(default=False)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.IN)
    override = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    reason = models.CharField(max_length=60, blank=True)
    first_scan = models.JSONField(null=True)  # {"at", "point", "device"} as answered
    judged = models.CharField(max_length=14, choices=Outcome.choices)
    flags = models.JSONField(default=list)
    settled = models.CharField(max_length=14, choices=Outcome.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "scan_id"], name="scan_once")]
        indexes = [
            models.Index(fields=["point", "number", "happened_at"]),
            models.Index(fields=["congress", "received_at"]),
        ]
