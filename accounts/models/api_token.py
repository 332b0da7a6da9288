"""Tokens for a person's own tools."""

from django.db import models


class ApiToken(models.Model):
    """A bearer token "plo_…": only its digest is kept; scopes and expiry bound it, and it is revocable alone."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    created_at = models.DateTimeField()
