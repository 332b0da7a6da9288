"""Exports and imports as background work: asked for, run, their files dropped after a day.

A passphrase is kept nowhere. The key that it makes goes to the worker within the job, sealed under DATA_KEYS, and is
gone from there once the job is over.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from cryptography.fernet import InvalidToken
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit, jobs
from common.actors import Actor
from common.errors import Conflict
from common.models import Job, StoredFile
from common.tokens import new_secret, seal, unseal
from common.transfer.archive import MAX_BYTES, FileTooBig
from common.transfer.sealing import Lock
from congress.models import Congress
from portal.actions.editions import Imported, check_slug, export_edition, import_edition, key_for, look, rows_of

EXPORT, IMPORT = "portal.export_edition", "portal.import_edition"
# Mark stored files, so that each kind is found again and dropped in its time.
EXPORTED, WAITING = "application/x-plenaria-edition", "application/x-plenaria-edition-waiting"
KEPT = timedelta(hours=24)
RUNNING = [Job.State.QUEUED, Job.State.RUNNING]


class ExportUnderWay(Conflict):
    code = "export_under_way"
    message = _("This congress is being exported at the moment.")


class EditionFileGone(Conflict):
    code = "edition_file_gone"
    message = _("The file is no longer here, so nothing was imported. Please upload it again.")


class EditionImportUnderWay(Conflict):
    code = "edition_import_under_way"
    message = _("This file is being imported at the moment.")


# --- out ----------------------------------------------------------------------------------------
def export_key(congress: Congress, once: str) -> str:
    """Under which key an export's job is found; `once` comes with the form, so that a second click is the first."""
    return f"{EXPORT}:{congress.pk}:{once}"


def exports_of(congress: Congress, now: datetime) -> list[tuple[Job, StoredFile | None]]:
    """The exports of the last day with the files that they made, the newest first."""
    rows = Job.objects.filter(key__startswith=f"{EXPORT}:{congress.pk}:", created_at__gt=now - KEPT)
    found = list(rows.order_by("-pk")[:20])
    files = _kept_files(now).in_bulk([pk for job in found if (pk := _file_of(job))])
    return [(job, files.get(_file_of(job))) for job in found]


def _kept_files(now: datetime) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(content_type=EXPORTED, created_at__gt=now - KEPT)


def _file_of(job: Job) -> int:
    """The number of the file that a job made; 0 while there is none."""
    return int((job.progress.get("result") or {}).get("file") or 0)


def start_export(
    *, congress: Congress, lock: Lock | None, key: bytes | None, once: str, by: Actor, now: datetime
) -> Job:
    """Has an edition exported by a job, with people where there is a lock. Raises ExportUnderWay."""
    mine = export_key(congress, once)
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        others = Job.objects.filter(key__startswith=f"{EXPORT}:{congress.pk}:", state__in=RUNNING).exclude(key=mine)
        if others.exists():
            raise ExportUnderWay()
        payload = {"congress": congress.pk, "by": asdict(by), "lock": lock.as_json() if lock else None,
                   "sealed_key": seal(key.hex()) if key else ""}  # fmt: skip
        return jobs.start(kind=EXPORT, key=mine, payload=payload, now=now)


def run_export(*, payload: dict[str, Any], now: datetime) -> None:
    """Writes the file, keeps it for a day, and says so in the job's outcome."""
    congress = Congress.objects.get(pk=payload["congress"])
    lock = Lock.from_json(payload["lock"]) if payload["lock"] else None
    key = bytes.fromhex(unseal(payload["sealed_key"])) if payload["sealed_key"] else None
    with TemporaryFile() as target:
        manifest, missing = export_edition(congress=congress, target=target, lock=lock, key=key, now=now)
        rows = rows_of(manifest)
        with _stored(target) as kept, transaction.atomic():
            file = _keep(kept, target, EXPORTED, f"{congress.slug}-{now:%Y-%m-%d}.plenaria", now)
            after = {"people": lock is not None, "rows": rows}
            audit.record(
                verb="congress_exported", subject=congress, by=Actor(**payload["by"]), now=now, scope=congress.slug,
                after=after,
            )  # fmt: skip
            result = {"file": file.pk, "people": lock is not None, "rows": rows, "bytes": file.size, "missing": missing}
            jobs.conclude(key=payload["key"], result=result, now=now)


@contextmanager
def _stored(source: IO[bytes]) -> Iterator[str]:
    """The bytes of a stream under a random name, taken away again if what follows fails."""
    secret = new_secret("f").removeprefix("f_")
    name = f"{secret[:4]}/{secret[4:]}"
    source.seek(0)
    default_storage.save(name, File(source))
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def _keep(name: str, source: IO[bytes], content_type: str, original_name: str, now: datetime) -> StoredFile:
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    size = source.seek(0, 2)
    return StoredFile.objects.create(
        name=name, original_name=original_name, content_type=content_type, size=size, sha256=digest, created_at=now
    )


