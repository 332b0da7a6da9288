"""Attempts to pay online."""

import uuid

from django.db import models
from django.db.models import Q

from payments.enums import AttemptState
from payments.models.order import Order

#: States in which an attempt may still bring money; one per order at most.
LIVING = (AttemptState.NEW, AttemptState.OPEN, AttemptState.PENDING)


class Attempt(models.Model):
    """One Stripe Checkout Session, committed before Stripe hears of it.

    `ref` is its idempotency key and stands in the metadata of Session and PaymentIntent. `is_live` is the mode
    of the key that was used.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="attempts")
    ref = models.UUIDField(unique=True, default=uuid.uuid4)
    state = models.CharField(max_length=12, choices=[(s, s) for s in AttemptState], default=AttemptState.NEW)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_live = models.BooleanField()
    language = models.CharField(max_length=8)
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    payment_intent = models.CharField(max_length=120, blank=True)
    url = models.TextField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=[s.value for s in LIVING]), name="attempt_one_living_per_order"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="attempt_amount_positive"),
        ]

    def __str__(self) -> str:
        return str(self.ref)
