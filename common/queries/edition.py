"""What of the ground floor goes along when an edition is copied, exported or imported."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import models

from common import letters
from common.models import (
    AuditEntry,
    IdempotencyKey,
    Job,
    LetterText,
    PersonKey,
    QueuedMail,
    StoredFile,
    TranslationMark,
)
from common.transfer.reading import RowDamaged
from common.transfer.tables import Pointer, Table
from common.uploads import honest_type
from common.wording import faults


def _believe_bytes(_reading: Any, row: StoredFile) -> None:
    """Says of a file what its bytes are, whatever the file that it came in said. Raises Invalid for a huge picture."""
    if row.size:
        with default_storage.open(row.name) as data:
            row.content_type = honest_type(data, row.content_type)


def _can_be_sent(_reading: Any, row: LetterText) -> None:
    """A letter of the file says nothing that could not be written here."""
    if not letters.exists(row.code) or faults(row.subject, row.body, letters.known(row.code)):
        raise RowDamaged(table="common.lettertext", row=f"{row.code} {row.language}", field="body")


SET_UP: tuple[Table, ...] = (
    Table(
        StoredFile,
        kept="original_name content_type size sha256 created_at person",
        never="name",
        has_bytes=True,
        finish=_believe_bytes,
    ),
    Table(
        LetterText,
        word="scope",
        kept="code language subject body updated_at",
        begun={"version": 1},
        lived={"updated_by": ""},
        finish=_can_be_sent,
    ),
)
PEOPLE: tuple[Table, ...] = ()
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {
    AuditEntry: "the trail of an installation stays where things happened",
    PersonKey: "keys of the trail",
    Job: "background work of this installation",
    QueuedMail: "letters that have left, or are about to leave, from here",
    TranslationMark: "which original a translation followed; where it arrives, what is there is its own baseline",
    IdempotencyKey: "kept for a day, for those who asked here",
}
