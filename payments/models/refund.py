"""Refunds as durable requests."""

import uuid

from django.db import models
from django.db.models import Q

from common.money import Money
from payments.enums import RefundState
from payments.models.order import Order

#: States in which a refund's amount is taken from what may still be refunded.
RESERVING = (RefundState.REQUESTED, RefundState.SENDING, RefundState.PENDING, RefundState.DONE)


class Refund(models.Model):
    """Money to give back for one payment, reserved from the moment it is asked for.

    A card's refund is asked of Stripe outside any transaction, under `ref` as its key; what came by transfer
    waits until a treasurer has sent it back. `payment_reference` is the reference of the payment's entry.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds")
    ref = models.UUIDField(unique=True, default=uuid.uuid4)
    state = models.CharField(max_length=12, choices=[(s, s) for s in RefundState], default=RefundState.REQUESTED)
    method = models.CharField(max_length=12)
    payment_reference = models.CharField(max_length=160)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=40)
    provider_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    requested_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=20)
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount_positive")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state__in=["requested", "sending"]), name="refund_to_send")
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
