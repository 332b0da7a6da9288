"""Questions as rules see them, and answers as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats
from questions.enums import READABLE_BY, AnswerFault, QuestionKind
from questions.models import Form, Question
from questions.rules.answers import Fault, QuestionSpec


@dataclass(frozen=True, slots=True)
class Shown:
    """One answered question in the reader's language; what was typed stands in the language of whoever wrote it."""

    code: str
    label: str
    text: str
    is_typed: bool = False


def questions_of(form: Form | None) -> list[Question]:
    """The questions in order; none for no form."""
    return list(form.questions.all()) if form is not None else []


def spec(question: Question) -> QuestionSpec:
    """The part of a question that rules decide on."""
    live = {o["code"] for o in question.options if not o.get("is_retired")}
    retired = {o["code"] for o in question.options if o.get("is_retired")}
    if question.kind == QuestionKind.COUNTRY:
        live = {code for code, _name in formats.countries("en")}
    return QuestionSpec(
        code=question.code,
        kind=question.kind,
        is_required=question.is_required,
        max_length=question.max_length,
        unit=question.length_unit,
        options=frozenset(live),
        retired=frozenset(retired),
        minimum=question.minimum,
        maximum=question.maximum,
    )


def sentence(fault: Fault) -> str:
    """What is wrong with an answer, in the active language."""
    return str(AnswerFault(fault.code).label).format(**fault.params)


def shown_answers(
    questions: Iterable[Question], answers: Mapping[str, Any], *, audience: str, lang: str | None = None
) -> list[Shown]:
    """The answers that an audience may read, each as one text; unanswered questions are left out."""
    readable = READABLE_BY[audience]  # type: ignore[index]
    return [
        Shown(
            q.code,
            fields.pick(q.label, lang),
            _words(q, answers[q.code], lang or get_language() or "en"),
            is_typed=q.kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT),
        )
        for q in questions
        if q.audience in readable and q.code in answers
    ]


def _words(question: Question, value: Any, lang: str) -> str:
    labels = {option["code"]: fields.pick(option.get("label"), lang) for option in question.options}
    match question.kind:
        case QuestionKind.SINGLE:
            return labels.get(value, str(value))
        case QuestionKind.MULTIPLE:
            return formats.listing([labels.get(item, item) for item in value], lang)
        case QuestionKind.BOOLEAN:
            return _("Yes") if value else _("No")
        case QuestionKind.COUNTRY:
            return formats.country(value, lang)
        case QuestionKind.DATE:
            return formats.day(date.fromisoformat(value), lang)
        case QuestionKind.NUMBER:
            return formats.number(value, lang)
    return str(value)
