"""A file is other people's text: damaged, hostile, from another version. Nothing of it is left when it is refused."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from common.models import StoredFile
from common.transfer import archive
from common.transfer.archive import FileDamaged, FileIsNewer, FileTooBig, NotSuchAFile
from common.transfer.reading import RowDamaged, RowsContradict
from common.transfer.sealing import SealBroken, WrongPassphrase, new_lock
from congress.models import Axis, Call, Congress, Picture
from portal.actions.editions import PassphraseMissing, export_edition, import_edition, key_for, look
from registration.models import Category
from tests.portal.editions import BY, full

pytestmark = pytest.mark.django_db
Entries = dict[str, bytes]


@pytest.fixture
def file(now, files_dir) -> io.BytesIO:
    """A file without people, of an edition that is still here under the word "first"."""
    target = io.BytesIO()
    export_edition(congress=full(now), target=target, lock=None, key=None, now=now)
    return target


def unzipped(data: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def zipped(entries: Entries, more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in (*entries.items(), *more):
            made.writestr(name, data)
    return target.getvalue()


def rebuilt(
    file: io.BytesIO,
    within: Callable[[Entries], Any] = lambda entries: None,
    manifest: Callable[[dict[str, Any]], Any] = lambda said: None,
    inner: Callable[[Entries], bytes] = zipped,
) -> io.BytesIO:
    """The same file with its content or its manifest changed, whole in itself."""
    outer = unzipped(file.getvalue())
    entries = unzipped(outer[archive.PLAIN])
    within(entries)
    content = inner(entries)
    said = json.loads(outer[archive.MANIFEST])
    said["content"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    manifest(said)
    return io.BytesIO(zipped({archive.PLAIN: content, archive.MANIFEST: json.dumps(said).encode()}))


def change(label: str, **values: Any) -> Callable[[Entries], None]:
    """Changes fields of a table's first row; "-" takes one away."""

    def within(entries: Entries) -> None:
        name = f"tables/{label}.jsonl"
        first, *others = entries[name].splitlines()
        row = {**json.loads(first), **values}
        row = {key: value for key, value in row.items() if value != "-"}
        entries[name] = b"\n".join([json.dumps(row).encode(), *others]) + b"\n"

    return within


def read(file: io.BytesIO, now: Any, key: bytes | None = None) -> Any:
    return import_edition(source=file, slug="second", key=key, by=BY, now=now)


def refused(file: io.BytesIO, now: Any, refusal: type[Exception], key: bytes | None = None) -> str:
    before = Congress.objects.count(), StoredFile.objects.count(), Axis.objects.count()
    with pytest.raises(refusal) as found:
        read(file, now, key)
    assert (Congress.objects.count(), StoredFile.objects.count(), Axis.objects.count()) == before
    return str(found.value)


# --- the whole file -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"%PDF-1.7", b"x" * 5000, zipped({}), zipped({"manifest.json": b"{}"})],
    ids=["nothing", "begun", "pdf", "words", "no entry", "no manifest to speak of"],
)
def test_what_is_no_export_is_refused(data, now):
    refused(io.BytesIO(data), now, NotSuchAFile)


