"""Backup and restore, by the real commands on a database of their own; equal is proven by digests."""

import json
import shutil
import uuid
from pathlib import Path

import pytest

from tests.installation import Installation

pytestmark = pytest.mark.database
ANA, JOAO = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
FILL = f"""
from datetime import datetime, UTC
from common.actors import Actor
from common.actions import audit
from common.models import AuditEntry, Job, PersonKey
from common.uploads import store
now = datetime(2026, 11, 21, 9, tzinfo=UTC)
for person, name in (("{ANA}", "Ana Pérez"), ("{JOAO}", "João Ñandú 朴")):
    audit.record(verb="registered", subject=("person", person, "-"), by=Actor.system("test"), now=now,
                 person=person, private={{"name": name}})
store(data=b"%PDF-1.7 letter", content_type="application/pdf", original_name="letter.pdf", now=now)
store(data=b"", content_type="application/pdf", original_name="empty.pdf", now=now)
"""
STATE = """
from common.models import AuditEntry, PersonKey
print(AuditEntry.objects.count(), *sorted(str(key.person)[-1] for key in PersonKey.objects.all()))
"""


@pytest.fixture(scope="module")
def installation():
    made = Installation()
    made.manage("migrate", "--verbosity", "0")
    made.manage("shell", "--no-imports", "-c", FILL)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def copy(installation):
    """A backup of the installation."""
    folder = installation.folder / "backup"
    installation.manage("backup", str(folder))
    return folder


@pytest.fixture
def target():
    """Another machine, on which nothing is installed yet; its list of erasures is empty."""
    made = Installation()
    erasures(made).touch()
    yield made
    made.remove()


def erasures(installation: Installation) -> Path:
    return installation.folder / "erasures.jsonl"


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text())


def state(installation: Installation) -> str:
    return installation.manage("shell", "--no-imports", "-c", STATE).strip()


def test_restore_on_another_machine_equals_the_backup(copy, target):
    target.manage("restore", str(copy))
    again = target.folder / "again"
    target.manage("backup", str(again))

    assert manifest(again)["tables"] == manifest(copy)["tables"]
    assert manifest(again)["files"] == manifest(copy)["files"]


def test_manifest_counts_rows_and_files(copy):
    found = manifest(copy)

    assert found["tables"]["common_auditentry"]["rows"] == 2
    assert len(found["files"]) == 2


def test_backup_holds_no_key(installation, copy):
    wanted = ("insecure-default-for-a-loopback", "sk_test", "whsec")
    holding = [path.name for path in copy.rglob("*") if path.is_file() for word in wanted if word.encode() in path.read_bytes()]

    assert holding == []


def test_backup_is_readable_by_its_owner_alone(copy):
    assert copy.stat().st_mode & 0o777 == 0o700


def test_backup_refuses_a_folder_in_use(installation, copy):
    assert "is not empty" in installation.manage("backup", str(copy), status=1)


def test_restore_refuses_a_database_in_use(installation, copy):
    assert "--force" in installation.manage("restore", str(copy), status=1)


def test_restore_with_force_brings_back_what_was(copy, target):
    target.manage("restore", str(copy))
    target.manage("shell", "--no-imports", "-c", "from common.models import AuditEntry; AuditEntry.objects.all().delete()")
    (target.folder / "files" / "stray").write_bytes(b"x")

    target.manage("restore", str(copy), "--force")

    assert state(target) == "2 1 2"
    assert not (target.folder / "files" / "stray").exists()


@pytest.mark.parametrize("what", ["database", "file", "manifest"])
def test_restore_refuses_a_damaged_backup(copy, target, tmp_path, what):
    damaged = tmp_path / "damaged"
    shutil.copytree(copy, damaged)
    files = {"database": next(damaged.glob("database.*")), "manifest": damaged / "manifest.json"}
    files["file"] = next(path for path in (damaged / "files").rglob("*") if path.is_file() and path.stat().st_size)
    content = bytearray(files[what].read_bytes())
    content[len(content) // 2] ^= 0xFF
    files[what].write_bytes(content)

    target.manage("restore", str(damaged), status=1)

    assert not (target.folder / "files").exists()


def test_restore_refuses_a_newer_version(copy, target, tmp_path):
    newer = tmp_path / "newer"
    shutil.copytree(copy, newer)
    text = (newer / "manifest.json").read_text().replace('"common.0001_initial"', '"common.9999_later"')
    (newer / "manifest.json").write_text(text)

    assert "common.9999_later" in target.manage("restore", str(newer), status=1)


def test_erasure_after_the_backup_is_replayed(copy, target):
    line = {"at": "2099-01-01T00:00:00+00:00", "person": ANA}
    erasures(target).write_text(json.dumps(line) + "\n")

    target.manage("restore", str(copy))

    assert state(target) == "2 2"


def test_erasure_before_the_backup_needs_no_replay(copy, target):
    line = {"at": "2001-01-01T00:00:00+00:00", "person": ANA}
    erasures(target).write_text(json.dumps(line) + "\n")

    target.manage("restore", str(copy))

    assert state(target) == "2 1 2"


def test_service_stays_closed_without_the_list_of_erasures(copy, target):
    erasures(target).unlink()

    assert "stays closed" in target.manage("restore", str(copy), status=1)
    assert "503" in target.manage("shell", "--no-imports", "-c", ASK)
    assert "restore --replay-erasures" in target.manage("work", "--once", status=1)


def test_service_opens_once_the_list_was_replayed(copy, target):
    erasures(target).unlink()
    target.manage("restore", str(copy), status=1)
    erasures(target).write_text(json.dumps({"at": "2099-01-01T00:00:00+00:00", "person": JOAO}) + "\n")

    target.manage("restore", "--replay-erasures")

    assert state(target) == "2 1"
    assert "503" not in target.manage("shell", "--no-imports", "-c", ASK)


def test_damaged_list_of_erasures_keeps_the_service_closed(copy, target):
    erasures(target).write_text('{"at": "2099-01-01T00:00:00+00:00", "per')

    assert "Line 1" in target.manage("restore", str(copy), status=1)
    assert "503" in target.manage("shell", "--no-imports", "-c", ASK)


ASK = """
from django.test import Client
client = Client()
for path in ("/readyz", "/en/", "/api/v1/congresses/"):
    print(client.get(path, HTTP_HOST="127.0.0.1").status_code)
"""
