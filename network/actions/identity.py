"""Whom a city's invoices are made out to, as the city itself writes it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.tokens import digest
from network.enums import Verb
from network.models import Organisation
from network.rules.search import search_text

FIELDS = ("legal_name", "address", "postal_code", "locality", "tax_id", "routing_codes")


class IdentityChanged(Conflict):
    code = "identity_changed"
    message = _("Somebody changed this data while you were writing. What it says now stands beside the form.")


def identity_mark(organisation: Organisation) -> str:
    """A mark of what the data says; a form hands it back, so that nobody overwrites what they have not read."""
    said = [getattr(organisation, name) for name in FIELDS[:-1]]
    return digest(repr([*said, sorted(organisation.routing_codes.items())]))[:32]


def save_identity(
    *, organisation: Organisation, values: dict[str, Any], seen: str, by: Actor, now: datetime
) -> tuple[Organisation, list[str]]:
    """(the organisation, which fields changed); writes nothing where none did. Raises IdentityChanged.

    `values` holds every one of FIELDS, `seen` the mark of what the writer had before them.
    """
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        wanted = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        changed = [name for name in FIELDS if getattr(row, name) != wanted[name]]
        if not changed:
            return row, []
        if seen != identity_mark(row):
            raise IdentityChanged()
        for name in FIELDS:
            setattr(row, name, wanted[name])
        row.search = search_text([*row.name.values(), row.legal_name, row.slug])
        row.save()
        after = {"changed": changed}
        audit.record(verb=Verb.INVOICE_IDENTITY_CHANGED, subject=row, by=by, now=now, after=after)
    return row, changed
