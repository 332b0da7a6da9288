"""Bearer tokens, told apart by their prefix: plo_ a person's tools, pld_ a device, plr_ one registration."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts.actions.tokens import note_use
from accounts.enums import Scope
from accounts.models import ApiToken
from common import clock
from common.errors import NotAllowed
from common.tokens import digest


class ScopeMissing(NotAllowed):
    code = "scope_missing"
    message = _("This token may not do this.")


def bearer(request: Request) -> str:
    """The bearer token of a request, or ""."""
    parts = get_authorization_header(request).split()
    if len(parts) == 2 and parts[0].lower() == b"bearer":
        return parts[1].decode("latin-1")
    return ""


class TokenAuthentication(BaseAuthentication):
    """Signs in by "plo_…"; the other prefixes are read by the rooms that issue them.

    The scope is checked here, once for every address: reading needs `read`, everything else `write`.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token = bearer(request)
        if not token.startswith("plo_"):
            return None
        now = clock.now()
        row = ApiToken.objects.select_related("user").filter(token_hash=digest(token)).first()
        if row is None or row.revoked_at or row.expires_at <= now or not row.user.is_active:
            raise AuthenticationFailed(_("This token is not valid."))
        if (Scope.READ if request.method in SAFE_METHODS else Scope.WRITE) not in row.scopes:
            raise ScopeMissing()
        note_use(token=row, on=now.date())
        return row.user, row

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
