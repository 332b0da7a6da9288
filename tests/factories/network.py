"""Minimal valid rows of the network."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from network.models import Cluster, ClusterSeat, Dues, Membership, Organisation, TerritorialNetwork
from network.rules.search import search_text

_numbers = count(1)


def territorial_network(**kw: Any) -> TerritorialNetwork:
    number = next(_numbers)
    return TerritorialNetwork.objects.create(**{"code": f"network-{number}", "name": {"en": f"Network {number}"}, **kw})


def organisation(**kw: Any) -> Organisation:
    """A city of Portugal unless told otherwise; its search text is filled from its names."""
    slug = kw.pop("slug", None) or f"city-{next(_numbers)}"
    name = kw.pop("name", None) or {"en": slug.replace("-", " ").title()}
    search = search_text([*name.values(), slug])
    return Organisation.objects.create(**{"slug": slug, "name": name, "search": search, "country": "PT", **kw})


def membership(**kw: Any) -> Membership:
    """In good standing since 2020, until further notice."""
    city = kw.pop("organisation", None) or organisation()
    return Membership.objects.create(**{"organisation": city, "starts_on": date(2020, 1, 1), **kw})


def dues(**kw: Any) -> Dues:
    """Of 2026, to be paid by its end."""
    period = kw.pop("membership", None) or membership()
    values = {"year": 2026, "due_on": date(2026, 12, 31), "updated_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Dues.objects.create(**{"membership": period, **values, **kw})


def cluster(**kw: Any) -> Cluster:
    """A cluster on reading."""
    number = next(_numbers)
    values = {"code": f"cluster-{number}", "name": {"en": f"Cluster {number}"}, "theme": {"en": "Reading"}}
    return Cluster.objects.create(**{**values, **kw})


def seat(**kw: Any) -> ClusterSeat:
    """A member's seat since 2020, until further notice."""
    where = kw.pop("cluster", None) or cluster()
    city = kw.pop("organisation", None) or organisation()
    return ClusterSeat.objects.create(**{"cluster": where, "organisation": city, "starts_on": date(2020, 1, 1), **kw})
