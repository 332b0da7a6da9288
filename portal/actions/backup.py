"""Backup and restore of an installation: database and private files, without any key.

A folder holds the database as one file, the private files under `files/`, and `manifest.json` with the SHA-256 of
each and a digest and a row count of each table, so that a restore is known to be equal, not hoped to be.
DATA_KEYS, SECRET_KEY and the provider's keys are kept elsewhere: a stolen backup opens nothing that is sealed.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_lazy as _

from common import erasure, gate
from common.errors import Conflict, Invalid
from portal.providers import snapshots

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"


class BackupFolderNotEmpty(Conflict):
    code = "backup_folder_not_empty"
    message = _("The folder {folder} is not empty. A backup needs a new one.")


class RestorePending(Conflict):
    code = "restore_pending"
    message = _("A restore is not finished: later erasures have not been replayed. Nothing can be backed up yet.")


class NoBackup(Invalid):
    code = "no_backup"
    message = _("{folder} holds no backup that this version can read.")


class BackupDamaged(Conflict):
    code = "backup_damaged"
    message = _("{file} is not what the backup's manifest says. Nothing was changed.")


class OtherDatabase(Conflict):
    code = "backup_of_other_database"
    message = _("The backup is of {found}, and DATABASE_URL names {wanted}.")


class BackupIsNewer(Conflict):
    code = "backup_is_newer"
    message = _("The backup was made by a newer version, which knows the migration {migration}.")


class TargetNotEmpty(Conflict):
    code = "restore_target_not_empty"
    message = _("The database or FILES_DIR is not empty. With --force both are replaced.")


class RestoreUnequal(Conflict):
    code = "restore_unequal"
    message = _("After the restore, {what} differs from the backup. The service stays closed.")


@dataclass(frozen=True, slots=True)
class Restored:
    """`tables` and `files` that were put back, people `erased` again; `is_open`: the service may start."""

    tables: int
    files: int
    erased: int
    is_open: bool


def backup(*, folder: Path, now: datetime) -> dict[str, Any]:
    """Writes a backup into a new folder (mode 0700) and returns its manifest.

    The database is taken first, at one instant, while the service runs; then the files, so that a row always finds
    its file. Raises BackupFolderNotEmpty, RestorePending.
    """
    if gate.is_closed():
        raise RestorePending
    if folder.exists() and any(folder.iterdir()):
        raise BackupFolderNotEmpty(folder=str(folder))
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    name, tables = snapshots.take(partial)
    copied = _copy_files(Path(settings.FILES_DIR), partial / FILES)
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "engine": snapshots.engine(),
        "migrations": sorted(f"{app}.{step}" for app, step in MigrationRecorder(connection).applied_migrations()),
        "database": {"file": name, "sha256": _sha256(partial / name)},
        "tables": tables,
        "files": copied,
    }
    written = partial / MANIFEST
    written.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _sync(written)
    if folder.exists():
        folder.rmdir()
    partial.rename(folder)
    return manifest


def restore(*, folder: Path, now: datetime, force: bool = False) -> Restored:
    """Replaces database and files by a backup, proves them equal, and replays later erasures.

    Everything is checked before anything is touched. From then on the service answers 503 until the list of
    erasures has been replayed. Raises NoBackup, BackupDamaged, OtherDatabase, BackupIsNewer, TargetNotEmpty,
    RestoreUnequal, ErasuresDamaged.
    """
    manifest = _checked(folder)
    files_dir = Path(settings.FILES_DIR)
    if not force and not (snapshots.is_empty() and not _names(files_dir)):
        raise TargetNotEmpty
    gate.close(made_at=datetime.fromisoformat(manifest["made_at"]), now=now)
    snapshots.put_back(folder / manifest["database"]["file"])
    for name in _names(files_dir):
        (files_dir / name).unlink()
    copied = _copy_files(folder / FILES, files_dir)
    if copied != manifest["files"]:
        raise RestoreUnequal(what=FILES)
    tables = snapshots.tables()
    for name in sorted(manifest["tables"].keys() | tables.keys()):
        if tables.get(name) != manifest["tables"].get(name):
            raise RestoreUnequal(what=name)
    try:
        erased = replay_erasures(now=now)
    except erasure.ErasuresMissing:
        return Restored(len(manifest["tables"]), len(copied), 0, is_open=False)
    return Restored(len(manifest["tables"]), len(copied), erased, is_open=True)


def replay_erasures(*, now: datetime) -> int:
    """Erases again whom the list names since the restored backup was begun, then opens the service.

    Returns how many people; 0 and nothing else when no restore is pending. Raises ErasuresMissing,
    ErasuresDamaged.
    """
    since = gate.made_at()
    if since is None:
        return 0
    erased = erasure.replay(since=since, now=now)
    gate.reopen()
    return erased


def _checked(folder: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole and that this installation can hold."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoBackup(folder=str(folder)) from error
    if manifest.get("format") != FORMAT:
        raise NoBackup(folder=str(folder))
    if manifest["engine"] != snapshots.engine():
        raise OtherDatabase(found=manifest["engine"], wanted=snapshots.engine())
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    for migration in manifest["migrations"]:
        if migration not in known:
            raise BackupIsNewer(migration=migration)
    sums = {f"{FILES}/{name}": sha256 for name, sha256 in manifest["files"].items()}
    for name, sha256 in {manifest["database"]["file"]: manifest["database"]["sha256"], **sums}.items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha256:
            raise BackupDamaged(file=name)
    return manifest


def _names(folder: Path) -> list[str]:
    """Every file under a folder, as a path relative to it; the gate's own file apart."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file()) if folder.exists() else ()
    return sorted(str(path) for path in found if str(path) != gate.NAME)


def _copy_files(source: Path, target: Path) -> dict[str, str]:
    """Copies every file; {relative path: sha256} of what was written."""
    target.mkdir(parents=True, exist_ok=True)
    copied = {}
    for name in _names(source):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source / name, target / name)
        except FileNotFoundError:  # deleted since it was listed, and so was its row
            continue
        copied[name] = _sha256(target / name)
    return copied


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as data:
        os.fsync(data.fileno())
