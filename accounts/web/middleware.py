"""Who has to sign in before a page, and whose sign-in needs a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
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

# Rooms of those who work here, by the words of their addresses: under a congress, or under the language itself.
_TEAM = ("manage", "committee")
_HOUSE = ("network", "finance")


class SignInFirst:
    """Sends whoever is signed out from the rooms of those who work here to the sign-in, and back afterwards.

    The answer is given before anything is looked up, so it is the same for what exists and for what does not. One's
    own pages open to holders of letters' links too: there the page is asked first, and its "no such page" becomes
    the way to the sign-in. A view marked `login_not_required` is open to everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        first, second = _words(request)
        is_closed = first in _HOUSE or second in _TEAM
        if not is_closed or not getattr(view, "login_required", True) or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Http404) or _words(request)[0] != "me" or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path())


def _words(request: HttpRequest) -> tuple[str, str]:
    """The first two words of a page's address after its language, arguments as `<slug:name>`."""
    route = request.resolver_match.route if request.resolver_match else ""
    words = [*route.split("/")[1:], "", ""]
    return words[0], words[1]


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
