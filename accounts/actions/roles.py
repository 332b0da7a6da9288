"""Roles above congresses, and who speaks for a city."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import NetworkRoleKind
from accounts.models import Liaison, NetworkRole, Person, User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from network.models import Organisation, TerritorialNetwork


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


def name_liaison(
    *, person: Person, organisation: Organisation, starts_on: date, by: Actor, now: datetime, theme: str = ""
) -> Liaison:
    """Proposes who speaks for an organisation; it counts once the secretariat has confirmed it."""
    with transaction.atomic():
        liaison = Liaison.objects.create(
            person=person, organisation=organisation, theme=theme.strip(), starts_on=starts_on
        )
        audit.record(verb="liaison_named", subject=liaison, by=by, now=now, after={"organisation": organisation.slug})
    return liaison


def confirm_liaison(*, liaison: Liaison, by: Actor, now: datetime) -> Liaison:
    """The secretariat confirms who speaks for an organisation; harmless when repeated."""
    with transaction.atomic():
        if Liaison.objects.filter(pk=liaison.pk, confirmed_at__isnull=True).update(confirmed_at=now):
            audit.record(verb="liaison_confirmed", subject=liaison, by=by, now=now)
        liaison.refresh_from_db()
    return liaison


def end_liaison(*, liaison: Liaison, ends_on: date, by: Actor, now: datetime) -> Liaison:
    """Ends a liaison on a day (not included). Raises Invalid when that is not after its first day."""
    if ends_on <= liaison.starts_on:
        raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
    with transaction.atomic():
        Liaison.objects.filter(pk=liaison.pk).update(ends_on=ends_on)
        audit.record(verb="liaison_ended", subject=liaison, by=by, now=now, after={"ends_on": ends_on.isoformat()})
        liaison.refresh_from_db()
    return liaison
