"""Seeing a congress as one of its roles sees it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from common.web.refusals import refusal
from congress.permissions import PREVIEW

View = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STILL_OPEN = frozenset({"congress-preview-end", "accounts-sign-out", "account_logout"})


class PreviewOnly(Conflict):
    code = "preview_only"
    message = _("You are looking at the congress as another role. End the preview before you change anything.")


class RolePreview:
    """Tells the user, for this request, which role is being looked through; while it lasts nothing can be changed."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # Without a cookie there is no session to read, and public answers stay free of one.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith("/feeds/"):
            return None
        kept = request.session.get(PREVIEW)
        if not kept or not request.user.is_authenticated:
            return None
        request.user.role_preview = (kept["congress"], kept["role"])  # type: ignore[union-attr]
        request.role_preview = kept  # type: ignore[attr-defined]
        name = request.resolver_match.url_name if request.resolver_match else ""
        if request.method not in SAFE and name not in STILL_OPEN:
            return refusal(request, PreviewOnly())
        return None
