"""Importing cities from a table: kept, judged, confirmed; all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import tables
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.formats import countries
from common.models import StoredFile
from common.uploads import store
from network.actions.memberships import change_membership, start_membership
from network.actions.organisations import create_organisation, update_organisation
from network.enums import Standing
from network.models import Membership, Organisation, TerritorialNetwork
from network.rules.importing import Known, Line, Surroundings, judge, unknown_columns
from network.rules.search import fold

MAX_ROWS = 2_000
# Marks stored files that are tables waiting to be confirmed, so that abandoned ones can be dropped.
WAITING = "application/x-network-import"


class ImportNotReady(Conflict):
    code = "import_not_ready"
    message = _("Some rows still need your attention. Nothing was imported.")


@dataclass(frozen=True)
class Imported:
    new: int
    changed: int
    skipped: int


def keep_table(*, data: bytes, original_name: str, now: datetime) -> StoredFile:
    """Keeps an upload that can be read as a table of cities. Raises Invalid with a sentence."""
    rows = _rows(data)
    if not rows:
        raise Invalid(_("The file holds a heading and no rows."))
    columns = list(rows[0].cells)
    if strange := unknown_columns(columns):
        raise Invalid(_("Unknown columns: {columns}. Please use those of the template."), columns=", ".join(strange))
    if "slug" not in columns:
        raise Invalid(_("The column slug is missing. Please use the columns of the template."))
    return store(data=data, content_type=WAITING, original_name=original_name, now=now)


def _rows(data: bytes) -> list[tables.Row]:
    rows = tables.read(data)
    if len(rows) > MAX_ROWS:
        raise Invalid(_("The file has more than {limit} rows."), limit=MAX_ROWS)
    return rows


def preview(*, file: StoredFile, choices: Mapping[int, str]) -> list[Line]:
    """Every row as it would be imported today, with what is wrong with it. Writes nothing."""
    with default_storage.open(file.name) as stored:
        rows = _rows(stored.read())
    return judge([(row.number, row.cells) for row in rows], _surroundings(), choices)


def _surroundings() -> Surroundings:
    periods: dict[int, list[Any]] = {}
    for organisation, starts_on, ends_on in Membership.objects.values_list("organisation", "starts_on", "ends_on"):
        periods.setdefault(organisation, []).append((starts_on, ends_on))
    cities = {
        slug: Known(slug, country, tuple(fold(text) for text in name.values()), tuple(periods.get(pk, ())))
        for pk, slug, country, name in Organisation.objects.values_list("pk", "slug", "country", "name")
    }
    networks = frozenset(TerritorialNetwork.objects.values_list("code", flat=True))
    return Surroundings(cities, frozenset(dict(countries("en"))), networks)


def confirm(*, file: StoredFile, choices: Mapping[int, str], by: Actor, now: datetime) -> Imported:
    """Imports every row in one transaction and drops the file. Judged anew: what changed since counts.

    A cell left empty changes nothing. Raises ImportNotReady while a row is broken or a choice is missing, also
    when the file was confirmed already in another window.
    """
    with transaction.atomic():
        if StoredFile.objects.select_for_update().filter(pk=file.pk, content_type=WAITING).first() is None:
            raise ImportNotReady()
        lines = preview(file=file, choices=choices)
        if any(line.problems for line in lines):
            raise ImportNotReady()
        territories = {row.code: row for row in TerritorialNetwork.objects.all()}
        for line in lines:
            if line.outcome != "skipped":
                _import_line(line, territories, by, now)
        discard(file=file)
    outcomes = [line.outcome for line in lines]
    return Imported(outcomes.count("new"), outcomes.count("changed"), outcomes.count("skipped"))


def _import_line(line: Line, territories: dict[str, TerritorialNetwork], by: Actor, now: datetime) -> None:
    values = dict(line.values)
    slug, period, standing = str(values.pop("slug")), values.pop("membership", None), values.pop("standing", None)
    if "territorial_network" in values:
        values["territorial_network"] = territories[str(values["territorial_network"])]
    if line.target:
        city = Organisation.objects.get(slug=line.target)
        values["name"] = {**city.name, **(values.get("name") or {})}  # type: ignore[dict-item]
        city = update_organisation(organisation=city, by=by, now=now, **values)
    else:
        city = create_organisation(slug=slug, by=by, now=now, **values)
    if period:
        _import_membership(city, period, standing, by, now)


def _import_membership(city: Organisation, period: Any, standing: Any, by: Actor, now: datetime) -> None:
    starts_on, ends_on = period
    held = Membership.objects.select_related("organisation").filter(organisation=city, starts_on=starts_on).first()
    if held is None:
        start_membership(
            organisation=city, starts_on=starts_on, ends_on=ends_on, standing=standing or Standing.GOOD, by=by, now=now
        )
        return
    change_membership(
        membership=held,
        starts_on=starts_on,
        ends_on=ends_on or held.ends_on,
        standing=standing or held.standing,
        by=by,
        now=now,
    )


def discard(*, file: StoredFile) -> None:
    """Drops a waiting table; its bytes go once the transaction is kept."""
    name = file.name
    StoredFile.objects.filter(pk=file.pk, content_type=WAITING).delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def drop_abandoned(*, now: datetime) -> int:
    """Drops tables that nobody confirmed within a day; returns how many."""
    old = list(StoredFile.objects.filter(content_type=WAITING, created_at__lt=now - timedelta(days=1))[:200])
    for file in old:
        discard(file=file)
    return len(old)
