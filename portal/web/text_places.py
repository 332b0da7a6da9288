"""Where a text of a congress is edited, with what stands about it."""

from urllib.parse import urlencode

from django.urls import reverse

from congress.models import Congress
from portal.queries.translation import LETTER, PAGE
from portal.rules.translation import Unit

_BY_CODE = {
    "congress.axis": "congress-settings-axis",
    "congress.milestone": "congress-plan-milestone",
    "registration.category": "registration-category",
    "programme.room": "programme-room",
}
_ROOMS = {
    "congress.congress": "portal-settings",
    "congress.host": "congress-settings-hosts",
    "congress.format": "congress-settings-calls",
    "congress.criterion": "congress-settings-calls",
    "congress.call": "congress-settings-calls",
    "payments.book": "portal-settings-entity",
    "registration.addon": "registration-categories",
    "registration.point": "registration-door-points",
    "visits.studyvisit": "visits-settings",
    "visits.departure": "visits-settings",
}


def place_of(unit: Unit, event: Congress, language: str) -> str:
    """The page on which it is written, in that language where the page has one at a time; "" for none of its own."""
    if unit.kind == PAGE:
        return reverse("congress-manage-page", args=[event.slug, unit.name]) + "?" + urlencode({"lang": language})
    if unit.kind == LETTER:
        return reverse("portal-letter-text", args=[event.slug, unit.ident]) + "?" + urlencode({"lang": language})
    return ""


def settings_of(unit: Unit, event: Congress, language: str) -> str:
    """As `place_of`, with the settings, which only owners open."""
    if found := place_of(unit, event, language):
        return found
    if unit.kind in _ROOMS:
        return reverse(_ROOMS[unit.kind], args=[event.slug])
    return reverse(_BY_CODE[unit.kind], args=[event.slug, unit.name]) if unit.kind in _BY_CODE else ""
