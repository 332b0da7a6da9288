"""The same person again: a link goes to the address, and the answer says no more."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from congress.models import Congress
from registration import notifications
from registration.actions.register import Application
from registration.enums import LIVE
from registration.models import Registration
from registration.rules.folding import fingerprint


def tell_twin(*, congress: Congress, application: Application, now: datetime) -> None:
    """Sends the link of the registration that the application repeats; at most one letter an hour."""
    print_ = fingerprint(
        email=application.email, given_name=application.given_name, family_name=application.family_name
    )
    with transaction.atomic():
        twin = _held().filter(congress=congress, fingerprint=print_, state__in=LIVE).first()
        if twin is not None:
            notifications.link_again(twin, now=now)


def send_links(*, email: str, now: datetime) -> int:
    """Sends every live registration of an address its link. The page that asks says the same for any address."""
    with transaction.atomic():
        found = _held().filter(person__email__iexact=email.strip(), state__in=LIVE).order_by("-created_at")[:10]
        for row in found:
            notifications.link_again(row, now=now)
        return len(found)


def _held() -> QuerySet[Registration]:
    """Registrations that nobody drops before their letter is queued."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "congress", "category", "organisation", "order")
