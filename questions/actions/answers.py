"""Keeping answers."""

from collections.abc import Mapping
from typing import Any

from common.errors import Invalid
from questions.models import AnswerSet, Form
from questions.queries.forms import questions_of, sentence, spec
from questions.rules.answers import check_all

PREFIX = "q_"


def checked_answers(
    *, form: Form | None, answers: Mapping[str, Any], complete: bool, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The answers as they may be kept; raises Invalid with a sentence per question, under "q_<code>"."""
    specs = [spec(question) for question in questions_of(form)]
    clean, faults = check_all(specs, answers, complete=complete, before=before)
    if faults:
        raise Invalid(fields={PREFIX + code: [sentence(fault)] for code, fault in faults.items()})
    return clean


def save_answers(
    *, form: Form, answers: Mapping[str, Any], complete: bool, answer_set: AnswerSet | None = None
) -> AnswerSet:
    """Writes the answers into `answer_set`, or into a new one. Raises Invalid. A repeat is harmless.

    With `complete` required questions must be answered; a draft may leave them open. Runs inside the
    caller's transaction, which holds the lock on the row that the answers belong to.
    """
    kept = answer_set or AnswerSet(form=form)
    kept.answers = checked_answers(form=form, answers=answers, complete=complete, before=kept.answers)
    kept.save()
    return kept
