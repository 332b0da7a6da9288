"""Study visits and their dated runs."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField
from congress.models import Axis, Congress
from visits.enums import DepartureState, Transport
from visits.rules.booking import Slot
from visits.rules.times import span


class StudyVisit(models.Model):
    """What a host shows: a school, a park, a museum. It takes place as one or more departures."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="visits")
    code = models.SlugField(max_length=60)
    title = TranslatedField()
    summary = TranslatedField()
    description = TranslatedField()
    goals = TranslatedField()  # one a line
    host_questions = TranslatedField()  # what the host asks of the visitors, one a line
    meeting_point = TranslatedField()
    host = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="hosted_visits"
    )
    host_name = TranslatedField()  # where the host is no organisation of the network, or a part of one
    axis = models.ForeignKey(Axis, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits")
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "code"], name="visit_code_once")]

    def __str__(self) -> str:
        return self.code


class DepartureQuerySet(models.QuerySet["Departure"]):
    def public(self) -> "DepartureQuerySet":
        return self.filter(visit__is_published=True)

    def with_all(self) -> "DepartureQuerySet":
        """With everything that booking, pages and feeds read of a departure."""
        return self.select_related("visit__congress__terms", "visit__host", "visit__axis", "point")


class Departure(models.Model):
    """One dated run of a study visit: *slot* on the screen.

    `held_on`, `starts` and `ends` are wall time in the congress's zone (an end that is not after the start lies
    on the next day); `starts_at` and `ends_at` are the instants derived from them. `taken` counts the booked, and
    the database keeps it within `places`. `uid`, `sequence` and `changed_at` are for calendars: the last two rise
    when what a reader sees changes.
    """

    visit = models.ForeignKey(StudyVisit, on_delete=models.PROTECT, related_name="departures")
    code = models.SlugField(max_length=60, unique=True)
    held_on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    languages = models.JSONField(default=list)
    is_step_free = models.BooleanField(default=False)
    access_note = TranslatedField()  # what exactly is in the way, or helps
    transport = models.CharField(max_length=6, choices=Transport.choices, default=Transport.FOOT)
    transport_label = TranslatedField()  # "Bus A"
    vehicle_seats = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    has_waiting_list = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    cancel_until = models.DateTimeField(null=True, blank=True)
    identity_needed_until = models.DateTimeField(null=True, blank=True)  # the host is given names by then
    point = models.ForeignKey(
        "registration.Point", on_delete=models.PROTECT, null=True, blank=True, related_name="departures"
    )
    add_on = models.ForeignKey(
        "registration.AddOn", on_delete=models.PROTECT, null=True, blank=True, related_name="departures"
    )
    state = models.CharField(max_length=9, choices=DepartureState.choices, default=DepartureState.OPEN)
    uid = models.CharField(max_length=160, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="departure_taken_within_places"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="departure_ends_after_start"),
            models.CheckConstraint(
                condition=Q(vehicle_seats__isnull=True) | Q(places__lte=F("vehicle_seats")),
                name="departure_places_within_vehicle",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def places_left(self) -> int:
        return max(self.places - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.places

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at

    @property
    def slot(self) -> Slot:
        """The facts that the rules ask for; a rehearsal books at any time. Reads the visit and its congress."""
        if self.visit.congress.is_rehearsing:
            return Slot(self.state, self.span, is_published=self.visit.is_published)
        return Slot(self.state, self.span, self.opens_at, self.closes_at, self.visit.is_published)

    def derive(self) -> None:
        """Sets the instants from wall time and the congress's zone; its writers call it before saving."""
        self.starts_at, self.ends_at = span(self.held_on, self.starts, self.ends, self.visit.congress.zone)
