"""Who may see and keep the network's data. The network knows no people: it asks `user.has_perm`.

An authentication backend above answers for an organisation, for a territorial network, and for the model
Organisation, which stands for all of them.
"""

from typing import Any

from django.db.models import Q, QuerySet

from network.models import Organisation, TerritorialNetwork

VIEW = "network.view_organisation"
CHANGE = "network.change_organisation"


def sees_all(user: Any) -> bool:
    return user.has_perm(VIEW, Organisation)


def keeps(user: Any) -> bool:
    """Whether the user may change, add and import organisations."""
    return user.has_perm(CHANGE, Organisation)


def visible(user: Any) -> QuerySet[Organisation] | None:
    """The organisations a user may see, or None when the pages do not exist for them."""
    if sees_all(user):
        return Organisation.objects.all()
    own = [network.pk for network in TerritorialNetwork.objects.all() if user.has_perm(VIEW, network)]
    return Organisation.objects.filter(Q(territorial_network__in=own)) if own else None
