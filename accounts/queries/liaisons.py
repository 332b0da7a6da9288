"""Who speaks for which city, and who represents it where."""

from datetime import date

from accounts.models import Liaison
from network.models import Cluster, Organisation


def people_of(organisation: Organisation, on: date) -> list[Liaison]:
    """A city's liaisons and representatives, confirmed or waiting, with their people and clusters; one query."""
    rows = Liaison.objects.standing(on).filter(organisation=organisation)
    return list(rows.select_related("person__user", "cluster").order_by("cluster__code", "theme", "pk"))


def representatives(cluster: Cluster, on: date) -> dict[int, list[Liaison]]:
    """{organisation: its confirmed representatives in the cluster on the day}; one query."""
    found: dict[int, list[Liaison]] = {}
    rows = Liaison.objects.speaking(on).filter(cluster=cluster).select_related("person")
    for row in rows.order_by("person__family_name", "pk"):
        found.setdefault(row.organisation_id, []).append(row)
    return found
