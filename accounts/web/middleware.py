"""Sensitive roles work behind a second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.web.factors import second_factor_needed
from common.api.problems import respond
from common.errors import NotAllowed

# What one needs to set a factor up, or to leave.
_OPEN = (
    "mfa_",
    "account_",
    "accounts-security",
    "accounts-second-factor",
    "accounts-sign-",
    "accounts-password",
    "healthz",
    "readyz",
)


class SecondFactorMissing(NotAllowed):
    code = "second_factor_missing"
    message = _("Your role needs a second factor. Please set one up on your security page.")


class SecondFactor:
    """Sends holders of sensitive roles to the set-up page until they have a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name.startswith(_OPEN) or not second_factor_needed(request):
            return None
        if request.path.startswith("/api/"):
            return respond(SecondFactorMissing())
        return redirect(f"{reverse('accounts-second-factor')}?{urlencode({'next': request.get_full_path()})}")
