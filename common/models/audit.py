"""Who did what, when, before and after."""

from django.db import models


class PersonKey(models.Model):
    """The key under which the trail keeps one person's names and addresses. Erasing a person deletes it."""

    person = models.UUIDField(unique=True)
    sealed = models.TextField()


class AuditEntry(models.Model):
    """One change of consequence. Append only; the actor and the subject are values, never keys."""

    at = models.DateTimeField(db_index=True)
    scope = models.CharField(max_length=80, blank=True)  # the congress's slug, or "" for the whole installation
    verb = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_label = models.CharField(max_length=120, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    person = models.UUIDField(null=True, blank=True)
    private = models.TextField(blank=True)  # sealed under the person's key

    class Meta:
        indexes = [
            models.Index(fields=["scope", "-at"]),
            models.Index(fields=["subject_kind", "subject_id", "at"]),
        ]
