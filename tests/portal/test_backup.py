"""Backup and restore: equal is proven by digests, and nobody erased since comes back."""

import json
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client, override_settings

from common import gate
from common.actions import audit
from common.actors import Actor
from common.models import AuditEntry, PersonKey, StoredFile
from common.uploads import store
from congress.models import guards as log_guards
from payments.models import guards

pytestmark = pytest.mark.django_db
ANA, JOAO = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
LATER, EARLIER = "2099-01-01T00:00:00+00:00", "2001-01-01T00:00:00+00:00"


def place(folder: Path) -> dict[str, Any]:
    """The settings of a machine: where its files and its list of erasures lie."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "files"}}
    return {
        "FILES_DIR": folder / "files",
        "ERASURES_FILE": folder / "erasures.jsonl",
        "STORAGES": {**settings.STORAGES, "default": files},
    }


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of an installation with two people in the trail and two files; made once."""
    folder = tmp_path_factory.mktemp("source")
    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    with django_db_blocker.unblock(), override_settings(**place(folder)):
        for person, name in ((ANA, "Ana Pérez"), (JOAO, "João Ñandú 朴")):
            subject, by = ("person", person, "-"), Actor.system("test")
            audit.record(verb="registered", subject=subject, by=by, now=now, person=person, private={"name": name})
        for data in (b"%PDF-1.7 letter", b""):
            store(data=data, content_type="application/pdf", original_name="letter.pdf", now=now)
        call_command("backup", folder / "backup", verbosity=0)
        for model in (AuditEntry, PersonKey, StoredFile):
            model.objects.all().delete()
    return folder / "backup"


@pytest.fixture
def copy(original, tmp_path) -> Path:
    return shutil.copytree(original, tmp_path / "backup")


@pytest.fixture
def target(db, tmp_path) -> Iterator[Path]:
    """Another machine, in place of the first: an empty database, an empty list of erasures."""
    here = connections["default"]
    name = f"restored_{uuid.uuid4().hex[:12]}"
    folder = tmp_path / "target"
    folder.mkdir()
    (folder / "erasures.jsonl").touch()
    if here.vendor == "postgresql":
        administer(f"CREATE DATABASE {name}")
    database = name if here.vendor == "postgresql" else str(folder / "restored.sqlite3")
    connections["default"] = type(here)({**here.settings_dict, "NAME": database}, "default")
    with override_settings(**place(folder)):
        yield folder
    connections["default"].close()
    connections["default"] = here
    if here.vendor == "postgresql":
        administer(f"DROP DATABASE {name} WITH (FORCE)")


def administer(statement: str) -> None:
    parameters = connections["default"].get_connection_params()
    chosen = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    with psycopg.connect(**chosen, autocommit=True) as connection:
        connection.execute(statement.encode())


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text())


def erasures(folder: Path, *lines: tuple[str, str]) -> None:
    text = "".join(json.dumps({"at": at, "person": person}) + "\n" for at, person in lines)
    (folder / "erasures.jsonl").write_text(text)


def people() -> set[str]:
    return {str(key.person) for key in PersonKey.objects.all()}


def test_restore_on_another_machine_equals_the_backup(copy, target):
    call_command("restore", copy, verbosity=0)
    call_command("backup", target / "again", verbosity=0)

    for part in ("tables", "files", "migrations"):
        assert manifest(target / "again")[part] == manifest(copy)[part]


def test_what_the_database_itself_refuses_is_restored(copy, target):
    call_command("restore", copy, verbosity=0)

    assert guards.missing(connections["default"]) == []
    assert log_guards.missing(connections["default"]) == []


def test_what_was_sealed_can_be_read_after_a_restore(copy, target):
    call_command("restore", copy, verbosity=0)

    assert [audit.private_of(entry) for entry in AuditEntry.objects.order_by("id")] == [
        {"name": "Ana Pérez"},
        {"name": "João Ñandú 朴"},
    ]


def test_manifest_counts_rows_and_files(copy):
    found = manifest(copy)

    assert found["tables"]["common_auditentry"]["rows"] == 2
    assert len(found["files"]) == 2


def test_one_changed_cell_changes_the_digest_of_its_table(copy, target):
    call_command("restore", copy, verbosity=0)
    AuditEntry.objects.filter(id=AuditEntry.objects.earliest("id").id).update(verb="registereD")
    call_command("backup", target / "changed", verbosity=0)

    before, after = manifest(copy)["tables"], manifest(target / "changed")["tables"]
    assert [name for name in before if before[name] != after[name]] == ["common_auditentry"]


