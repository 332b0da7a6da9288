"""Whether this session still owes a second factor, or must show again who is there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from accounts.permissions import holds_sensitive_role

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user_id: int) -> bool:
    """Whether the user has set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user_id, type__in=STRONG).exists()


def second_factor_needed(request: HttpRequest) -> bool:
    """True while a signed-in holder of a sensitive role has no second factor; never in the demo, nor on a person's
    own machine (a loopback PUBLIC_URL).

    Who has one was asked for it at sign-in, so that a session which shows one costs no query.
    """
    user = request.user
    if settings.DEMO or settings.LOOPBACK or not user.is_authenticated:
        return False
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return False
    return holds_sensitive_role(user) and not has_second_factor(user.pk)


def shown_recently(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Asks people with a password or a second factor for it before `view`, unless they gave it a while ago.

    What was posted is dropped, not kept in the session as allauth does: it may hold a password.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_reauthentication_required(request, app="allauth.mfa"):
            return view(request, *args, **kwargs)
        ways = get_adapter(request).get_reauthentication_methods(request.user)
        return redirect(f"{ways[0]['url']}?{urlencode({'next': request.path})}")

    return asked
