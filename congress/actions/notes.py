"""Notes on milestones, and the minutes of meetings: written, corrected, removed."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.models import StoredFile
from common.uploads import checked, store
from congress.enums import Verb
from congress.models import Congress, Milestone, Note

BODY_MAX = 50_000  # characters


class NoteChanged(Conflict):
    code = "note_changed"
    message = _("Somebody else has changed this text in the meantime. Please compare, then save again.")


def write_note(
    *,
    congress: Congress,
    body: str,
    by: Actor,
    now: datetime,
    milestone: Milestone | None = None,
    title: str = "",
    held_on: date | None = None,
    attachment: object | None = None,
) -> Note:
    """Keeps a note on a milestone, or minutes (with `held_on`, the day of the meeting). Raises Invalid per field."""
    _check(body, title, held_on)
    file = _kept(attachment, now)
    with transaction.atomic():
        row = Note.objects.create(
            congress=congress, milestone=milestone, title=title.strip(), held_on=held_on, body=body.strip(),
            attachment=file, written_at=now, written_by=_value(by),
        )  # fmt: skip
        _record(Verb.NOTE_WRITTEN, row, by, now)
    return row


def change_note(
    *,
    note: Note,
    version: int,
    body: str,
    by: Actor,
    now: datetime,
    title: str = "",
    held_on: date | None = None,
    attachment: object | None = None,
) -> Note:
    """Corrects the version that was read; it stays its author's, and says when it was corrected and by whom.

    Raises NoteChanged if somebody was faster, Invalid per field.
    """
    _check(body, title, held_on)
    file = _kept(attachment, now)
    with transaction.atomic():
        row = Note.objects.select_for_update(of=("self",)).select_related("congress", "milestone").get(pk=note.pk)
        if row.version != version:
            raise NoteChanged()
        row.title, row.held_on, row.body = title.strip(), held_on, body.strip()
        old = row.attachment if file else None
        row.attachment = file or row.attachment
        row.version += 1
        row.corrected_at, row.corrected_by = now, _value(by)
        row.save()
        _let_go(old)
        _record(Verb.NOTE_CHANGED, row, by, now)
    return row


def remove_note(*, note: Note, version: int, by: Actor, now: datetime) -> None:
    """Removes the version that was read, with its attachment. Raises NoteChanged if it was corrected meanwhile."""
    with transaction.atomic():
        row = Note.objects.select_for_update(of=("self",)).select_related("congress", "milestone").get(pk=note.pk)
        if row.version != version:
            raise NoteChanged()
        _record(Verb.NOTE_REMOVED, row, by, now)
        row.delete()
        _let_go(row.attachment)


def _value(by: Actor) -> str:
    return f"{by.kind}:{by.id}"[:90]


def _check(body: str, title: str, held_on: date | None) -> None:
    faults: dict[str, list[Any]] = {}
    if not body.strip():
        faults["body"] = [_("Please write something.")]
    elif len(body) > BODY_MAX:
        faults["body"] = [_("This text is too long to be kept.")]
    if held_on is not None and not title.strip():
        faults["title"] = [_("Please say which meeting this was.")]
    if faults:
        raise Invalid(fields=faults)


def _kept(upload: object | None, now: datetime) -> StoredFile | None:
    if upload is None:
        return None
    data, kind = checked(upload, kinds={"pdf", "image"})  # type: ignore[arg-type]
    return store(data=data, content_type=kind, original_name=getattr(upload, "name", "file"), now=now)


def _let_go(file: StoredFile | None) -> None:
    """Removes a file with its bytes, unless another note has it."""
    if file is None or Note.objects.filter(attachment=file).exists():
        return
    transaction.on_commit(partial(default_storage.delete, file.name))
    file.delete()


def _record(verb: Verb, row: Note, by: Actor, now: datetime) -> None:
    about = ("note", row.pk, row.milestone.code if row.milestone else "")
    audit.record(verb=verb, subject=about, by=by, now=now, scope=row.congress.slug, after={"version": row.version})
