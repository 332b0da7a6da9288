"""Who sets up congresses, and which ones they see in the list above them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.permissions import coordinated, coordinates, is_secretariat
from congress.enums import CongressKind, Role
from congress.models import Congress, TeamMember


def may_set_up(user: Any, on: date) -> bool:
    """The secretariat sets up any congress, a territorial coordinator the meetings of their network."""
    return is_secretariat(user, on) or bool(coordinated(user, on))


def listed_congresses(user: Any, on: date) -> QuerySet[Congress]:
    """All for the secretariat; for a coordinator their networks' meetings; for owners their own, whatever the role."""
    rows = Congress.objects.select_related("host", "territorial_network")
    if is_secretariat(user, on):
        return rows
    owned = TeamMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), user=user, role=Role.OWNER, starts_on__lte=on
    )
    return rows.filter(Q(pk__in=owned.values("congress")) | Q(territorial_network__in=coordinated(user, on)))


def worked_on(user: Any, congresses: Collection[int], on: date) -> set[int]:
    """Those of the congresses in which the user has a role, or that they read as the secretariat; one query."""
    if is_secretariat(user, on):
        return set(congresses)
    held = TeamMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), user=user, congress__in=congresses, starts_on__lte=on
    )
    return set(held.values_list("congress", flat=True))


def may_copy(user: Any, congress: Congress, on: date) -> bool:
    """Who may begin the next edition with what was set up for this one: whoever may set up such a congress.

    The secretariat any, which it reads anyway; a territorial coordinator the meetings of their network.
    """
    if is_secretariat(user, on):
        return True
    return congress.kind == CongressKind.MEETING and coordinates(user, congress.territorial_network, on)
