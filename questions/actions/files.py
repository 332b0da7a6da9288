"""Files that are sent as answers: checked, kept, let go."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import uploads
from common.errors import Invalid
from common.models import StoredFile
from questions.enums import QuestionKind
from questions.models import AnswerFile, AnswerSet, Question
from questions.rules.files import claims_another
from questions.rules.text import tidy


@dataclass(frozen=True, slots=True)
class Upload:
    """A checked file that waits to be kept."""

    question: str
    data: bytes
    content_type: str
    name: str


def received(
    questions: Iterable[Question], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Upload], dict[str, list[Any]]]:
    """(answers with a key in the place of every file that was sent, those files by key, sentences by question code).

    Whatever is no file question's answer stays as it is.
    """
    given, found, faults = dict(answers), {}, {}
    for question in questions:
        sent = given.get(question.code)
        if question.kind != QuestionKind.FILE or not isinstance(sent, File):
            continue
        key = secrets.token_hex(12)
        try:
            found[key] = _checked(question, sent)
            given[question.code] = key
        except Invalid as error:
            faults[question.code] = [str(error)]
            del given[question.code]
    return given, found, faults


def _checked(question: Question, sent: "File[Any]") -> Upload:
    sent.seek(0)  # what was refused may be kept as a draft, and is read once more
    name = tidy(sent.name or "")[-200:]
    if not sent.size:
        raise Invalid(_("The file is empty."))
    most = settings.UPLOAD_MAX_BYTES
    if question.max_megabytes:
        most = min(most, question.max_megabytes * 1024 * 1024)
    data, kind = uploads.checked(sent, kinds=set(question.file_kinds), max_bytes=most)
    if claims_another(name, kind):
        raise Invalid(_("The name of this file says that it is something else than it is. Please save it anew."))
    return Upload(question.code, data, kind, name)


def keep_files(
    *, answer_set: AnswerSet, sent: Mapping[str, Upload], now: datetime, person: uuid.UUID | None = None
) -> None:
    """Keeps the files that the answers name, and lets those go that they name no longer, their bytes on commit.

    Runs inside the caller's transaction, after the answers were saved. `person` is the reference of whose files
    they are: an erasure empties them.
    """
    named = {value for value in answer_set.answers.values() if isinstance(value, str)}
    for key, one in sent.items():
        if key in named:
            kept = uploads.store(
                data=one.data, content_type=one.content_type, original_name=one.name, now=now, person=person
            )
            AnswerFile.objects.create(answer_set=answer_set, question=one.question, key=key, file=kept)
    drop_files(AnswerFile.objects.filter(answer_set=answer_set).exclude(key__in=named))


def drop_files(rows: Iterable[AnswerFile]) -> None:
    """Deletes answers' files with what they stand for; the bytes go once the transaction is committed."""
    for row in rows:
        file_id = row.file_id
        row.delete()
        for file in StoredFile.objects.filter(pk=file_id):
            transaction.on_commit(partial(default_storage.delete, file.name))
            file.delete()
