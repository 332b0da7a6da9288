"""Personal calendar feeds."""

from django.conf import settings
from django.db import models


class FeedToken(models.Model):
    """An unguessable address of one person's calendar for one registration; kept hashed, revocable alone."""

    registration = models.ForeignKey("registration.Registration", on_delete=models.CASCADE, related_name="feed_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class PlanFeed(models.Model):
    """An unguessable address of a congress's work plan for one of its team; it shows nothing once they have left."""

    congress = models.ForeignKey("congress.Congress", on_delete=models.CASCADE, related_name="plan_feeds")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
