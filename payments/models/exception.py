"""What a treasurer has to look at."""

from django.db import models
from django.db.models import Q

from common.money import Money
from payments.enums import ExceptionKind
from payments.models.book import Book
from payments.models.order import Order


class PaymentException(models.Model):
    """A movement that does not agree with what we expected; it stays until a person has dealt with it.

    `amount_minor` and `currency` are as reported; `reference` is the provider's name of the movement, and
    one kind of exception is raised once for it.
    """

    book = models.ForeignKey(Book, models.PROTECT, null=True, blank=True, related_name="exceptions")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="exceptions")
    entity = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, choices=[(k, k) for k in ExceptionKind])
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=160)
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by_kind = models.CharField(max_length=20, blank=True)
    resolved_by_id = models.CharField(max_length=64, blank=True)
    resolved_by_label = models.CharField(max_length=120, blank=True)
    resolution = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="payment_exception_once")]
        indexes = [models.Index(fields=["book", "created_at"], condition=Q(resolved_at=None), name="exception_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
