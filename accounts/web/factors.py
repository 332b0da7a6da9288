"""Whether this session still owes a second factor."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.permissions import holds_sensitive_role

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user_id: int) -> bool:
    """Whether the user has set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user_id, type__in=STRONG).exists()


def second_factor_needed(request: HttpRequest) -> bool:
    """True while a signed-in holder of a sensitive role has no second factor; never in the demo.

    Who has one was asked for it at sign-in, so that a session which shows one costs no query.
    """
    user = request.user
    if settings.DEMO or not user.is_authenticated:
        return False
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return False
    return holds_sensitive_role(user) and not has_second_factor(user.pk)
