"""What a POST with an Idempotency-Key has made."""

from django.db import models


class IdempotencyKey(models.Model):
    """Inserted first, in the action's own transaction: a twin waits for it and gets the same answer.

    It keeps what was made (kind, id), never a body or a token.
    """

    credential = models.CharField(max_length=64)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64)
    made_kind = models.CharField(max_length=60, blank=True)
    made_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credential", "method", "path", "key"], name="idempotency_key_once")
        ]
