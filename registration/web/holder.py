"""People without an account: the secret in the letter is exchanged for a session and redirected away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common import clock
from common.errors import TooMany
from common.web.context import NATIVE
from common.web.limits import limited
from registration.actions.manage import follow_link
from registration.permissions import HEADED, held, remember
from registration.queries.access import by_secret, delegation_by_secret

__all__ = ["held", "link"]


def link(request: HttpRequest, secret: str) -> HttpResponse:
    """`/r/{secret}/`: opens a session for one registration (or delegation) and hides the secret from the address."""
    if limited(request, "link"):
        raise TooMany()
    lang = request.GET.get("lang", "")
    lang = lang if lang in NATIVE else translation.get_language() or "en"
    with translation.override(lang):
        delegation = delegation_by_secret(secret)
        if delegation is not None:
            request.session[HEADED] = [*request.session.get(HEADED, []), delegation.code]
            return _away(reverse("registration-delegation", args=[delegation.code]))
        found = by_secret(secret)
        if found is None:
            messages.error(request, _("This link is not valid any more. Ask for a new one with your address below."))
            return _away(reverse("registration-lost-link"))
        row, proven = found
        if proven:
            follow_link(registration=row, now=clock.now())
        remember(request, row, proven=proven)
        # What is left to do is gathered by a room above: a fixed address, known to letters.
        return _away(f"/{lang}/me/")


def _away(url: str) -> HttpResponse:
    response = redirect(url)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
