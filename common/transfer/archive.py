"""The file: a ZIP of a manifest, which anybody may read, and the content, a ZIP of its own, which may be sealed.

Within the content `tables/….jsonl` holds a table, one row a line, and `files/…` a stored file under its SHA-256. The
format is described in docs/algorithms/edition-file.md.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Invalid
from common.transfer import sealing
from common.transfer.writing import BYTES, SYMBOL, Gathering, Row, one_instant

MANIFEST, PLAIN, SEALED = "manifest.json", "content.zip", "content.sealed"
MAX_BYTES = 256 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 20_000
MAX_MANIFEST = 256 * 1024
MAX_LINE = 4 * 1024 * 1024
PIECE = 1024 * 1024
_ENTRY = re.compile(r"tables/[a-z]+\.[a-z]+\.jsonl|files/[0-9a-f]{64}")


class NotSuchAFile(Invalid):
    code = "not_such_a_file"
    message = _("This is no file of this kind: it was not written by an export.")


class FileDamaged(Invalid):
    code = "file_damaged"
    message = _("The file is damaged or incomplete: {part} is not what was written. Nothing was read.")


class FileTooBig(Invalid):
    code = "file_too_big"
    message = _("The file holds or unpacks to far more than an export does. It was not opened.")


class FileIsNewer(Conflict):
    code = "file_is_newer"
    message = _(
        "The file was written by a newer Plenaria ({made_by}, format {found}). This installation ({ours}) reads files "
        "up to format {known}, so nothing was imported. Please have this one updated, then upload the file again."
    )


@dataclass
class Manifest:
    """What a file says of itself without being opened. `about` is the caller's; `counts` are rows by table."""

    format: str
    version: int
    made_by: str
    made_at: str
    lived: bool
    counts: dict[str, int] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    lock: dict[str, Any] | None = None
    content: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))

    @property
    def bound(self) -> bytes:
        """What the content is sealed to: all of it but the content's own digest."""
        return json.dumps({**self.as_json(), "content": None}, sort_keys=True).encode()


# --- writing ------------------------------------------------------------------------------------
def write(
    gathering: Gathering, target: IO[bytes], *, manifest: Manifest, scratch: IO[bytes], key: bytes | None
) -> list[str]:
    """Writes the whole file and fills the manifest's counts and digests; returns the stored files that are missing.

    `scratch` is an empty file for the content on its way. With a `key` the content is sealed.
    """
    missing = _write_content(gathering, scratch, manifest)
    scratch.seek(0)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as outer:
        with outer.open(_info(SEALED if key else PLAIN), "w", force_zip64=True) as entry:
            out = _Hashing(entry)
            if key:
                sealing.seal(scratch, out, key=key, bound=manifest.bound)  # type: ignore[arg-type]
            else:
                while piece := scratch.read(PIECE):
                    out.write(piece)
        manifest.content = {"sha256": out.digest.hexdigest(), "size": out.size}
        outer.writestr(_info(MANIFEST), json.dumps(manifest.as_json(), ensure_ascii=False, indent=1, sort_keys=True))
    return missing


def _write_content(gathering: Gathering, target: IO[bytes], manifest: Manifest) -> list[str]:
    lines: dict[str, list[bytes]] = {}
    stored: list[tuple[str, Row]] = []
    with one_instant():
        for table, rows in gathering.tables():
            lines[table.label] = []
            for row in rows:
                if table.has_bytes:
                    stored.append((table.label, row))
                else:
                    lines[table.label].append(_line(row))
    missing: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as inner:
        written: set[str] = set()
        for label, row in stored:
            _write_file(inner, row, written, missing)
            lines[label].append(_line(row))
        for label, texts in lines.items():
            manifest.counts[label] = len(texts)
            inner.writestr(_info(f"tables/{label}.jsonl"), b"".join(texts))
    return missing


def _line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _write_file(inner: zipfile.ZipFile, row: Row, written: set[str], missing: list[str]) -> None:
    """Puts a stored file into the archive, once, and its SHA-256 into the row."""
    name, row[BYTES] = row[BYTES], None
    if name is None:
        return
    try:
        with default_storage.open(name) as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
            if digest not in written:
                data.seek(0)
                with inner.open(_info(f"files/{digest}"), "w", force_zip64=True) as entry:
                    while piece := data.read(PIECE):
                        entry.write(piece)
    except FileNotFoundError:
        missing.append(name)
        return
    written.add(digest)
    row[BYTES] = digest


def _info(name: str) -> zipfile.ZipInfo:
    """Without the hour of writing, so that equal content makes equal bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if PurePosixPath(name).suffix in {".jsonl", ".json"} else 0
    return info


class _Hashing:
    """A target that knows the digest and the size of what was written to it."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.digest, self.size = target, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        self.target.write(data)