def test_half_a_file_is_refused(file, now):
    refused(io.BytesIO(file.getvalue()[: len(file.getvalue()) // 2]), now, NotSuchAFile)


def test_one_wrong_byte_is_found(file, now):
    outer = unzipped(file.getvalue())
    content = bytearray(outer[archive.PLAIN])
    content[len(content) // 3] ^= 1

    refused(io.BytesIO(zipped({**outer, archive.PLAIN: bytes(content)})), now, FileDamaged)


def test_file_from_a_newer_version_is_refused_and_both_are_named(file, now):
    newer = rebuilt(file, manifest=lambda said: said.update(version=2, made_by="3.1.4"))

    sentence = refused(newer, now, FileIsNewer)

    assert "format 2" in sentence
    assert "(3.1.4, format 2)" in sentence
    assert "(0.1.0) reads files up to format 1" in sentence


def test_newer_file_is_told_by_its_manifest_wherever_that_lies_and_whatever_else_there_is(file, now):
    entries = unzipped(rebuilt(file, manifest=lambda said: said.update(version=2, lock=["new"])).getvalue())
    manifest = entries.pop(archive.MANIFEST)

    refused(io.BytesIO(zipped({archive.MANIFEST: manifest, "parts/1": b"", "parts/2": b""})), now, FileIsNewer)
    refused(io.BytesIO(zipped({archive.MANIFEST: manifest, **entries})), now, FileIsNewer)


@pytest.mark.parametrize("said", [{"format": "other"}, {"version": "1"}, {"version": None}])
def test_file_of_another_kind_is_refused(said, file, now):
    refused(rebuilt(file, manifest=lambda known: known.update(said)), now, NotSuchAFile)


def test_manifest_that_miscounts_is_refused(file, now):
    refused(rebuilt(file, manifest=lambda said: said["counts"].update({"congress.axis": 7})), now, FileDamaged)


# --- bombs and paths ----------------------------------------------------------------------------
def test_bomb_is_not_opened(file, now):
    def packed(entries: Entries) -> bytes:
        return zipped({**entries, "tables/congress.axis.jsonl": b" " * 60_000_000})

    refused(rebuilt(file, inner=packed), now, FileTooBig)


def test_too_many_entries_are_not_opened(file, now, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 20)

    refused(file, now, FileTooBig)


def test_too_large_a_file_is_not_opened(file, now, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)

    refused(file, now, FileTooBig)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "files/../../x", "files/" + "A" * 64, "tables/../x.y.jsonl", "x", "files/"],
)
def test_entry_with_another_name_is_refused(name, file, now):
    refused(rebuilt(file, lambda entries: entries.update({name: b"x"})), now, FileDamaged)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entry_that_comes_twice_is_refused(file, now):
    twice = ("tables/congress.axis.jsonl", b"")

    refused(rebuilt(file, inner=lambda entries: zipped(entries, (twice,))), now, FileDamaged)


def test_stored_file_that_is_not_what_its_name_says_is_refused(file, now):
    def within(entries: Entries) -> None:
        name = next(name for name in entries if name.startswith("files/"))
        entries[name] = b"\x89PNG other"

    refused(rebuilt(file, within), now, FileDamaged)


# --- rows ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("congress.call", {"kind": "party"}),
        ("congress.call", {"opens_at": "soon"}),
        ("congress.call", {"congress": 99}),
        ("congress.call", {"congress": None}),
        ("congress.call", {"congress": ["a"]}),
        ("congress.call", {"form": {"x": 1}}),
        ("congress.axis", {"code": "a b"}),
        ("congress.axis", {"code": "x" * 41}),
        ("congress.axis", {"name": {"en": 7}}),
        ("congress.axis", {"position": -1}),
        ("congress.axis", {"name": {"en": "\x00"}}),
        ("congress.congress", {"timezone": "Mars/Olympus"}),
        ("registration.point", {"rules": {"opens_at": "soon"}}),
        ("registration.terms", {"refund_rules": [7]}),
        ("congress.milestone", {"waits_for": [99]}),
    ],
)
def test_row_that_cannot_be_read_is_refused_by_its_name(label, values, file, now):
    sentence = refused(rebuilt(file, change(label, **values)), now, RowDamaged)

    assert sentence.startswith(label)


@pytest.mark.parametrize(
    "line", [b"[]", b"7", b'{"#": true}', b"{}", b"{", b'{"#":1,"x":NaN}', b"[" * 100_000, b"\xff"]
)
def test_line_that_is_no_row_is_refused(line, file, now):
    spoilt = rebuilt(file, lambda entries: entries.update({"tables/congress.axis.jsonl": line + b"\n"}))

    refused(spoilt, now, FileDamaged)


