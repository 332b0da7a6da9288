"""One edition of a congress, and its axes."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.fields import TranslatedField
from congress.enums import CongressKind, CongressState
from congress.rules.slugs import is_free


def validate_slug(value: str) -> None:
    if not is_free(value):
        raise ValidationError(
            _("Use lower-case letters, figures and hyphens; this word may be taken by an address of ours.")
        )


class Congress(models.Model):
    """One edition: its dates are days in its own zone; `number` goes into badge codes and never changes."""

    slug = models.SlugField(max_length=60, unique=True, validators=[validate_slug])
    number = models.PositiveIntegerField(unique=True)  # uint32 in the QR of a badge
    kind = models.CharField(max_length=10, choices=CongressKind.choices, default=CongressKind.FULL)
    state = models.CharField(max_length=10, choices=CongressState.choices, default=CongressState.DRAFT)
    is_listed = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    name = TranslatedField()
    theme = TranslatedField()
    description = TranslatedField()
    venue = TranslatedField()
    address = models.CharField(max_length=250, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    host = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, null=True, related_name="congresses")
    timezone = models.CharField(max_length=40)  # IANA
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day, included
    languages = models.JSONField(default=list)
    reply_to = models.EmailField(blank=True)
    primary_colour = models.CharField(max_length=7, default="#1d3a5f")
    accent_colour = models.CharField(max_length=7, default="#b3541e")
    logo = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")
    header_image = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="congress_ends_after_start"),
        ]
        indexes = [models.Index(fields=["starts_on"])]

    def __str__(self) -> str:
        return self.slug

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_public(self) -> bool:
        return self.state != CongressState.DRAFT


class Axis(models.Model):
    """A theme under which experiences and sessions stand."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="axes")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "code"], name="axis_code_once")]
