"""What is said to whoever holds a registration but has not shown that its address is theirs."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from registration.models import Registration
from registration.permissions import is_proven


def how_to_prove(request: HttpRequest, row: Registration) -> str:
    """How the rest opens, for a badge or a calendar; "" where it is open. Never names the registration's address."""
    if is_proven(request, row):
        return ""
    if request.user.is_authenticated:
        text: str = _(
            "This registration has another address than {email}, with which you are signed in. Please follow the link "
            "in the letter that we sent to that address, or have it sent again."
        )
        return text.format(email=request.user.email)
    return _("Please follow the link in the letter that we sent you, or have it sent again.")