def test_rows_that_contradict_each_other_are_refused(file, now):
    def within(entries: Entries) -> None:
        name = "tables/congress.axis.jsonl"
        row = json.loads(entries[name])
        entries[name] += json.dumps({**row, "#": 2}).encode() + b"\n"

    twice = rebuilt(file, within, manifest=lambda said: said["counts"].update({"congress.axis": 2}))

    assert "congress.axis" in refused(twice, now, RowsContradict)


def test_field_of_an_older_version_gets_its_default(file, now):
    done = read(rebuilt(file, change("congress.call", summary_words="-", position="-")), now)

    call = Call.objects.get(congress=done.congress)
    assert (call.summary_words, call.position) == (300, 0)


def test_table_of_an_older_version_is_empty(file, now):
    def within(entries: Entries) -> None:
        del entries["tables/congress.axis.jsonl"]
        for label in ("visits.studyvisit", "programme.session"):
            change(label, axis=None)(entries)

    done = read(rebuilt(file, within, manifest=lambda said: said["counts"].pop("congress.axis")), now)

    assert done.congress.axes.count() == 0


def test_field_that_is_not_known_is_left_out_and_said(file, now):
    done = read(rebuilt(file, change("congress.axis", colour="#123456")), now)

    assert done.left_out == ["congress.axis.colour"]


def test_colour_that_is_none_becomes_the_usual_one(file, now):
    spoilt = rebuilt(file, change("congress.congress", primary_colour="}a{b:c}"))

    assert read(spoilt, now).congress.primary_colour == "#1d3a5f"


def test_category_with_no_colour_gets_the_usual_band(file, now):
    done = read(rebuilt(file, change("registration.category", colour="nocolou")), now)

    assert Category.objects.get(congress=done.congress).colour == "#1d3a5f"


@pytest.mark.parametrize("claim", ["text/html", "image/svg+xml", "image/jpeg", "application/pdf"])
def test_file_that_claims_to_be_another_kind_is_a_download(claim, file, now):
    spoilt = rebuilt(file, change("common.storedfile", content_type=claim))

    congress = read(spoilt, now).congress
    kinds = {congress.logo.content_type, congress.header_image.content_type}
    kinds |= {row.file.content_type for row in Picture.objects.filter(congress=congress)}
    assert kinds == {"application/octet-stream", "image/png"}


# --- sealed files -------------------------------------------------------------------------------
@pytest.fixture
def sealed(now, files_dir) -> io.BytesIO:
    lock, key = new_lock("four words of ours")
    target = io.BytesIO()
    export_edition(congress=full(now), target=target, lock=lock, key=key, now=now)
    return target


def test_wrong_passphrase_opens_nothing(sealed):
    with pytest.raises(WrongPassphrase):
        key_for(look(sealed), "three words of ours")


def test_file_with_people_asks_for_its_passphrase(sealed):
    with pytest.raises(PassphraseMissing):
        key_for(look(sealed), "")


def test_sealed_part_that_was_changed_is_refused(sealed, now):
    outer = unzipped(sealed.getvalue())
    content = bytearray(outer[archive.SEALED])
    content[100] ^= 1
    said = json.loads(outer[archive.MANIFEST])
    said["content"]["sha256"] = hashlib.sha256(bytes(content)).hexdigest()
    data = {archive.SEALED: bytes(content), archive.MANIFEST: json.dumps(said).encode()}
    spoilt = io.BytesIO(zipped(data))

    refused(spoilt, now, SealBroken, key_for(look(spoilt), "four words of ours"))


def test_manifest_of_a_sealed_file_cannot_be_changed(sealed, now):
    outer = unzipped(sealed.getvalue())
    said = json.loads(outer[archive.MANIFEST])
    said["about"]["slug"] = "other"
    spoilt = io.BytesIO(zipped({archive.SEALED: outer[archive.SEALED], archive.MANIFEST: json.dumps(said).encode()}))

    refused(spoilt, now, SealBroken, key_for(look(spoilt), "four words of ours"))