# --- reading ------------------------------------------------------------------------------------
def manifest_of(source: IO[bytes], *, format: str, version: int, ours: str) -> Manifest:
    """What a file says of itself; its content is not looked at yet. `format` and `version` are what we read.

    Raises FileTooBig, NotSuchAFile, FileIsNewer, FileDamaged.
    """
    with _zip(source, NotSuchAFile()) as outer:
        names = [info.filename for info in outer.infolist()]
        if names.count(MANIFEST) != 1:
            raise NotSuchAFile()
        if outer.getinfo(MANIFEST).file_size > MAX_MANIFEST:
            raise FileTooBig()
        value = _json(_read(outer, MANIFEST), MANIFEST)
    if not isinstance(value, dict) or value.get("format") != format or not isinstance(value.get("version"), int):
        raise NotSuchAFile()
    if value["version"] > version:
        made_by = str(value.get("made_by", "?"))[:40]
        raise FileIsNewer(found=value["version"], known=version, made_by=made_by, ours=ours)
    # Only now: what else lies in the file, and how its parts are called, a newer format may have changed.
    if len(names) != 2 or not set(names) & {PLAIN, SEALED}:
        raise NotSuchAFile()
    known = set(Manifest.__dataclass_fields__)
    found = Manifest(**{name: part for name, part in value.items() if name in known})
    kinds = (found.counts, found.about, found.content)
    sealed = isinstance(found.lock, dict)
    if not all(isinstance(part, dict) for part in kinds) or (SEALED in names) != sealed:
        raise FileDamaged(part=MANIFEST)
    return found


def content_of(source: IO[bytes], *, manifest: Manifest, scratch: IO[bytes], key: bytes | None) -> "Content":
    """The content, checked against the manifest, in `scratch` (an empty file), which must stay open while it is read.

    Raises FileTooBig, FileDamaged, SealBroken.
    """
    with _zip(source, FileDamaged(part=MANIFEST)) as outer:
        name = SEALED if manifest.lock else PLAIN
        digest = hashlib.sha256()
        try:
            with outer.open(name) as entry:
                while piece := entry.read(PIECE):
                    digest.update(piece)
            if digest.hexdigest() != manifest.content.get("sha256"):
                raise FileDamaged(part=name)
            with outer.open(name) as entry:
                if key is not None:
                    sealing.unseal(entry, scratch, key=key, bound=manifest.bound)
                else:
                    while piece := entry.read(PIECE):
                        scratch.write(piece)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise FileDamaged(part=name) from error
    scratch.seek(0)
    return Content(_zip(scratch, FileDamaged(part=name)), manifest)


def _zip(source: IO[bytes], otherwise: Invalid) -> zipfile.ZipFile:
    """Opens a ZIP whose entries are few and modest as it says; its reader gives no more bytes than it says."""
    source.seek(0, 2)
    packed = source.tell()
    if packed > MAX_BYTES:
        raise FileTooBig()
    try:
        found = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise otherwise from error
    sizes = [info.file_size for info in found.infolist()]
    if len(sizes) > MAX_ENTRIES or sum(sizes) > MAX_UNPACKED or sum(sizes) > MAX_RATIO * packed + MAX_MANIFEST:
        raise FileTooBig()
    return found


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise FileDamaged(part=name) from error


def _json(text: bytes, part: str) -> Any:
    def refuse(word: str) -> Any:
        raise ValueError(word)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise FileDamaged(part=part) from error


class Content:
    """The rows and files of an opened archive: a `Source` for reading."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.archive, self.manifest = archive, manifest
        names = [info.filename for info in archive.infolist()]
        if len(set(names)) != len(names) or not all(_ENTRY.fullmatch(name) for name in names):
            raise FileDamaged(part=PLAIN)
        self.names = set(names)

    def check(self) -> None:
        """Reads every table once: each must be whole and have as many rows as the manifest says. Raises FileDamaged."""
        for label in {*self.manifest.counts, *(name[7:-6] for name in self.names if name.startswith("tables/"))}:
            if sum(1 for _row in self.rows(label)) != self.manifest.counts.get(label, 0):
                raise FileDamaged(part=label)

    def rows(self, label: str) -> Iterator[Row]:
        name = f"tables/{label}.jsonl"
        if name not in self.names:
            return
        try:
            with self.archive.open(name) as entry:
                while line := entry.readline(MAX_LINE):
                    row = _json(line, label)
                    if not isinstance(row, dict) or type(row.get(SYMBOL)) not in (int, str):
                        raise FileDamaged(part=label)
                    yield row
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise FileDamaged(part=label) from error

    def open(self, key: str) -> IO[bytes]:
        """A stored file's bytes, known to be those of their name. Raises FileDamaged."""
        name = f"files/{key}"
        if name not in self.names:
            raise FileDamaged(part=name)
        digest = hashlib.sha256()
        try:
            with self.archive.open(name) as entry:
                while piece := entry.read(PIECE):
                    digest.update(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise FileDamaged(part=name) from error
        if digest.hexdigest() != key:
            raise FileDamaged(part=name)
        return self.archive.open(name)