def exported_file(job: Job, now: datetime) -> StoredFile | None:
    """The file that an export made, while it is kept."""
    return _kept_files(now).filter(pk=_file_of(job)).first()


# --- in -----------------------------------------------------------------------------------------
def import_key(file_id: int) -> str:
    """Under which key the job of an import is found."""
    return f"{IMPORT}:{file_id}"


def keep_upload(*, upload: UploadedFile, now: datetime) -> StoredFile:
    """Keeps an upload that is an edition's file by its manifest. Raises what `look` raises."""
    if (upload.size or 0) > MAX_BYTES:
        raise FileTooBig()
    source: Any = upload.file
    look(source)
    with _stored(source) as name, transaction.atomic():
        return _keep(name, source, WAITING, (upload.name or "")[-120:].replace("\x00", ""), now)


def start_import(*, file: StoredFile, slug: str, passphrase: str, by: Actor, now: datetime) -> Job:
    """Has a waiting file imported by a job. A wrong passphrase or a taken word is refused here, before anybody waits.

    Raises CongressSlugTaken, Invalid for the word, PassphraseMissing, WrongPassphrase, EditionFileGone.
    """
    check_slug(slug)
    with _opened(file) as source:
        key = key_for(look(source), passphrase)
    with transaction.atomic():
        _locked(file.pk)
        payload = {"file": file.pk, "slug": slug, "by": asdict(by), "sealed_key": seal(key.hex()) if key else ""}
        return jobs.start(kind=IMPORT, key=import_key(file.pk), payload=payload, now=now)


def run_import(*, payload: dict[str, Any], now: datetime) -> None:
    """Imports, drops the file and says what came of it, all in one transaction: a repeat finds no file."""
    file = StoredFile.objects.filter(pk=payload["file"], content_type=WAITING).first()
    if file is None:
        raise EditionFileGone()
    key = bytes.fromhex(unseal(payload["sealed_key"])) if payload["sealed_key"] else None
    with _opened(file) as source, transaction.atomic():
        _locked(file.pk)
        done = import_edition(source=source, slug=payload["slug"], key=key, by=Actor(**payload["by"]), now=now)
        _drop(file)
        jobs.conclude(key=payload["key"], result=_result(done), now=now)


def _result(done: Imported) -> dict[str, Any]:
    """For the page of the outcome; addresses only sealed."""
    team = "\n".join(f"{role} {address}" for address, role in done.team)
    return {
        "slug": done.congress.slug,
        "rows": done.rows,
        "made": done.made,
        "here": done.here,
        "left_out": done.left_out[:50],
        "team": seal(team) if team else "",
        "erased": done.erased,
        "findings": done.findings,
    }


def team_of(result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(address, role) of those who worked on the edition, from an outcome."""
    try:
        text = unseal(result["team"]) if result.get("team") else ""
    except InvalidToken:  # the key that sealed it is gone meanwhile
        text = ""
    for line in text.splitlines():
        role, _space, address = line.partition(" ")
        yield address, role


def _opened(file: StoredFile) -> File:
    try:
        return default_storage.open(file.name)
    except FileNotFoundError as error:
        raise EditionFileGone() from error


def _locked(file_id: int) -> StoredFile:
    file = StoredFile.objects.select_for_update().filter(pk=file_id, content_type=WAITING).first()
    if file is None:
        raise EditionFileGone()
    return file


def discard(*, file: StoredFile) -> None:
    """Drops a waiting upload. Raises EditionImportUnderWay once a job has taken it over. A repeat is harmless."""
    with transaction.atomic():
        StoredFile.objects.select_for_update().filter(pk=file.pk).first()
        if Job.objects.filter(key=import_key(file.pk), state__in=RUNNING).exists():
            raise EditionImportUnderWay()
        _drop(file)


def _drop(file: StoredFile) -> None:
    """Its bytes go once the transaction is kept."""
    StoredFile.objects.filter(pk=file.pk, content_type__in=[WAITING, EXPORTED]).delete()
    transaction.on_commit(partial(default_storage.delete, file.name))


def drop_old(*, now: datetime) -> int:
    """Drops exports and uploads that are a day old; returns how many."""
    old = StoredFile.objects.filter(content_type__in=[WAITING, EXPORTED], created_at__lte=now - KEPT).order_by("pk")
    dropped = 0
    for file in old[:200]:
        try:
            discard(file=file)
        except EditionImportUnderWay:
            continue
        dropped += 1
    return dropped