def test_backup_holds_no_key(copy):
    secrets = [settings.SECRET_KEY, *settings.DATA_KEYS, *settings.STRIPE_TEST_API_KEYS.values()]
    holding = [
        path.name for path in copy.rglob("*") if path.is_file() for key in secrets if key.encode() in path.read_bytes()
    ]

    assert holding == []


def test_backup_is_open_to_its_owner_alone(original):
    assert original.stat().st_mode & 0o777 == 0o700


def test_backup_refuses_a_folder_in_use(copy):
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", copy)


def test_restore_refuses_a_database_in_use(copy, target):
    call_command("restore", copy, verbosity=0)

    with pytest.raises(CommandError, match="--force"):
        call_command("restore", copy)


def test_restore_with_force_brings_back_what_was(copy, target):
    call_command("restore", copy, verbosity=0)
    AuditEntry.objects.all().delete()
    (target / "files" / "stray").write_bytes(b"x")

    call_command("restore", copy, force=True, verbosity=0)

    assert AuditEntry.objects.count() == 2
    assert not (target / "files" / "stray").exists()


@pytest.mark.parametrize("what", ["database", "file", "manifest"])
def test_restore_refuses_a_damaged_backup(copy, target, tmp_path, what):
    damaged = tmp_path / "damaged"
    shutil.copytree(copy, damaged)
    files = {"database": next(damaged.glob("database.*")), "manifest": damaged / "manifest.json"}
    files["file"] = next(path for path in (damaged / "files").rglob("*") if path.is_file() and path.stat().st_size)
    content = bytearray(files[what].read_bytes())
    content[len(content) // 2 if what != "manifest" else 0] ^= 0xFF
    files[what].write_bytes(content)

    with pytest.raises(CommandError):
        call_command("restore", damaged)

    assert not gate.is_closed()
    assert connections["default"].introspection.table_names() == []


def test_restore_refuses_the_backup_of_a_newer_version(copy, target):
    changed = manifest(copy)
    changed["migrations"].append("common.9999_later")
    (copy / "manifest.json").write_text(json.dumps(changed))

    with pytest.raises(CommandError, match="common.9999_later"):
        call_command("restore", copy)


def test_restore_refuses_the_backup_of_another_kind_of_database(copy, target):
    changed = {**manifest(copy), "engine": "oracle"}
    (copy / "manifest.json").write_text(json.dumps(changed))

    with pytest.raises(CommandError, match="oracle"):
        call_command("restore", copy)


def test_erasure_after_the_backup_is_replayed(copy, target):
    erasures(target, (LATER, ANA))

    call_command("restore", copy, verbosity=0)

    assert people() == {JOAO}


def test_erasure_before_the_backup_needs_no_replay(copy, target):
    erasures(target, (EARLIER, ANA))

    call_command("restore", copy, verbosity=0)

    assert people() == {ANA, JOAO}


def test_service_stays_closed_without_the_list_of_erasures(copy, target):
    (target / "erasures.jsonl").unlink()

    with pytest.raises(CommandError, match="stays closed"):
        call_command("restore", copy, verbosity=0)

    statuses = [Client().get(path).status_code for path in ("/readyz", "/en/", "/pt/privacy/", "/api/v1/congresses/")]
    assert statuses == [503, 503, 503, 503]
    assert Client().get("/healthz").status_code == 200


def test_nothing_is_sent_while_the_service_is_closed(copy, target):
    (target / "erasures.jsonl").unlink()
    with pytest.raises(CommandError):
        call_command("restore", copy, verbosity=0)

    with pytest.raises(CommandError, match="--replay-erasures"):
        call_command("work", once=True)


def test_service_opens_once_the_list_was_replayed(copy, target):
    (target / "erasures.jsonl").unlink()
    with pytest.raises(CommandError):
        call_command("restore", copy, verbosity=0)
    erasures(target, (LATER, JOAO))

    call_command("restore", replay_erasures=True, verbosity=0)

    assert not gate.is_closed()
    assert people() == {ANA}


def test_damaged_list_of_erasures_keeps_the_service_closed(copy, target):
    (target / "erasures.jsonl").write_text('{"at": "2099-01-01T00:00:00+00:00", "per')

    with pytest.raises(CommandError, match="Line 1"):
        call_command("restore", copy, verbosity=0)

    assert gate.is_closed()
    assert people() == {ANA, JOAO}


def test_no_backup_is_taken_while_a_restore_is_unfinished(copy, target):
    (target / "erasures.jsonl").unlink()
    with pytest.raises(CommandError):
        call_command("restore", copy, verbosity=0)

    with pytest.raises(CommandError, match="not finished"):
        call_command("backup", target / "again")
