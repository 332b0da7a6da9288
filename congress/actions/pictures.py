"""The pictures and files that pages show."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.models import StoredFile
from common.uploads import checked, picture, store
from congress.models import Congress, Picture
from congress.queries.pages import pages_showing
from congress.rules.blocks import one_line
from questions.rules.text import tidy

WIDTHS = (1600, 720)  # pixels: a wide page, and a telephone
MOST_ALT = 500


class PictureInUse(Conflict):
    code = "picture_in_use"
    message = _("A page shows this, or its draft does. Take it out there first: {pages}.")


def add_picture(
    *, congress: Congress, upload: UploadedFile, by: Actor, now: datetime, alt: Mapping[str, str] | None = None
) -> Picture:
    """Keeps an uploaded picture in the widths that pages need, upright and without metadata. Raises Invalid."""
    drawn = picture(upload, widths=WIDTHS)
    name = _file_name(upload)
    with transaction.atomic():
        files = [store(data=one.data, content_type=one.content_type, original_name=name, now=now) for one in drawn]
        return _add(
            Picture(
                congress=congress,
                file=files[0],
                small=files[1] if len(files) > 1 else None,
                width=drawn[0].width,
                height=drawn[0].height,
                alt=_tidied(alt or {}),
            ),
            by,
            now,
        )


def add_file(*, congress: Congress, upload: UploadedFile, by: Actor, now: datetime) -> Picture:
    """Keeps an uploaded PDF for downloading. Raises Invalid."""
    data, kind = checked(upload, kinds={"pdf"})
    with transaction.atomic():
        kept = store(data=data, content_type=kind, original_name=_file_name(upload), now=now)
        return _add(Picture(congress=congress, file=kept), by, now)


def describe_picture(*, row: Picture, alt: Mapping[str, str], by: Actor, now: datetime) -> Picture:
    """Says in each language what a picture shows; pages that give no description of their own use this one."""
    with transaction.atomic():
        held = Picture.objects.select_for_update(of=("self",)).select_related("congress").get(pk=row.pk)
        before, held.alt = held.alt, _tidied({**held.alt, **alt})
        if held.alt != before:
            held.save(update_fields=["alt"])
            _audit(held, "picture_described", by, now)
        return held


def remove_picture(*, row: Picture, by: Actor, now: datetime) -> None:
    """Removes a picture or file that no page shows, and its bytes. Raises PictureInUse."""
    with transaction.atomic():
        # Whoever saves a page does not hold this row; the page then shows nothing in its place.
        held = (
            Picture.objects.select_for_update(of=("self",)).select_related("congress", "file", "small").get(pk=row.pk)
        )
        pages = pages_showing(held.congress).get(held.name, [])
        if pages:
            raise PictureInUse(pages=", ".join(page.slug for page in pages))
        _audit(held, "picture_removed", by, now)
        files = [kept for kept in (held.file, held.small) if kept is not None]
        held.delete()
        for kept in files:
            _forget(kept)


def _forget(kept: StoredFile) -> None:
    """Removes a stored file with its bytes, unless the same picture of another edition needs it."""
    if Picture.objects.filter(Q(file=kept) | Q(small=kept)).exists():
        return
    transaction.on_commit(partial(default_storage.delete, kept.name))
    kept.delete()


def _add(row: Picture, by: Actor, now: datetime) -> Picture:
    row.name, row.uploaded_at = secrets.token_hex(12), now
    row.save(force_insert=True)
    _audit(row, "picture_added", by, now)
    return row


def _file_name(upload: UploadedFile) -> str:
    return tidy(upload.name or "")[-120:] or "file"


def _tidied(alt: Mapping[str, str]) -> dict[str, str]:
    texts = {lang: one_line(text)[:MOST_ALT] for lang, text in alt.items()}
    return {lang: text for lang, text in texts.items() if text}


def _audit(row: Picture, verb: str, by: Actor, now: datetime) -> None:
    audit.record(
        verb=verb, subject=("picture", row.pk, row.name), by=by, now=now, scope=row.congress.slug,
        after={"type": row.file.content_type, "bytes": row.file.size, "languages": sorted(row.alt)},
    )  # fmt: skip
