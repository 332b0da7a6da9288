"""Whoever has just shown a second factor is not asked for it again at once."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest


def _shown(request: HttpRequest, user: Any, authenticator: Authenticator) -> None:
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


@receiver(authenticator_added, dispatch_uid="accounts.shown_at_set_up")
def shown_at_set_up(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting a factor up has shown it: its recovery codes follow without another question."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _shown(request, user, authenticator)


@receiver(authenticator_used, dispatch_uid="accounts.shown_at_sign_in")
def shown_at_sign_in(
    request: HttpRequest, user: Any, authenticator: Authenticator, passwordless: bool = False, **kwargs: Any
) -> None:
    """Signing in with a passkey alone has shown it."""
    if passwordless:
        _shown(request, user, authenticator)
