"""Clusters and the seats of cities in them."""

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from network.enums import SeatKind, Verb
from network.models import Cluster, ClusterSeat, Organisation
from network.rules.membership import free, two_years_after

OWN = ("name", "theme", "description", "is_active")
RESERVED = frozenset({"new"})


class ClusterCodeTaken(Conflict):
    code = "cluster_code_taken"
    message = _("There is a cluster with this code already.")


class SeatOverlaps(Conflict):
    code = "seat_overlaps"
    message = _("This city has a seat in the cluster in these days already.")


def create_cluster(*, code: str, by: Actor, now: datetime, **values: Any) -> Cluster:
    """A new cluster; name and theme are needed in one language at least. Raises Invalid, ClusterCodeTaken."""
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or code in RESERVED or len(code) > 40:
        raise Invalid(fields={"code": [_("Small letters a–z, digits and hyphens only.")]})
    with transaction.atomic():
        if Cluster.objects.filter(code=code).exists():
            raise ClusterCodeTaken(fields={"code": [ClusterCodeTaken.message]})
        made = Cluster(code=code)
        _write(made, values)
        made.save()
        audit.record(verb=Verb.CLUSTER_CREATED, subject=made, by=by, now=now)
    return made


def update_cluster(*, cluster: Cluster, by: Actor, now: datetime, **values: Any) -> Cluster:
    """Changes what is given; a repeat writes nothing. Raises Invalid per field."""
    with transaction.atomic():
        row = Cluster.objects.select_for_update().get(pk=cluster.pk)
        kept = {name: getattr(row, name) for name in OWN}
        _write(row, values)
        changed = [name for name in OWN if getattr(row, name) != kept[name]]
        if changed:
            row.save()
            audit.record(verb=Verb.CLUSTER_CHANGED, subject=row, by=by, now=now, after={"changed": changed})
    return row


def give_seat(
    *,
    cluster: Cluster,
    organisation: Organisation,
    kind: str,
    starts_on: date,
    by: Actor,
    now: datetime,
    ends_on: date | None = None,
) -> ClusterSeat:
    """A seat from `starts_on` up to, not including, `ends_on`: a pilot's lasts two years where no end is named.

    Raises Invalid for an end before the start, SeatOverlaps.
    """
    if ends_on is None and kind == SeatKind.PILOT:
        ends_on = two_years_after(starts_on)
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
    with transaction.atomic():
        _locked(cluster)
        others = ClusterSeat.objects.filter(cluster=cluster, organisation=organisation)
        if not free((starts_on, ends_on), others.values_list("starts_on", "ends_on")):
            raise SeatOverlaps()
        made = ClusterSeat.objects.create(
            cluster=cluster, organisation=organisation, kind=kind, starts_on=starts_on, ends_on=ends_on
        )
        audit.record(verb=Verb.SEAT_GIVEN, subject=_subject(made), by=by, now=now, after=_codes(made))
    return made


def end_seat(*, seat: ClusterSeat, ends_on: date, by: Actor, now: datetime) -> ClusterSeat:
    """Ends a seat on a day (not included), never later than it would have; a repeat writes nothing. Raises Invalid."""
    with transaction.atomic():
        _locked(seat.cluster)
        row = ClusterSeat.objects.select_related("cluster", "organisation").get(pk=seat.pk)
        if ends_on <= row.starts_on:
            raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
        if row.ends_on is None or ends_on < row.ends_on:
            before = _codes(row)
            row.ends_on = ends_on
            row.save(update_fields=["ends_on"])
            audit.record(verb=Verb.SEAT_ENDED, subject=_subject(row), by=by, now=now, before=before, after=_codes(row))
    return row


def _locked(cluster: Cluster) -> Cluster:
    """The cluster, so that two seats cannot both find the same days free."""
    return Cluster.objects.select_for_update().get(pk=cluster.pk)


def _write(row: Cluster, values: dict[str, Any]) -> None:
    if unknown := set(values) - set(OWN):
        raise TypeError(f"unknown fields {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, {k: v.strip() for k, v in value.items() if v.strip()} if isinstance(value, dict) else value)
    missing = {
        name: [_("Please give it in one language at least.")] for name in ("name", "theme") if not getattr(row, name)
    }
    if missing:
        raise Invalid(fields=missing)


def _subject(row: ClusterSeat) -> tuple[str, int, str]:
    return "clusterseat", row.pk, row.organisation.slug


def _codes(row: ClusterSeat) -> dict[str, str | None]:
    return {
        "cluster": row.cluster.code,
        "kind": row.kind,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }
