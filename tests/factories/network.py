"""Minimal valid rows of the network."""

from datetime import date
from itertools import count
from typing import Any

from network.models import Membership, Organisation, TerritorialNetwork
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
