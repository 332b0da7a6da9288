"""Six-digit codes for signing in."""

from django.db import models


class SignInCode(models.Model):
    """A code sent to an address: hashed, for the browser that asked, five tries, ten minutes, once.

    An address without an account gets a code as well, and its account when the code comes back: so nothing tells
    them apart, and an author needs nobody's leave to begin. The address lies here for a day at most.
    """

    browser = models.CharField(max_length=64, db_index=True)  # digest of a secret in the asking session
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, null=True, related_name="+")
    email = models.EmailField(blank=True)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
