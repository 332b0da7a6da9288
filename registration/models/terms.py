"""On what terms a congress takes registrations, and its counters."""

from django.db import models
from django.db.models import F, Q

from congress.models import Congress
from payments.models import Book


class Terms(models.Model):
    """Binds a congress to the book its money goes to; `places` bounds the congress as a whole.

    While the congress is in rehearsal its orders go to `rehearsal_book`, which is made with the first of them.
    `refund_rules` are those of rules/policy.py; none: nothing is promised to whoever cancels.
    """

    congress = models.OneToOneField(Congress, on_delete=models.CASCADE, related_name="terms")
    book = models.ForeignKey("payments.Book", on_delete=models.PROTECT, null=True, related_name="+")
    rehearsal_book = models.ForeignKey(
        "payments.Book", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)  # null: unlimited
    taken = models.PositiveIntegerField(default=0)
    card_minutes = models.PositiveSmallIntegerField(default=30)  # how long an unpaid place is held
    transfer_days = models.PositiveSmallIntegerField(default=10)
    offer_hours = models.PositiveSmallIntegerField(default=48)  # how long a place offered to the waiting list is held
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)  # percent, included in the fees
    tax_exemption = models.CharField(max_length=200, blank=True)
    refund_rules = models.JSONField(default=list, blank=True)
    visits_each = models.PositiveSmallIntegerField(default=2)
    privacy_version = models.CharField(max_length=20, default="1")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="terms_taken_within_places"
            )
        ]

    @property
    def current_book(self) -> Book | None:
        """Where orders go now; None in a rehearsal that has had none. Reads the congress and the book."""
        return self.rehearsal_book if self.congress.is_rehearsing else self.book

    @property
    def shown_book(self) -> Book | None:
        """Whose orders the organisers look at: in a rehearsal its own, as soon as it has one."""
        return self.current_book or self.book

    @property
    def currency(self) -> str:
        """In which fees are set."""
        return self.book.currency if self.book else "EUR"


class Counter(models.Model):
    """The change number of a congress.

    It is taken as a transaction's last write, so that nothing commits behind a cursor.
    """

    congress = models.OneToOneField(Congress, on_delete=models.CASCADE, related_name="counter")
    last_change = models.PositiveBigIntegerField(default=0)
