"""Translations as a spreadsheet: written, uploaded, looked at, taken over; large ones by a job."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import formats, tables
from common.actions import jobs
from common.actions.translations import digest_of
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.models import Job, StoredFile
from common.uploads import store
from congress.models import Congress
from portal.actions.translation import Saved, look, tidied, translate
from portal.queries.translation import units
from portal.rules.translation import Given, Unit

KIND = "portal.import_translations"
WAITING = "application/x-plenaria-translations"  # marks stored files that wait to be taken over
AT_ONCE, MAX_ROWS = 500, 20_000
KEPT = timedelta(hours=24)
KEY, SOURCE, CHECK = "key", "original", "check"
COLUMNS = (KEY, "where", "original language", SOURCE, "text", "state", CHECK)


class TranslationsGone(Conflict):
    code = "translations_gone"
    message = _("The file is no longer here, so nothing was taken over. Please upload it again.")


def column_of(language: str) -> str:
    """The column that holds the translations: it names the language, so that no file goes into another."""
    return f"text {language.lower()}"


def export(*, rows: Iterable[tuple[Unit, str, str]], language: str) -> bytes:
    """One row a text of (text, where it is, its state in words)."""
    header = [column_of(language) if name == "text" else name for name in COLUMNS]
    lines = (
        (unit.key, where, unit.original, unit.source, unit.texts.get(language, ""), state,
         _check(unit.texts.get(language, "")))
        for unit, where, state in rows
    )  # fmt: skip
    return tables.write_xlsx(header, lines, is_rtl=formats.direction(language) == "rtl")


def _check(text: str) -> str:
    """Tells whether a translation is still what it was when the file was written."""
    return digest_of(text)[:20]


def keep_upload(*, data: bytes, name: str, language: str, now: datetime) -> StoredFile:
    """Keeps an upload that can be read as translations into the language. Raises Invalid with a sentence."""
    _rows(data, language)
    return store(data=data, content_type=WAITING, original_name=name, now=now)


def _rows(data: bytes, language: str) -> list[tables.Row]:
    rows = tables.read(data, max_rows=MAX_ROWS)
    if not rows:
        raise Invalid(_("The file holds a heading and no rows."))
    missing = [name for name in (KEY, SOURCE, column_of(language)) if name not in rows[0].cells]
    if missing:
        raise Invalid(
            _("The column “{column}” is missing. Please use a file that was written here for this language."),
            column=missing[0],
        )
    return rows


def _stored(file: StoredFile) -> bytes:
    try:
        with default_storage.open(file.name) as stored:
            data: bytes = stored.read()
            return data
    except FileNotFoundError as error:
        raise TranslationsGone() from error


def given_of(file: StoredFile, congress: Congress, language: str) -> list[Given]:
    """The translations of a file; rows whose cell is empty say nothing. Raises TranslationsGone, Invalid."""
    known = {unit.key: unit for unit in units(congress)}
    found = {}
    for row in _rows(_stored(file), language):
        text, source = tables.meant(row.cells[column_of(language)]), tables.meant(row.cells[SOURCE])
        unit = known.get(row.cells[KEY])
        if text.strip():
            seen = unit.texts.get(language, "") if unit else ""
            check = row.cells.get(CHECK, "")
            is_same = check in ("", _check(seen))
            found[row.cells[KEY]] = Given(
                row.cells[KEY], text, digest_of(source), digest_of(seen) if is_same else "changed"
            )
    return tidied(found.values())


def preview(*, file: StoredFile, congress: Congress, language: str) -> tuple[list[Given], Saved]:
    """Every row and what would come of it today. Writes nothing."""
    given = given_of(file, congress, language)
    return given, look(congress=congress, language=language, given=given)


def key_of(congress: Congress, file_id: int) -> str:
    """Under which key the job of a file is found."""
    return f"{KIND}:{congress.pk}:{file_id}"


def take_over(*, file: StoredFile, congress: Congress, language: str, by: Actor, now: datetime) -> dict[str, int]:
    """Saves what can be saved and drops the file, in one transaction; {outcome: rows}. Raises TranslationsGone."""
    with transaction.atomic():
        if not StoredFile.objects.select_for_update().filter(pk=file.pk, content_type=WAITING).exists():
            raise TranslationsGone()
        given = given_of(file, congress, language)
        saved = translate(congress=congress, language=language, given=given, by=by, now=now)
        _drop(file)
    counts = Counter("faulty" if key in saved.sentences else code for key, code in saved.outcomes.items())
    return dict(counts)


def start(*, file: StoredFile, congress: Congress, language: str, by: Actor, now: datetime) -> Job:
    """Has a file taken over by a job. A repeat answers with the job there is."""
    payload = {"file": file.pk, "congress": congress.pk, "language": language, "by": asdict(by)}
    with transaction.atomic():
        return jobs.start(kind=KIND, key=key_of(congress, file.pk), payload=payload, now=now)


def run(*, payload: dict[str, Any], now: datetime) -> None:
    """The job: as `take_over`, with its outcome kept beside it. Raises TranslationsGone."""
    file = StoredFile.objects.filter(pk=payload["file"], content_type=WAITING).first()
    if file is None:
        raise TranslationsGone()
    congress = Congress.objects.get(pk=payload["congress"])
    by = Actor(**payload["by"])
    with transaction.atomic():
        result = take_over(file=file, congress=congress, language=payload["language"], by=by, now=now)
        jobs.conclude(key=payload["key"], result={**result, "slug": congress.slug}, now=now)


def is_large(given: list[Given]) -> bool:
    return len(given) > AT_ONCE


def discard(*, file: StoredFile) -> None:
    """Drops a waiting file; harmless when repeated."""
    with transaction.atomic():
        _drop(file)


def _drop(file: StoredFile) -> None:
    """Its bytes go once the transaction is kept."""
    name = file.name
    StoredFile.objects.filter(pk=file.pk, content_type=WAITING).delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def drop_old(*, now: datetime) -> int:
    """Drops files that nobody took over within a day; returns how many."""
    running = {job.payload.get("file") for job in Job.objects.filter(kind=KIND, finished_at__isnull=True)}
    old = StoredFile.objects.filter(content_type=WAITING, created_at__lte=now - KEPT).exclude(pk__in=running)
    dropped = list(old.order_by("pk")[:200])
    for file in dropped:
        discard(file=file)
    return len(dropped)
