"""What the provider told us, kept before it is believed."""

from django.db import models
from django.db.models import Q

from payments.models.book import Book


class WebhookEvent(models.Model):
    """A webhook's raw event, committed under its unique id before it is applied in a second transaction.

    Unprocessed ones are tried again at `next_try_at`. The body is emptied once it has been applied for
    ninety days (it may hold the payer's name and address). `rehearsal` is the book that it is about, where that is
    a rehearsal's: the event goes with it.
    """

    entity = models.CharField(max_length=40)
    rehearsal = models.ForeignKey(Book, models.PROTECT, null=True, blank=True, related_name="+")
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    is_live = models.BooleanField()
    body = models.JSONField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "event_id"], name="webhook_event_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(processed_at=None), name="webhook_event_unprocessed")
        ]

    def __str__(self) -> str:
        return self.event_id
