"""Importing cities from a table: kept, judged, confirmed, imported by a job; all of it or nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import tables
from common.actions import jobs
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.formats import countries
from common.models import Job, StoredFile
from common.uploads import store
from network.actions.dues import import_dues
from network.actions.memberships import change_membership, start_membership
from network.actions.organisations import create_organisation, update_organisation
from network.enums import Standing
from network.models import Dues, Membership, Organisation, TerritorialNetwork
from network.rules.importing import Known, Line, Surroundings, judge, unknown_columns
from network.rules.search import fold

MAX_ROWS = 2_000
# Marks stored files that are tables waiting to be confirmed, so that abandoned ones can be dropped.
WAITING = "application/x-network-import"
KIND = "network.import_cities"
IMPORTED = "CSV"  # the reference of a declaration that a table brought
STEPS = 3  # read, judged, written


class ImportNotReady(Conflict):
    code = "import_not_ready"
    message = _("Some rows still need your attention. Nothing was imported.")


class TableGone(Conflict):
    code = "table_gone"
    message = _("The table is no longer here, so nothing was imported. Please upload it again.")


class ImportUnderWay(Conflict):
    code = "import_under_way"
    message = _("This table is being imported at the moment.")


@dataclass(frozen=True)
class Imported:
    new: int
    changed: int
    skipped: int


def keep_table(*, data: bytes, original_name: str, now: datetime) -> StoredFile:
    """Keeps an upload that can be read as a table of cities. Raises Invalid with a sentence."""
    rows = tables.read(data, max_rows=MAX_ROWS)
    if not rows:
        raise Invalid(_("The file holds a heading and no rows."))
    columns = list(rows[0].cells)
    if strange := unknown_columns(columns):
        raise Invalid(_("Unknown columns: {columns}. Please use those of the template."), columns=", ".join(strange))
    if "slug" not in columns:
        raise Invalid(_("The column slug is missing. Please use the columns of the template."))
    return store(data=data, content_type=WAITING, original_name=original_name, now=now)


def preview(*, file: StoredFile, choices: Mapping[int, str]) -> list[Line]:
    """Every row as it would be imported today, with what is wrong with it. Writes nothing."""
    return _judged(_stored_rows(file), choices)


def _stored_rows(file: StoredFile) -> list[tables.Row]:
    try:
        with default_storage.open(file.name) as stored:
            return tables.read(stored.read(), max_rows=MAX_ROWS)
    except FileNotFoundError as error:
        raise TableGone() from error


def _judged(rows: list[tables.Row], choices: Mapping[int, str]) -> list[Line]:
    return judge([(row.number, row.cells) for row in rows], _surroundings(), choices)


def _ready(lines: list[Line]) -> list[Line]:
    if any(line.problems for line in lines):
        raise ImportNotReady()
    return lines


def _surroundings() -> Surroundings:
    periods: dict[int, list[Any]] = {}
    for organisation, starts_on, ends_on in Membership.objects.values_list("organisation", "starts_on", "ends_on"):
        periods.setdefault(organisation, []).append((starts_on, ends_on))
    dues: dict[int, dict[int, str]] = {}
    for organisation, year, state in Dues.objects.values_list("membership__organisation", "year", "state"):
        dues.setdefault(organisation, {})[year] = state
    cities = {
        slug: Known(
            slug, country, tuple(fold(text) for text in name.values()), tuple(periods.get(pk, ())), dues.get(pk, {})
        )
        for pk, slug, country, name in Organisation.objects.values_list("pk", "slug", "country", "name")
    }
    networks = frozenset(TerritorialNetwork.objects.values_list("code", flat=True))
    return Surroundings(cities, frozenset(dict(countries("en"))), networks)


def key_of(file_id: int) -> str:
    """Under which key the job of a table is found."""
    return f"{KIND}:{file_id}"


def is_under_way(file_id: int) -> bool:
    """Whether a job has taken the table over and is not done with it."""
    return Job.objects.filter(key=key_of(file_id), state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists()


def start_import(*, file: StoredFile, choices: Mapping[int, str], by: Actor, now: datetime) -> Job:
    """Has the table imported by a job. Repeated, it answers with the job there is; after a refusal it begins anew.

    Raises ImportNotReady while a row is broken or a choice is missing, and TableGone when there is no table any more.
    """
    _ready(preview(file=file, choices=choices))
    with transaction.atomic():
        _locked(file.pk)
        payload = {"file": file.pk, "choices": sorted(choices.items()), "by": asdict(by)}
        return jobs.start(kind=KIND, key=key_of(file.pk), payload=payload, now=now)


def import_cities(*, file_id: int, choices: Mapping[int, str], by: Actor, now: datetime) -> Imported:
    """Imports every row in one transaction and drops the file. Judged anew: what changed since counts.

    A cell left empty changes nothing. The job's outcome is written with the cities, so a repeat finds no table and
    changes nothing. Raises ImportNotReady and TableGone as `start_import`.
    """
    file = StoredFile.objects.filter(pk=file_id, content_type=WAITING).first()
    if file is None:
        raise TableGone()
    rows = _stored_rows(file)
    jobs.progress(key=key_of(file_id), done=1, of=STEPS)
    _ready(_judged(rows, choices))  # once before anybody has to wait for us
    jobs.progress(key=key_of(file_id), done=2, of=STEPS)
    with transaction.atomic():
        _locked(file_id)
        lines = _ready(_judged(rows, choices))
        territories = {row.code: row for row in TerritorialNetwork.objects.all()}
        for line in lines:
            if line.outcome != "skipped":
                _import_line(line, territories, by, now)
        _drop(file)
        outcomes = [line.outcome for line in lines]
        done = Imported(outcomes.count("new"), outcomes.count("changed"), outcomes.count("skipped"))
        jobs.conclude(key=key_of(file_id), result=asdict(done), now=now)
    return done


def _locked(file_id: int) -> StoredFile:
    """The waiting table, for this transaction alone."""
    file = StoredFile.objects.select_for_update().filter(pk=file_id, content_type=WAITING).first()
    if file is None:
        raise TableGone()
    return file


def _import_line(line: Line, territories: dict[str, TerritorialNetwork], by: Actor, now: datetime) -> None:
    values = dict(line.values)
    slug, period, standing = str(values.pop("slug")), values.pop("membership", None), values.pop("standing", None)
    dues: Any = values.pop("dues", None)
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
    if dues:
        import_dues(organisation=city, year=dues[0], state=dues[1], reference=IMPORTED, by=by, now=now)
        if period and standing:
            _import_membership(city, period, standing, by, now)  # what the row says of the standing stays its last word


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
    """Drops a waiting table. Raises ImportUnderWay once a job has taken it over. A repeat is harmless."""
    with transaction.atomic():
        StoredFile.objects.select_for_update().filter(pk=file.pk).first()
        if is_under_way(file.pk):
            raise ImportUnderWay()
        _drop(file)


def _drop(file: StoredFile) -> None:
    """Its bytes go once the transaction is kept."""
    name = file.name
    StoredFile.objects.filter(pk=file.pk, content_type=WAITING).delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def drop_abandoned(*, now: datetime) -> int:
    """Drops tables that nobody confirmed within a day; returns how many."""
    old = StoredFile.objects.filter(content_type=WAITING, created_at__lt=now - timedelta(days=1)).order_by("pk")[:200]
    dropped = 0
    for file in old:
        try:
            discard(file=file)
        except ImportUnderWay:
            continue
        dropped += 1
    return dropped
