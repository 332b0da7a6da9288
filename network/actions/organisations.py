"""Making and changing organisations and territorial networks."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.formats import countries
from network.enums import OrganisationKind
from network.models import Organisation, TerritorialNetwork
from network.rules.importing import RESERVED
from network.rules.search import search_text

PLAIN = ("country", "kind", "address", "postal_code", "locality", "legal_name", "tax_id", "is_active")
OWN = (*PLAIN, "name", "territorial_network", "routing_codes")


class SlugTaken(Conflict):
    code = "slug_taken"
    message = _("There is an organisation with this short name already.")


def create_territorial_network(*, code: str, name: dict[str, str], by: Actor, now: datetime) -> TerritorialNetwork:
    """A network of member cities of a country or region. Raises IntegrityError when the code is taken."""
    with transaction.atomic():
        made = TerritorialNetwork.objects.create(code=code, name=_words(name))
        audit.record(verb="territorial_network_created", subject=made, by=by, now=now)
    return made


def create_organisation(*, slug: str, by: Actor, now: datetime, **values: Any) -> Organisation:
    """A city or another body. `values` are the fields of `OWN`; name and country are needed.

    Raises Invalid per field, SlugTaken.
    """
    slug = slug.strip().lower()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or slug in RESERVED or len(slug) > 60:
        raise Invalid(fields={"slug": [_("Small letters a–z, digits and hyphens only.")]})
    with transaction.atomic():
        if Organisation.objects.filter(slug=slug).exists():
            raise SlugTaken(fields={"slug": [SlugTaken.message]})
        made = Organisation(slug=slug)
        _write(made, {"kind": OrganisationKind.CITY, **values})
        made.save()
        audit.record(verb="organisation_created", subject=made, by=by, now=now, after=_codes(made))
    return made


def update_organisation(*, organisation: Organisation, by: Actor, now: datetime, **values: Any) -> Organisation:
    """Changes the fields that are given; nothing is written when nothing differs. Raises Invalid per field."""
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        before, kept = _codes(row), {name: getattr(row, name) for name in OWN}
        _write(row, values)
        changed = [name for name in OWN if getattr(row, name) != kept[name]]
        if changed:
            row.save()
            after = {**_codes(row), "changed": changed}
            audit.record(verb="organisation_changed", subject=row, by=by, now=now, before=before, after=after)
    return row


def _write(row: Organisation, values: dict[str, Any]) -> None:
    if unknown := set(values) - set(OWN):
        raise TypeError(f"unknown fields {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.name = _words(row.name)
    row.country = row.country.upper()
    if not row.name:
        raise Invalid(fields={"name": [_("Please give a name in one language at least.")]})
    if row.country not in dict(countries("en")):
        raise Invalid(fields={"country": [_("Please choose a country.")]})
    row.search = search_text([*row.name.values(), row.legal_name, row.slug])


def _words(name: dict[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in name.items() if text.strip()}


def _codes(row: Organisation) -> dict[str, Any]:
    territory = row.territorial_network.code if row.territorial_network else ""
    return {"country": row.country, "kind": row.kind, "is_active": row.is_active, "territorial_network": territory}
