"""The keys that sign badges."""

from django.db import models

from congress.models import Congress


class BadgeKey(models.Model):
    """An Ed25519 key pair of a congress; the private half is sealed under DATA_KEYS and signs badges only.

    A rehearsal has keys of its own: no other badge is genuine in it, and none of its badges afterwards.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="badge_keys")
    key_id = models.PositiveSmallIntegerField()  # uint8
    public = models.CharField(max_length=64)  # hex
    sealed_private = models.TextField()
    is_rehearsal = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "key_id"], name="badge_key_once")]
