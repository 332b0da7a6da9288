"""Roles above congresses."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import NetworkRoleKind
from accounts.models import NetworkRole, User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from network.models import TerritorialNetwork


class RoleHeld(Conflict):
    code = "network_role_held"
    message = _("This person already holds the role.")


def grant_network_role(
    *,
    user: User,
    role: str,
    by: Actor,
    now: datetime,
    territorial_network: TerritorialNetwork | None = None,
    starts_on: date | None = None,
) -> NetworkRole:
    """Gives a role from a day on (default: today). A role that had ended is held again.

    A territorial coordinator needs a territorial network, the secretariat has none: else Invalid. Raises
    RoleHeld when it is held already.
    """
    if (role == NetworkRoleKind.TERRITORIAL) != (territorial_network is not None):
        raise Invalid(_("A territorial coordinator, and only they, is tied to a territorial network."))
    first = starts_on or now.date()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        held = NetworkRole.objects.filter(user=user, role=role, territorial_network=territorial_network).first()
        if held and (held.ends_on is None or held.ends_on > first):
            raise RoleHeld()
        if held:
            held.starts_on, held.ends_on = first, None
            held.save(update_fields=["starts_on", "ends_on"])
        else:
            held = NetworkRole.objects.create(
                user=user, role=role, territorial_network=territorial_network, starts_on=first
            )
        audit.record(verb="network_role_granted", subject=held, by=by, now=now, after=_codes(held))
    return held


def withdraw_network_role(*, role: NetworkRole, by: Actor, now: datetime) -> NetworkRole:
    """Ends a role today; harmless when repeated."""
    with transaction.atomic():
        if NetworkRole.objects.filter(pk=role.pk, ends_on__isnull=True).update(ends_on=now.date()):
            audit.record(verb="network_role_withdrawn", subject=role, by=by, now=now, before=_codes(role))
        role.refresh_from_db()
    return role


def _codes(role: NetworkRole) -> dict[str, object]:
    return {"user": role.user_id, "role": role.role, "territorial_network": role.territorial_network_id}
