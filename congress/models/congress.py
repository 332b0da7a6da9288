"""One edition of a congress, and its axes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.fields import TranslatedField
from common.rehearsals import scope_of
from congress.enums import CongressKind, CongressState, Part, every_part
from congress.rules.openings import Window
from congress.rules.slugs import is_free


def validate_slug(value: str) -> None:
    if not is_free(value):
        raise ValidationError(
            _("Use lower-case letters, figures and hyphens; this word may be taken by an address of ours.")
        )


class CongressQuerySet(models.QuerySet["Congress"]):
    """Filters over congresses."""

    def public(self, now: datetime) -> "CongressQuerySet":
        """Published ones whose announcement is open; the same as `Congress.is_open_to_public`."""
        begun = Q(announced_at__isnull=True) | Q(announced_at__lte=now)
        over = Q(announced_until__isnull=False, announced_until__lte=now)
        return self.exclude(state=CongressState.DRAFT).filter(begun).exclude(over)


class Congress(models.Model):
    """One edition: its dates are days in its own zone; `number` goes into badge codes and never changes.

    While its state is draft it is in rehearsal: whatever people do in it is dropped when it is published. The
    announcement and the programme are open in `[…_at, …_until)`, a null end meaning without end; calls and
    registration have instants of their own. A null `announced_at` of a published congress means at once.
    """

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
    parts = models.JSONField(default=every_part)  # codes of enums.Part
    territorial_network = models.ForeignKey(
        "network.TerritorialNetwork", on_delete=models.PROTECT, null=True, blank=True, related_name="congresses"
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    announced_until = models.DateTimeField(null=True, blank=True)
    programme_at = models.DateTimeField(null=True, blank=True)
    programme_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)  # when the rehearsal ended
    archived_at = models.DateTimeField(null=True, blank=True)  # while it is archived
    version = models.PositiveIntegerField(default=1)  # counts the saves of its settings
    reply_to = models.EmailField(blank=True)
    primary_colour = models.CharField(max_length=7, default="#1d3a5f")
    accent_colour = models.CharField(max_length=7, default="#b3541e")
    logo = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")
    header_image = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = CongressQuerySet.as_manager()

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
    def announcement(self) -> Window:
        """When the public may know of it, once it is published."""
        return Window(self.announced_at, self.announced_until)

    @property
    def programme_window(self) -> Window:
        """When the public may read the programme; without an instant, as soon as there is one."""
        return Window(self.programme_at, self.programme_until)

    def is_open_to_public(self, now: datetime) -> bool:
        """Whether it exists for whoever does not work on it."""
        return self.state != CongressState.DRAFT and self.announcement.is_open(now)

    def is_programme_open(self, now: datetime) -> bool:
        return self.is_open_to_public(now) and self.uses(Part.PROGRAMME) and self.programme_window.is_open(now)

    @property
    def is_finished(self) -> bool:
        """Whether its team has said that it is over."""
        return self.state in (CongressState.FINISHED, CongressState.ARCHIVED)

    def is_over(self, now: datetime) -> bool:
        """Whether it is finished, or its last day has passed in its zone; a rehearsal is never over."""
        has_passed = now.astimezone(self.zone).date() > self.ends_on
        return self.is_finished or (has_passed and not self.is_rehearsing)

    @property
    def is_archived(self) -> bool:
        """Whether it can only be read."""
        return self.state == CongressState.ARCHIVED

    @property
    def is_rehearsing(self) -> bool:
        """Whether what people do here is a rehearsal, to be dropped on publishing."""
        return self.state == CongressState.DRAFT

    @property
    def scope(self) -> str:
        """Under which word the trail and the letters of what people do are kept; a rehearsal has its own."""
        return scope_of(self.slug, is_rehearsal=self.is_rehearsing)

    def uses(self, part: str) -> bool:
        return part in self.parts


class Axis(models.Model):
    """A theme under which experiences and sessions stand."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="axes")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "code"], name="axis_code_once")]
