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
TEXT = "text "  # and the code of a language, so that no file goes into another
HEADINGS: dict[str, Any] = {
    KEY: _("Key (not to be changed)"),
    "where": _("Where it stands"),
    "original language": _("Language of the original"),
    SOURCE: _("Original"),
    TEXT: _("Translation (%(language)s)"),
    "state": _("State"),
    CHECK: _("Check (not to be changed)"),
}


class TranslationsGone(Conflict):
    code = "translations_gone"
    message = _("The file is no longer here, so nothing was taken over. Please upload it again.")


def column_of(language: str) -> str:
    """The hidden name of the column that holds the translations."""
    return f"{TEXT}{language.lower()}"


def heading_of(language: str) -> str:
    """The same column as a reader sees it, in the language that is active."""
    return str(HEADINGS[TEXT]) % {"language": formats.language_name(language)}


def export(*, rows: Iterable[tuple[Unit, str, str]], language: str) -> bytes:
    """One row a text of (text, where it is, its state in words), headed in the active language."""
    header = [column_of(language) if name == TEXT else name for name in HEADINGS]
    headings = [heading_of(language) if name == TEXT else str(text) for name, text in HEADINGS.items()]
    lines = (
        (unit.key, where, unit.original, unit.source, unit.texts.get(language, ""), state,
         _check(unit.texts.get(language, "")))
        for unit, where, state in rows
    )  # fmt: skip
    return tables.write_xlsx(
        header, lines, headings=headings, hidden=(KEY, CHECK), is_rtl=formats.direction(language) == "rtl"
    )


def _check(text: str) -> str:
    """Tells whether a translation is still what it was when the file was written."""
    return digest_of(text)[:20]


def keep_upload(*, data: bytes, name: str, congress: Congress, language: str, now: datetime) -> StoredFile:
    """Keeps an upload that holds translations of the congress into the language. Raises Invalid with a sentence."""
    keys = {row.cells[KEY] for row in _rows(data, language)}
    if keys.isdisjoint(unit.key for unit in units(congress)):
        raise Invalid(_("None of these texts is of this congress. Please check whether it is the right file."))
    return store(data=data, content_type=WAITING, original_name=name, now=now)


def _rows(data: bytes, language: str) -> list[tables.Row]:
    rows = tables.read(data, max_rows=MAX_ROWS + 1, tells_formulas=True)
    columns = rows[0].cells if rows else {}
    others = [name for name in columns if name.startswith(TEXT) and name != column_of(language)]
    if rows and not {KEY, SOURCE} <= columns.keys():
        raise Invalid(
            _("These are not translations. Please take the spreadsheet that is written here, and bring that one back.")
        )
    if rows and column_of(language) not in columns and others:
        raise Invalid(
            _("This spreadsheet is in {other}. Here goes the one in {language}."),
            other=formats.language_name(others[0].removeprefix(TEXT)), language=formats.language_name(language),
        )  # fmt: skip
    if rows and column_of(language) not in columns:
        raise Invalid(
            _("The column “{column}” is missing. Please use a file that was written here for this language."),
            column=heading_of(language),
        )
    # Below the hidden names stand the headings for people, which are no text's.
    texts = rows[1:] if rows and rows[0].cells[KEY].count(":") < 2 else rows
    if not texts:
        raise Invalid(_("The file holds a heading and no rows."))
    return texts


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
                row.cells[KEY], text, digest_of(source), digest_of(seen) if is_same else "changed",
                is_formula=text.startswith(tables.FORMULA),
            )  # fmt: skip
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
