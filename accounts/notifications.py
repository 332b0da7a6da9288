"""Letters about who speaks for a city, each in its reader's language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts.enums import NetworkRoleKind
from accounts.models import Liaison, NetworkRole, Person, User
from common import fields, formats
from common.actions import mail
from network.models import Organisation


def _language(person: Person) -> str:
    """The person's language if the letters speak it, else English."""
    return person.language if person.language in dict(settings.LANGUAGES) else "en"


def _address(language: str, name: str, *args: str) -> str:
    with translation.override(language):
        return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def _prose(text: str) -> str:
    """Typed text that cannot pass for one of our buttons, which are lines of the form [Label](address)."""
    return " ".join(text.split()).replace("](", "] (")


def _secretariat(now: datetime) -> list[User]:
    """Everybody of the secretariat today, once each."""
    today = now.date()
    held = NetworkRole.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), role=NetworkRoleKind.SECRETARIAT, starts_on__lte=today
    )
    users = User.objects.select_related("person").filter(pk__in=held.values("user"), is_active=True)
    return list(users.order_by("pk"))


def _about(row: Liaison, language: str) -> dict[str, Any]:
    theme = (fields.pick(row.cluster.theme, language) if row.cluster else "") or row.theme
    return {
        "name": _prose(row.person.full_name),
        "city": fields.pick(row.organisation.name, language),
        "theme": _prose(theme),
        "ends_on": formats.day(row.ends_on, language) if row.ends_on else "",
    }


def _to_person(row: Liaison, template: str, now: datetime, **more: Any) -> None:
    language = _language(row.person)
    mail.queue(
        template=template,
        to=row.person.email,
        language=language,
        now=now,
        context={**_about(row, language), **more},
        person=row.person.ref,
    )


def liaison_waiting(row: Liaison, now: datetime) -> None:
    """Tells the secretariat that a proposal waits to be confirmed or declined."""
    for user in _secretariat(now):
        language = _language(user.person)
        mail.queue(
            template="accounts_liaison_waiting",
            to=user.email,
            language=language,
            now=now,
            context={**_about(row, language), "claim": _prose(row.claim), "url": _address(language, "accounts-people")},
            person=user.person.ref,
        )


def liaison_proposed(row: Liaison, now: datetime) -> None:
    """Tells a person that their city has proposed them."""
    language = _language(row.person)
    _to_person(row, "accounts_liaison_proposed", now, url=_address(language, "accounts-sign-in"))


def liaison_confirmed(row: Liaison, now: datetime) -> None:
    """Tells a person that they speak for a city now."""
    _to_person(row, "accounts_liaison_confirmed", now, url=_address(_language(row.person), "accounts-sign-in"))


def liaison_declined(row: Liaison, now: datetime) -> None:
    """Tells a person that the proposal was declined, and why."""
    _to_person(row, "accounts_liaison_declined", now, reason=_prose(row.declined_because))


def identity_changed(organisation: Organisation, now: datetime) -> None:
    """Tells the secretariat that a city changed whom its invoices are made out to."""
    for user in _secretariat(now):
        language = _language(user.person)
        mail.queue(
            template="accounts_identity_changed",
            to=user.email,
            language=language,
            now=now,
            context={
                "city": fields.pick(organisation.name, language),
                "url": _address(language, "network-city", organisation.slug),
            },
            person=user.person.ref,
        )
