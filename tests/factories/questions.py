"""Minimal valid forms."""

from itertools import count
from typing import Any

from common.models import StoredFile
from questions.models import AnswerFile, AnswerSet, Form, Question

_numbers = count(1)


def form(**kw: Any) -> Form:
    return Form.objects.create(**{"name": "Form", **kw})


def question(**kw: Any) -> Question:
    """A short text, not required, in a form of its own."""
    made = kw.pop("form", None) or form()
    number = next(_numbers)
    values = {"code": f"q{number}", "kind": "short_text", "label": {"en": f"Question {number}"}, "position": number}
    return Question.objects.create(form=made, **{**values, **kw})


def choice(**kw: Any) -> Question:
    """A single choice between red and blue."""
    options = [{"code": "red", "label": {"en": "Red", "es": "Rojo"}}, {"code": "blue", "label": {"en": "Blue"}}]
    return question(**{"kind": "single", "options": options, **kw})


def file_answer(question: Question, key: str, file: StoredFile) -> AnswerSet:
    """An answer set in which a file question is answered by a file that is kept under the key."""
    made = AnswerSet.objects.create(form=question.form, answers={question.code: key})
    AnswerFile.objects.create(answer_set=made, question=question.code, key=key, file=file)
    return made


def answer_set(**kw: Any) -> AnswerSet:
    return AnswerSet.objects.create(**{"form": kw.pop("form", None) or form(), **kw})
