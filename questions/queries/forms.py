"""Questions as rules see them, and answers as people read them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats
from questions.enums import READABLE_BY, TEXTS, AnswerFault, QuestionKind
from questions.models import AnswerFile, AnswerSet, Form, Question
from questions.rules import conditions
from questions.rules.answers import Fault
from questions.rules.conditions import Condition, QuestionSpec
from questions.rules.files import ending

Files = Mapping[str, AnswerFile]  # by key


@dataclass(frozen=True, slots=True)
class Shown:
    """One answered question in the reader's language; what was typed stands in the language of whoever wrote it.

    `text` may have lines; `file` is the key of a file that can be fetched, `url` where, if the owner says so.
    """

    code: str
    label: str
    text: str
    is_typed: bool = False
    file: str = ""
    url: str = ""


def questions_of(form: Form | None) -> list[Question]:
    """The questions in order, those that are retired among them; none for no form."""
    return list(form.questions.all()) if form is not None else []


def asked(questions: Iterable[Question]) -> list[Question]:
    """Those that are not retired."""
    return [question for question in questions if not question.is_retired]


def files_of(answer_set: AnswerSet | None, questions: Iterable[Question]) -> dict[str, list[AnswerFile]]:
    """The files of an answer set by question code; one query, and none where none was sent or all are fetched."""
    found: dict[str, list[AnswerFile]] = {}
    asking = {question.code for question in questions if question.kind == QuestionKind.FILE}
    if answer_set is None or asking.isdisjoint(answer_set.answers):
        return found
    is_fetched = "files" in getattr(answer_set, "_prefetched_objects_cache", {})
    for row in answer_set.files.all() if is_fetched else answer_set.files.select_related("file"):
        found.setdefault(row.question, []).append(row)
    return found


def files_by_key(answer_set: AnswerSet | None, questions: Iterable[Question]) -> dict[str, AnswerFile]:
    """The files of an answer set by key."""
    return {row.key: row for rows in files_of(answer_set, questions).values() for row in rows}


def condition_of(question: Question) -> Condition | None:
    """On which answer a question hangs."""
    if not question.condition:
        return None
    return Condition(question.condition["question"], frozenset(question.condition["values"]))


def spec(question: Question, files: Collection[str] = ()) -> QuestionSpec:
    """The part of a question that rules decide on; `files` are the keys of those that there are for it."""
    live = {o["code"] for o in question.options if not o.get("is_retired")}
    retired = {o["code"] for o in question.options if o.get("is_retired")}
    if question.kind in (QuestionKind.COUNTRY, QuestionKind.ADDRESS):
        live = {code for code, _name in formats.countries("en")}
    elif question.kind == QuestionKind.FILE:
        live = set(files)
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
        condition=condition_of(question),
    )


def shown_codes(questions: Iterable[Question], answers: Mapping[str, Any]) -> frozenset[str]:
    """The codes of the questions that these answers let be asked."""
    specs = [QuestionSpec(q.code, q.kind, condition=condition_of(q)) for q in questions]
    return conditions.shown(specs, answers)


def sentence(fault: Fault) -> str:
    """What is wrong with an answer, in the active language."""
    return str(AnswerFault(fault.code).label).format(**fault.params)


def shown_answers(
    questions: Iterable[Question],
    answers: Mapping[str, Any],
    *,
    audience: str,
    lang: str | None = None,
    files: Files | None = None,
) -> list[Shown]:
    """The answers that an audience may read, each as one text; unanswered questions are left out.

    So are answers to questions that another answer hides, which drafts keep. `files` has those of the answer set.
    """
    questions = list(questions)
    readable = READABLE_BY[audience]  # type: ignore[index]
    seen = shown_codes(questions, answers)
    return [
        Shown(
            q.code,
            fields.pick(q.label, lang),
            words_of(q, answers[q.code], lang=lang, files=files),
            is_typed=q.kind in TEXTS,
            file=answers[q.code] if q.kind == QuestionKind.FILE and answers[q.code] in (files or {}) else "",
        )
        for q in questions
        if q.audience in readable and q.code in answers and q.code in seen
    ]


def readable_file(
    questions: Iterable[Question], answer_set: AnswerSet | None, key: str, *, audience: str
) -> AnswerFile | None:
    """The file of that key, if it is an answer that the audience may read."""
    if answer_set is None:
        return None
    row = answer_set.files.select_related("file").filter(key=key).first()
    if row is None or answer_set.answers.get(row.question) != key:
        return None
    found = shown_answers(questions, answer_set.answers, audience=audience, files={key: row})
    return row if any(one.file == key for one in found) else None


def words_of(question: Question, value: Any, *, lang: str | None = None, files: Files | None = None) -> str:
    """An answer as a text; the name that somebody gave to a file is not told."""
    lang = lang or get_language() or "en"
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
        case QuestionKind.ADDRESS:
            return _address(value, lang)
        case QuestionKind.FILE:
            return file_words((files or {}).get(value))
    return str(value)


def file_words(row: AnswerFile | None) -> str:
    """PDF, 240 kB; a file that is there no more is only a file."""
    if row is None or not row.file.size:
        return _("A file")
    return f"{ending(row.file.content_type).upper()}, {filesizeformat(row.file.size)}"


def _address(value: Mapping[str, str], lang: str) -> str:
    place = " ".join(filter(None, [value.get("postcode"), value.get("locality")]))
    lines = [value.get("street"), place, formats.country(value["country"], lang) if value.get("country") else ""]
    return "\n".join(line for line in lines if line)
