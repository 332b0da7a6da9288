"""From one installation to another by the commands, each with its own database, keys and files."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.transfer import archive
from congress.models import Congress, TeamMember
from portal.actions.editions import key_for, look
from tests.factories import accounts
from tests.installation import Installation
from tests.portal.editions import full
from tests.portal.test_edition_round_trip import TOLD

PASSPHRASE = "four words of ours"
# What differs by nature: when it was written, with which salt, and what follows from both.
OF_THE_WRITING = {"made_at", "lock", "content"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


@pytest.fixture
def installations(demo: Installation, ground: Installation) -> Iterator[tuple[Installation, Installation]]:
    """One with the demo, one with nothing but its tables and a key of its own."""
    here, there = Installation(like=demo), Installation(like=ground)
    there.settings["DATA_KEYS"] = "another-key-" * 4
    try:
        here.settings["DEMO"] = "on"
        yield here, there
    finally:
        here.remove()
        there.remove()


def content(path: Path) -> dict[str, list[bytes]]:
    with path.open("rb") as source, (path.parent / f"{path.name}.content").open("w+b") as scratch:
        manifest = look(source)
        key = key_for(manifest, PASSPHRASE)
        inner = archive.content_of(source, manifest=manifest, scratch=scratch, key=key)
        names = sorted(inner.names)
        return {name: inner.archive.read(name).splitlines() for name in names if name[7:-6] not in TOLD}


@pytest.mark.django_db
def test_demo_moves_to_another_installation_whole(installations, secret, tmp_path):
    here, there = installations
    first, again = tmp_path / "first.plenaria", tmp_path / "again.plenaria"
    sealed = ("--people", "--passphrase-file", str(secret))

    here.manage("export_edition", "demo", str(first), *sealed)
    there.manage("import_edition", str(first), "--passphrase-file", str(secret))
    there.manage("export_edition", "demo", str(again), *sealed)

    before, after = content(first), content(again)
    assert sorted(before) == sorted(after)
    for name in before:
        assert after[name] == before[name], name
    there.assert_sound()
    assert first.stat().st_mode & 0o077 == 0


# --- what they say ------------------------------------------------------------------------------
@pytest.fixture
def event(now, files_dir, db, settings, tmp_path) -> Congress:
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"
    return full(now)


def test_commands_take_a_congress_out_and_in(event, tmp_path, capsys):
    path = tmp_path / "first.plenaria"
    owner = accounts.user(email="owner@example.org")

    call_command("export_edition", "first", path)
    call_command("import_edition", path, slug="second", owner="Owner@example.org")

    assert TeamMember.objects.get(congress__slug="second").user == owner
    assert "rows of first, 0 stored files missing" in capsys.readouterr().out
    with zipfile.ZipFile(path) as outer:
        said = json.loads(outer.read("manifest.json"))
    assert set(said) >= {"format", "version", "counts", "about", *OF_THE_WRITING}


def test_file_that_is_there_is_not_written_over(event, tmp_path):
    path = tmp_path / "first.plenaria"
    path.write_bytes(b"mine")

    with pytest.raises(CommandError, match="exists already"):
        call_command("export_edition", "first", path)
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["other", "x.plenaria"], "There is no congress other."),
        (["first", "x.plenaria", "--people", "--passphrase-file", "missing"], "missing cannot be read."),
        (["first", "x.plenaria", "--people"], "Name a file that holds the passphrase"),
    ],
)
def test_export_says_what_is_missing(arguments, sentence, event, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError, match=sentence):
        call_command("export_edition", *arguments)
    assert list(tmp_path.glob("*.plenaria")) == []


def test_weak_passphrase_is_refused(event, tmp_path):
    weak = tmp_path / "weak"
    weak.write_text("first", encoding="utf-8")

    with pytest.raises(CommandError, match="at least 16 characters"):
        call_command("export_edition", "first", tmp_path / "x.plenaria", "--people", "--passphrase-file", weak)


def test_import_says_what_is_wrong(event, tmp_path, secret):
    path, nothing = tmp_path / "first.plenaria", tmp_path / "nothing"
    call_command("export_edition", "first", path)
    sealed = tmp_path / "sealed.plenaria"
    call_command("export_edition", "first", sealed, "--people", "--passphrase-file", secret)
    other = tmp_path / "other"
    other.write_text("three words of ours", encoding="utf-8")

    for arguments, sentence in (
        ([path], "first-2"),
        ([nothing], "cannot be read"),
        ([secret], "no file of this kind"),
        ([path, "--owner", "nobody@example.org"], "Nobody signs in with"),
        ([sealed, "--slug", "second", "--passphrase-file", other], "does not open the file"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("import_edition", *arguments)
    assert Congress.objects.count() == 1
