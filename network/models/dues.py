"""What a city owes the network for a year."""

from datetime import date

from django.db import models
from django.db.models import Q

from common.money import Money
from network.enums import DuesState
from network.models.membership import Membership
from network.rules.dues import is_late


class Dues(models.Model):
    """The dues of one calendar year of a membership; `due_on` is the last day on which they are paid in time.

    The amount is optional: networks that ask for none still say who declared what. `declared_by` is the actor as a
    value, "kind:id".
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="dues")
    year = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=DuesState.choices, default=DuesState.DUE)
    amount_minor = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    reference = models.CharField(max_length=80, blank=True)  # of the city's payment, in its own words
    declared_by = models.CharField(max_length=90, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "year"], name="dues_once_a_year"),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True, currency="") | Q(amount_minor__isnull=False, currency__gt=""),
                name="dues_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=~Q(state="declared") | Q(declared_at__isnull=False), name="dues_declared_at"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def is_late(self, on: date) -> bool:
        """Whether they are neither paid, waived nor declared, and their last day lies before the day."""
        return is_late(self.state, self.due_on, on)

    @property
    def amount(self) -> Money | None:
        """What is asked for, where the network says so."""
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)
