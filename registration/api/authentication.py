"""Bearer tokens of one registration: plr_."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from accounts.api.tokens import bearer
from common.actors import Actor
from common.tokens import digest
from registration.models import Registration
from registration.permissions import held_by_link


def registration_of_token(request: Request) -> Registration:
    """The registration whose "plr_" token (or letter's session) the request carries. 401 without one.

    The token of an address that was proven meanwhile has ended.
    """
    token = bearer(request)
    related = Registration.objects.select_related("person", "category", "congress", "order")
    if token.startswith("plr_"):
        row = related.filter(token_hash=digest(token)).first()
        if row is None:
            raise AuthenticationFailed(_("This token is not valid."))
        return row
    rows = list(related.filter(held_by_link(request._request))[:2])
    if len(rows) != 1:
        raise NotAuthenticated()
    return rows[0]


def holder(row: Registration) -> Actor:
    return Actor("holder", row.code, f"holder of {row.code}")
