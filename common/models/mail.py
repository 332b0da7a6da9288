"""E-mail as a queue of rows."""

from django.db import models


class QueuedMail(models.Model):
    """One letter to one address, already worded in its reader's language.

    `body` is the letter's text with ⟦name⟧ where a secret goes; the secrets lie sealed beside it until the
    letter has left, then they are wiped. It is retried under the same Message-ID.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=160, unique=True, null=True)
    message_id = models.CharField(max_length=120, unique=True)
    scope = models.CharField(max_length=80, blank=True)
    template = models.CharField(max_length=60)
    to = models.EmailField()
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    sealed_secrets = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    person = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_at"]),
            models.Index(fields=["scope", "-created_at"]),
            models.Index(fields=["person"]),
        ]
