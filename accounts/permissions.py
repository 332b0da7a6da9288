"""Who stands where above congresses, and which sign-ins need a second factor."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import models
from django.db.models import Q

from accounts.enums import NetworkRoleKind
from accounts.models import Liaison, NetworkRole, Person
from common import clock
from network.models import Organisation, TerritorialNetwork

_sensitive: list[Callable[[Any], bool]] = []


def sensitive(predicate: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Registers `predicate(user)`: whoever it holds for needs a second factor. The rooms above add their own."""
    if predicate not in _sensitive:
        _sensitive.append(predicate)
    return predicate


def holds_sensitive_role(user: Any) -> bool:
    """Whether any room says that the user sees money, health or everybody's data."""
    return any(predicate(user) for predicate in _sensitive)


def _roles(user: Any) -> list[NetworkRole]:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    # Through getattr, so that the request's lazy user and the user within it share what was read.
    kept: list[NetworkRole] | None = getattr(user, "_network_roles", None)
    if kept is None:
        kept = user._network_roles = list(NetworkRole.objects.filter(user=user))
    return kept


def _held(user: Any, on: date, kind: str) -> list[NetworkRole]:
    return [
        role
        for role in _roles(user)
        if role.role == kind and role.starts_on <= on and (role.ends_on is None or role.ends_on > on)
    ]


def is_secretariat(user: Any, on: date) -> bool:
    """Whether the user works for the network's secretariat on the day."""
    return bool(_held(user, on, NetworkRoleKind.SECRETARIAT))


def coordinates(user: Any, territorial_network: TerritorialNetwork | None, on: date) -> bool:
    """Whether the user coordinates this territorial network on the day."""
    if territorial_network is None:
        return False
    held = _held(user, on, NetworkRoleKind.TERRITORIAL)
    return any(role.territorial_network_id == territorial_network.pk for role in held)


def speaks_for(person: Person | None, organisation: Organisation | None, on: date) -> bool:
    """Whether the person is the organisation's confirmed liaison on the day (half open)."""
    if person is None or organisation is None:
        return False
    return Liaison.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on),
        person=person,
        organisation=organisation,
        starts_on__lte=on,
        confirmed_at__isnull=False,
    ).exists()


@sensitive
def _secretariat_today(user: Any) -> bool:
    return is_secretariat(user, clock.now().date())


class NetworkBackend(BaseBackend):
    """Answers `user.has_perm("network.…", what)` for the network, which knows no people.

    `what` is an organisation, a territorial network, or the model Organisation itself for all of them.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not perm.startswith("network.") or obj is None:
            return False
        today = clock.now().date()
        if is_secretariat(user_obj, today):
            return True
        return perm == "network.view_organisation" and coordinates(user_obj, _territory(obj), today)


def _territory(what: models.Model | type[models.Model]) -> TerritorialNetwork | None:
    if isinstance(what, TerritorialNetwork):
        return what
    return what.territorial_network if isinstance(what, Organisation) else None
