"""Categories of participants, add-ons, and what they cost when."""

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField
from common.money import Money
from congress.models import Congress
from registration.enums import Eligibility


class Category(models.Model):
    """Who one is at the congress. `taken` counts places held; the database keeps it within `places`."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    description = TranslatedField()
    eligibility = models.CharField(max_length=12, choices=Eligibility.choices, default=Eligibility.ANYONE)
    countries = models.JSONField(default=list, blank=True)
    needs = models.JSONField(default=list, blank=True)  # codes of enums.Need
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    has_waiting_list = models.BooleanField(default=True)
    is_remote = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    is_for_delegations = models.BooleanField(default=True)  # may the head of a city's delegation register people here
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    colour = models.CharField(max_length=7, default="#1d3a5f")  # the band on the badge
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "code"], name="category_code_once"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="category_taken_within_places"
            ),
        ]

    @property
    def places_left(self) -> int | None:
        return None if self.places is None else max(self.places - self.taken, 0)


class AddOn(models.Model):
    """Something that may be added to a registration: the dinner, a tour. Places as for a category."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="add_ons")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    description = TranslatedField()
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    has_waiting_list = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "code"], name="add_on_code_once"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="add_on_taken_within_places"
            ),
        ]

    @property
    def places_left(self) -> int | None:
        return None if self.places is None else max(self.places - self.taken, 0)


class Fee(models.Model):
    """What a category or an add-on costs in `[starts_at, ends_at)`; null ends are open. VAT is included."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="fees")
    add_on = models.ForeignKey(AddOn, on_delete=models.CASCADE, null=True, blank=True, related_name="fees")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = [F("starts_at").asc(nulls_first=True), "id"]  # PostgreSQL would put the open beginning last
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False, add_on__isnull=True)
                | Q(category__isnull=True, add_on__isnull=False),
                name="fee_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="fee_ends_after_start",
            ),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)
