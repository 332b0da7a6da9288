"""Who stands where above congresses, and which sign-ins need a second factor."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import models

from accounts.enums import NetworkRoleKind
from accounts.models import Liaison, NetworkRole, Person
from common import clock
from network.models import Cluster, Organisation, TerritorialNetwork
from network.rules.search import fold

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


def coordinated(user: Any, on: date) -> list[TerritorialNetwork]:
    """The territorial networks that the user coordinates on the day, by code."""
    held = _held(user, on, NetworkRoleKind.TERRITORIAL)
    ids = [role.territorial_network_id for role in held]
    return list(TerritorialNetwork.objects.filter(pk__in=ids).order_by("code")) if ids else []


def speaks_for(
    person: Person | None,
    organisation: Organisation | None,
    on: date,
    *,
    theme: str = "",
    cluster: Cluster | None = None,
) -> bool:
    """Whether the person is the organisation's confirmed liaison on the day (half open).

    With a theme, one who speaks on it or on all themes. With a cluster, the city's representative in it: whoever
    represents the city in a cluster alone speaks for it nowhere else.
    """
    if person is None or organisation is None:
        return False
    rows = Liaison.objects.speaking(on).filter(person=person, organisation=organisation, cluster=cluster)
    if not theme:
        return rows.exists()
    return any(not row.theme or fold(row.theme) == fold(theme) for row in rows)


def reads_clusters(user: Any, on: date) -> bool:
    """Whether the user may read the clusters and who represents which city in them.

    The secretariat, every territorial coordinator, and whoever speaks for a city, be it in one cluster.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if is_secretariat(user, on) or _held(user, on, NetworkRoleKind.TERRITORIAL):
        return True
    return Liaison.objects.speaking(on).filter(person=user.person_id).exists()


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
