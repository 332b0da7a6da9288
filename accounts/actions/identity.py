"""A city's liaison changes whom its invoices are made out to; the secretariat is told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import notifications
from common.actors import Actor
from network.actions.identity import save_identity
from network.models import Organisation


def change_identity(
    *, organisation: Organisation, values: dict[str, Any], seen: str, by: Actor, now: datetime
) -> Organisation:
    """As `network.actions.identity.save_identity`; letters go out where something changed. Raises IdentityChanged."""
    with transaction.atomic():
        row, changed = save_identity(organisation=organisation, values=values, seen=seen, by=by, now=now)
        if changed:
            notifications.identity_changed(row, now)
    return row
