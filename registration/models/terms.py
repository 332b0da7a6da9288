"""On what terms a congress takes registrations, and its counters."""

from django.db import models
from django.db.models import F, Q

from congress.models import Congress


class Terms(models.Model):
    """Binds a congress to the book its money goes to; `places` bounds the congress as a whole."""

    congress = models.OneToOneField(Congress, on_delete=models.CASCADE, related_name="terms")
    book = models.ForeignKey("payments.Book", on_delete=models.PROTECT, null=True, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)  # null: unlimited
    taken = models.PositiveIntegerField(default=0)
    card_minutes = models.PositiveSmallIntegerField(default=30)  # how long an unpaid place is held
    transfer_days = models.PositiveSmallIntegerField(default=10)
    offer_hours = models.PositiveSmallIntegerField(default=48)  # how long a place offered to the waiting list is held
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)  # percent, included in the fees
    tax_exemption = models.CharField(max_length=200, blank=True)
    visits_each = models.PositiveSmallIntegerField(default=2)
    privacy_version = models.CharField(max_length=20, default="1")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="terms_taken_within_places"
            )
        ]


class Counter(models.Model):
    """The change number of a congress.

    It is taken as a transaction's last write, so that nothing commits behind a cursor.
    """

    congress = models.OneToOneField(Congress, on_delete=models.CASCADE, related_name="counter")
    last_change = models.PositiveBigIntegerField(default=0)
