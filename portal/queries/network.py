"""What the network's start page shows to the secretariat and to territorial coordinators."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Liaison
from network.enums import DuesState, Standing
from network.models import Cluster, Dues, Membership, Organisation, TerritorialNetwork
from network.queries.membership import current

RENEW_WITHIN = timedelta(days=120)
SHOWN = 20


def figures(cities: QuerySet[Organisation], on: date) -> dict[str, int]:
    """How many organisations there are, and how many are members today by standing; two queries."""
    members = Membership.objects.filter(current(on), organisation__in=cities)
    return {"cities": cities.count()} | members.aggregate(
        members=Count("organisation", distinct=True),
        arrears=Count("organisation", filter=Q(standing=Standing.ARREARS), distinct=True),
    )


def to_renew(cities: QuerySet[Organisation], on: date) -> QuerySet[Membership]:
    """Memberships of today that end within 120 days with none after them, the first to end first."""
    later = Membership.objects.filter(organisation=OuterRef("organisation"), starts_on__gte=OuterRef("ends_on"))
    rows = Membership.objects.filter(
        ~Exists(later), current(on), organisation__in=cities, ends_on__lte=on + RENEW_WITHIN
    )
    return rows.select_related("organisation").order_by("ends_on", "pk")


def dues_declared(cities: QuerySet[Organisation]) -> QuerySet[Dues]:
    """Dues that cities say they have paid, the first declared first."""
    rows = Dues.objects.filter(state=DuesState.DECLARED, membership__organisation__in=cities)
    return rows.select_related("membership__organisation").order_by("declared_at", "pk")


def dues_late(cities: QuerySet[Organisation], on: date) -> QuerySet[Dues]:
    """Dues whose last day lies before today, the oldest first."""
    rows = Dues.objects.filter(state=DuesState.DUE, due_on__lt=on, membership__organisation__in=cities)
    return rows.select_related("membership__organisation").order_by("due_on", "pk")


def waiting(cities: QuerySet[Organisation], on: date) -> QuerySet[Liaison]:
    """Proposals of liaisons that nobody has answered, the first proposed first."""
    rows = Liaison.objects.waiting(on).filter(organisation__in=cities)
    return rows.select_related("person", "organisation", "cluster").order_by("proposed_at", "pk")


def clusters(on: date) -> QuerySet[Cluster]:
    """Clusters that work, with the number of their cities today."""
    held = Q(seats__starts_on__lte=on) & (Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gt=on))
    rows: Any = Cluster.objects.filter(is_active=True).annotate(cities=Count("seats", filter=held))
    return rows.order_by("code")


def territories(ids: list[int]) -> QuerySet[TerritorialNetwork]:
    """Territorial networks with the number of their cities and of their meetings, by code."""
    rows: Any = TerritorialNetwork.objects.filter(pk__in=ids).annotate(
        cities=Count("organisations", distinct=True), meetings=Count("congresses", distinct=True)
    )
    return rows.order_by("code")
