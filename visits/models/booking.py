"""A seat on a departure, or a place on its waiting list."""

from django.db import models
from django.db.models import Q

from registration.models import Registration
from visits.enums import LIVE, BookingState
from visits.models.visit import Departure


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> "BookingQuerySet":
        return self.filter(state__in=sorted(LIVE))

    def booked(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.BOOKED)

    def waiting(self) -> "BookingQuerySet":
        """Who waits, first come first."""
        return self.filter(state=BookingState.WAITLISTED).order_by("created_at", "id")


class Booking(models.Model):
    """One registration on one departure. A cancelled one stays; who comes back gets a new row."""

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="bookings")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="bookings")
    code = models.CharField(max_length=8, unique=True)
    state = models.CharField(max_length=10, choices=BookingState.choices)
    created_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["departure", "registration"], condition=Q(state__in=sorted(LIVE)), name="booking_live_once"
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.BOOKED, booked_at__isnull=False) | ~Q(state=BookingState.BOOKED),
                name="booking_booked_at",
            ),
        ]
        indexes = [
            models.Index(fields=["departure", "state", "created_at"]),
            models.Index(fields=["registration", "state"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def source(self) -> str:
        """What a badge's right to pass the bus's point rests on."""
        return f"booking:{self.pk}"
