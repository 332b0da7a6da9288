"""Personal calendar feeds."""

from django.db import models


class FeedToken(models.Model):
    """An unguessable address of one person's calendar for one registration; kept hashed, revocable alone."""

    registration = models.ForeignKey("registration.Registration", on_delete=models.CASCADE, related_name="feed_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
