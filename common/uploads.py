"""Checking what is uploaded: type by content, caps before parsing, images re-encoded without EXIF."""

import hashlib
import io
import math
import secrets
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common import office, pdf_check
from common.errors import Invalid
from common.models import StoredFile

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 25_000_000
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 120
MAX_PAGES = 300
_MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/zip",
}


def sniff(head: bytes) -> str:
    """The content type by the first bytes; "" when it is none that we take."""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return ""


def checked(upload: UploadedFile | IO[bytes], *, kinds: set[str], max_bytes: int | None = None) -> tuple[bytes, str]:
    """(bytes, content type) of an upload that is one of `kinds`; raises Invalid with a sentence.

    Kinds are "pdf", "image", and "document", "spreadsheet" and "slides" of office programs.
    """
    data = _read(upload, max_bytes or settings.UPLOAD_MAX_BYTES)
    kind = sniff(data[:16])
    if kind == "application/pdf" and "pdf" in kinds:
        _check_pdf(data)
        return data, kind
    if kind.startswith("image/") and "image" in kinds:
        return reencoded(data), "image/png" if kind == "image/png" else "image/jpeg"
    if kinds & set(office.KINDS.values()):
        if data.startswith(office.OLE):
            raise Invalid(
                _("The file is protected by a password, or of an old kind. Please save it as DOCX, ODT or PDF.")
            )
        found = office.content_type(data) if kind == "application/zip" else ""
        if office.KINDS.get(found) in kinds:
            return data, found
    raise Invalid(_("This type of file is not accepted here, whatever its name says."))


def _read(upload: UploadedFile | IO[bytes], most: int) -> bytes:
    data = upload.read(most + 1)
    if len(data) > most:
        raise Invalid(_("The file is larger than {limit} MB."), limit=most // (1024 * 1024))
    return data


def honest_type(data: IO[bytes], claimed: str) -> str:
    """The content type by which a file that another installation kept may be given out: what its bytes are.

    A claim that the bytes do not bear out, or that browsers would run, becomes a plain download. Raises Invalid for a
    picture of too many pixels.
    """
    from PIL import Image, UnidentifiedImageError

    kind = sniff(data.read(16))
    if kind.startswith("image/"):
        data.seek(0)
        try:
            with Image.open(data) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Invalid(_("The picture has too many pixels. Please send a smaller one."))
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            return "application/octet-stream"
    is_office = kind == "application/zip" and claimed.startswith(office.PREFIXES)
    return claimed if kind and (claimed == kind or is_office) else "application/octet-stream"


def _check_pdf(data: bytes) -> None:
    verdict = pdf_check.verdict(data, most_pages=MAX_PAGES)
    if verdict == "encrypted":
        raise Invalid(_("The PDF is protected by a password. Please send it without one."))
    if verdict == "long":
        raise Invalid(_("The PDF has more than {limit} pages."), limit=MAX_PAGES)
    if verdict != "ok":
        raise Invalid(_("The PDF is damaged and cannot be opened."))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is kept: its bytes, their type, and its size in pixels."""

    data: bytes
    content_type: str
    width: int
    height: int


def picture(upload: UploadedFile | IO[bytes], *, widths: tuple[int, ...]) -> list[Drawn]:
    """An uploaded PNG, JPEG or WebP upright, without metadata, at most so many pixels wide: once for each width that
    makes a difference, the widest first. Raises Invalid with a sentence, for too many pixels before they are decoded.
    """
    data = _read(upload, settings.UPLOAD_MAX_BYTES)
    if not sniff(data[:16]).startswith("image/"):
        raise Invalid(_("This is no picture that can be shown. Please send a PNG, JPEG or WebP."))
    with _opened(data) as image:
        image.draft("RGB", (max(widths), max(widths)))  # a JPEG is decoded no larger than needed
        whole = _upright(image)
        wanted = [min(width, whole.width) for width in widths]
        is_plain = image.format == "PNG" and whole.convert("RGB").getcolors(256) is not None
        return [_drawn(whole, width, is_plain) for width in sorted(set(wanted), reverse=True)]


def reencoded(data: bytes) -> bytes:
    """The same picture without metadata; refuses more than 25 megapixels before decoding them."""
    with _opened(data) as image:
        kept = "PNG" if image.format == "PNG" else "JPEG"
        return _encoded(_upright(image).convert("RGBA" if kept == "PNG" else "RGB"), kept)


@contextmanager
def _opened(data: bytes) -> Iterator["Image.Image"]:
    """A picture of which only the head has been read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(
                    _("The picture has {pixels} megapixels; at most {limit} are taken. Please send a smaller one."),
                    pixels=math.ceil(image.width * image.height / 1_000_000),
                    limit=MAX_PIXELS // 1_000_000,
                )
            yield image
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(_("The picture is damaged and cannot be opened.")) from error


def _upright(image: "Image.Image") -> "Image.Image":
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def _drawn(whole: "Image.Image", width: int, is_plain: bool) -> Drawn:
    """Transparent pictures and those of few colours stay sharp as PNG; photographs become JPEG."""
    clear = whole.has_transparency_data
    small = whole.convert("RGBA" if clear else "RGB")
    small.thumbnail((width, whole.height))
    kind = "PNG" if clear or is_plain else "JPEG"
    return Drawn(_encoded(small, kind), f"image/{kind.lower()}", small.width, small.height)


def _encoded(image: "Image.Image", kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 82, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    return out.getvalue()


def check_zip(data: bytes) -> None:
    """Refuses an XLSX that unpacks to too much (a decompression bomb) or whose XML declares a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = sum(info.file_size for info in archive.infolist())
            if total > MAX_UNPACKED or total > MAX_RATIO * max(len(data), 1):
                raise Invalid(_("The spreadsheet unpacks to far too much data."))
            declares = any(_declares_type(archive.read(name)) for name in archive.namelist())
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Invalid(_("The spreadsheet is damaged and cannot be opened.")) from error
    if declares:
        raise Invalid(_("The spreadsheet holds a document type declaration, which no spreadsheet needs."))


def _declares_type(xml: bytes) -> bool:
    """Whether XML may name entities of its own; in an office file the words can only be a declaration."""
    return any("<!DOCTYPE".encode(encoding) in xml for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def store(
    *, data: bytes, content_type: str, original_name: str, now: datetime, person: uuid.UUID | None = None
) -> StoredFile:
    """Keeps checked bytes under a random name outside the web root."""
    name = f"{secrets.token_hex(2)}/{secrets.token_hex(16)}"
    default_storage.save(name, ContentFile(data))
    return StoredFile.objects.create(
        name=name,
        original_name=original_name.replace("\x00", "")[-200:],
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        person=person,
        created_at=now,
    )
