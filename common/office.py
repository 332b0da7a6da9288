"""Files of office programs, told by what is in them: text documents, spreadsheets, slides. None is unpacked whole."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# content type → the kind by which a question names it
KINDS = {
    f"{_OOXML}wordprocessingml.document": "document",
    f"{_ODF}text": "document",
    f"{_OOXML}spreadsheetml.sheet": "spreadsheet",
    f"{_ODF}spreadsheet": "spreadsheet",
    f"{_OOXML}presentationml.presentation": "slides",
    f"{_ODF}presentation": "slides",
}
PREFIXES = (_OOXML, _ODF)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and what Office has encrypted
MAX_UNPACKED = 120 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 4000
_MAIN = re.compile(rb'ContentType="(application/vnd\.openxmlformats-officedocument\.[a-z.]+)\.main\+xml"')
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/|macrosheets/)", re.IGNORECASE)


def content_type(data: bytes) -> str:
    """The content type of an office file, "" for any other archive.

    Raises Invalid for a file that is damaged, encrypted, holds macros, or unpacks to far too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _checked(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError, KeyError) as error:
        raise Invalid(_("The file is damaged and cannot be opened.")) from error


def _checked(archive: zipfile.ZipFile, size: int) -> str:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or total > MAX_UNPACKED or total > MAX_RATIO * max(size, 1):
        raise Invalid(_("The file unpacks to far too much data."))
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts) or _is_sealed(archive, names):
        raise Invalid(_("The file is protected by a password. Please send it without one."))
    found = _type(archive, names)
    if found and any(_MACROS.search(name) for name in names):
        raise Invalid(_("The file holds macros, which nobody here would run. Please save it without them."))
    return found


def _type(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        main = _MAIN.search(_head(archive, "[Content_Types].xml", 200_000))
        found = main.group(1).decode() if main else ""
    else:
        found = _head(archive, "mimetype", 100).decode("ascii", "replace").strip() if "mimetype" in names else ""
    return found if found in KINDS else ""


def _is_sealed(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an OpenDocument file says that its parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in _head(archive, manifest, 1_000_000)


def _head(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as part:
        return part.read(most)
