"""Keeping answers."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from common.errors import Invalid
from questions.actions.files import Upload, keep_files, received
from questions.models import AnswerSet, Form
from questions.queries.forms import asked, files_of, questions_of, sentence, spec
from questions.rules.answers import check_all

PREFIX = "q_"


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers as they may be kept, and the files that came with them, by key."""

    answers: dict[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)


def checked_answers(
    *, form: Form | None, answers: Mapping[str, Any], complete: bool, kept: AnswerSet | None = None
) -> Checked:
    """The answers as they may be kept; raises Invalid with a sentence per question, under "q_<code>".

    `kept` has the answers so far: what it holds of retired questions stays. A file is answered by what was sent
    (a django File), or by the key of one that is there already.
    """
    questions = questions_of(form)
    before = kept.answers if kept else {}
    given, files, refused = received(asked(questions), answers)
    known = {code: {row.key for row in rows} for code, rows in files_of(kept, questions).items()}
    for key, upload in files.items():
        known.setdefault(upload.question, set()).add(key)
    specs = [spec(question, known.get(question.code, ())) for question in asked(questions)]
    clean, faults = check_all(specs, given, complete=complete, before=before)
    sentences = {code: [sentence(fault)] for code, fault in faults.items()} | refused
    if sentences:
        raise Invalid(fields={PREFIX + code: texts for code, texts in sentences.items()})
    retired = {q.code: before[q.code] for q in questions if q.is_retired and q.code in before}
    return Checked({**retired, **clean}, files)


def save_answers(
    *,
    form: Form,
    answers: Mapping[str, Any],
    complete: bool,
    now: datetime,
    answer_set: AnswerSet | None = None,
    person: uuid.UUID | None = None,
) -> AnswerSet:
    """Writes the answers into `answer_set`, or into a new one. Raises Invalid. A repeat is harmless.

    With `complete` required questions must be answered; a draft may leave them open. Runs inside the
    caller's transaction, which holds the lock on the row that the answers belong to.
    """
    checked = checked_answers(form=form, answers=answers, complete=complete, kept=answer_set)
    return keep_answers(form=form, checked=checked, now=now, answer_set=answer_set, person=person)


def keep_answers(
    *,
    form: Form,
    checked: Checked,
    now: datetime,
    answer_set: AnswerSet | None = None,
    person: uuid.UUID | None = None,
) -> AnswerSet:
    """Writes checked answers with their files. `person` is the reference of whose files they are."""
    kept = answer_set or AnswerSet(form=form)
    had_files = kept.pk is not None
    kept.answers = checked.answers
    kept.save()
    if checked.files or had_files:
        keep_files(answer_set=kept, sent=checked.files, now=now, person=person)
    return kept
