"""Checking what is uploaded: type by content, caps before parsing, images re-encoded without EXIF."""

import hashlib
import io
import secrets
import uuid
import zipfile
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.models import StoredFile

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
    """(bytes, content type) of an upload that is one of `kinds` ("pdf", "image"); raises Invalid with a sentence."""
    most = max_bytes or settings.UPLOAD_MAX_BYTES
    data = upload.read(most + 1)
    if len(data) > most:
        raise Invalid(_("The file is larger than {limit} MB."), limit=most // (1024 * 1024))
    kind = sniff(data[:16])
    if kind == "application/pdf" and "pdf" in kinds:
        _check_pdf(data)
        return data, kind
    if kind.startswith("image/") and "image" in kinds:
        return reencoded(data), "image/png" if kind == "image/png" else "image/jpeg"
    raise Invalid(_("This type of file is not accepted here, whatever its name says."))


def _check_pdf(data: bytes) -> None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Invalid(_("The PDF is protected by a password. Please send it without one."))
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise Invalid(_("The PDF is damaged and cannot be opened.")) from error
    if pages > MAX_PAGES:
        raise Invalid(_("The PDF has more than {limit} pages."), limit=MAX_PAGES)


def reencoded(data: bytes) -> bytes:
    """The same picture without metadata; refuses more than 25 megapixels before decoding them."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(_("The picture has too many pixels. Please send a smaller one."))
            kept = "PNG" if image.format == "PNG" else "JPEG"
            upright = ImageOps.exif_transpose(image)
            out = io.BytesIO()
            upright.convert("RGBA" if kept == "PNG" else "RGB").save(out, kept)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Invalid(_("The picture is damaged and cannot be opened.")) from error


def check_zip(data: bytes) -> None:
    """Refuses an XLSX that unpacks to too much (a decompression bomb)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Invalid(_("The spreadsheet is damaged and cannot be opened.")) from error
    if total > MAX_UNPACKED or total > MAX_RATIO * max(len(data), 1):
        raise Invalid(_("The spreadsheet unpacks to far too much data."))


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
