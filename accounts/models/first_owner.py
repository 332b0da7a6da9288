"""The code with which an empty installation gets its first owner."""

from django.db import models


class FirstOwnerCode(models.Model):
    """A code printed when the server starts: derived under DATA_KEYS, ten tries, once. The newest row counts."""

    code_hash = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField(default=10)
    created_at = models.DateTimeField()
