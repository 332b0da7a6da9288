"""Questions as fields of a Django form. What may be answered is decided by rules/answers.py alone."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.lists import format_list
from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import formats
from common.marked import marked, put
from questions.actions.answers import PREFIX
from questions.enums import FileKind, QuestionKind
from questions.models import Question
from questions.queries.forms import Files, condition_of, file_words
from questions.rules.conditions import DECIDING, YES
from questions.rules.files import ACCEPTED
from questions.web.widgets import AddressField, KeptFile, KeptFileField

Urls = Mapping[str, str]  # of files, by key


def add_fields(
    form: forms.BaseForm,
    questions: Iterable[Question],
    answers: Mapping[str, Any],
    *,
    files: Files | None = None,
    urls: Urls | None = None,
) -> list[str]:
    """Adds a field "q_<code>" per question, filled from `answers`; returns their names.

    `files` are those of the answers, `urls` where each can be fetched. No field is required by itself, so that a
    draft can be saved; `mark_required` shows which ones are.
    """
    questions = list(questions)
    by_code = {question.code: question for question in questions}
    names = []
    for question in questions:
        value = answers.get(question.code)
        kept = None
        if question.kind == QuestionKind.FILE and value in (files or {}):
            kept = KeptFile(value, _own_words((files or {})[value]), (urls or {}).get(value, ""))
        field = field_for(question, value, kept=kept)
        field.help_text = _joined(_only_if(question, by_code), field.help_text)
        field.initial = value
        form.fields[PREFIX + question.code] = field
        names.append(PREFIX + question.code)
    return names


def mark_required(form: forms.BaseForm, questions: Iterable[Question]) -> None:
    """Marks the fields that must be filled in before handing in; call it after the form was cleaned."""
    for question in questions:
        form.fields[PREFIX + question.code].required = question.is_required


def collect(form: forms.BaseForm, questions: Iterable[Question]) -> dict[str, Any]:
    """The answers in a cleaned form, by question code."""
    found = {}
    for question in questions:
        value = form.cleaned_data.get(PREFIX + question.code)
        found[question.code] = value.isoformat() if isinstance(value, date) else value
    return found


def conditions_data(questions: Iterable[Question]) -> str:
    """What static/js/conditions.js has to know, for `<form data-conditions>`; "" where nothing hangs on anything."""
    questions = list(questions)
    if not any(question.condition for question in questions):
        return ""
    found: dict[str, Any] = {}
    for question in questions:
        condition = condition_of(question)
        found[PREFIX + question.code] = {"kind": question.kind} | (
            {"on": PREFIX + condition.code, "values": sorted(condition.values)} if condition else {}
        )
    return json.dumps(found)


def field_for(question: Question, value: Any = None, *, kept: KeptFile | None = None) -> forms.Field:
    """The Django field of one question in the active language."""
    common: dict[str, Any] = {
        "label": marked(question.label),
        "help_text": _help(question),
        "required": False,
    }
    match question.kind:
        case QuestionKind.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 6, **_limits(question)}), **common)
        case QuestionKind.SINGLE:
            return forms.ChoiceField(widget=forms.RadioSelect, choices=_choices(question, [value]), **common)
        case QuestionKind.MULTIPLE:
            choices = _choices(question, value if isinstance(value, list) else [])
            return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=choices, **common)
        case QuestionKind.NUMBER:
            attrs = {"inputmode": "decimal", "class": "short"}
            return forms.CharField(widget=forms.TextInput(attrs=attrs), **common)
        case QuestionKind.DATE:
            # Checked by the rule, not by Django, so that what was typed comes back with the sentence.
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
        case QuestionKind.ADDRESS:
            return AddressField(**common)
        case QuestionKind.COUNTRY:
            blank = [("", _("Choose a country"))]
            return forms.ChoiceField(choices=blank + list(formats.countries(get_language() or "en")), **common)
        case QuestionKind.BOOLEAN:
            return forms.BooleanField(**common)
        case QuestionKind.FILE:
            accept = ",".join(ending for kind in question.file_kinds for ending in ACCEPTED.get(kind, ()))
            return KeptFileField(kept=kept, accept=accept, **common)
    return forms.CharField(widget=forms.TextInput(attrs=_limits(question)), **common)


def condition_words(question: Question, others: Mapping[str, Question]) -> SafeString:
    """On what a question hangs, as a sentence; `others` by code. Empty where it is always asked."""
    condition = condition_of(question)
    on = others.get(condition.code) if condition else None
    if condition is None or on is None:
        return SafeString("")
    if on.kind == QuestionKind.BOOLEAN:
        text = _("Only if “%(question)s” is ticked.") if YES in condition.values else ""
        return put(text or _("Only if “%(question)s” is not ticked."), question=marked(on.label))
    labels = {row["code"]: marked(row.get("label")) or row["code"] for row in on.options}
    chosen = [put(_("“%(answer)s”"), answer=labels[code]) for code in labels if code in condition.values]
    return put(
        _("Only if “%(question)s” is answered by %(answers)s."),
        question=marked(on.label),
        answers=_alternatives(chosen),
    )


def _alternatives(words: list[SafeString]) -> SafeString:
    """a, b or c."""
    return SafeString(format_list([str(word) for word in words], style="or", locale=formats.locale(get_language())))


def deciding(questions: Iterable[Question]) -> list[Question]:
    """Those on which others may hang."""
    return [question for question in questions if question.kind in DECIDING and not question.is_retired]


def _only_if(question: Question, others: Mapping[str, Question]) -> SafeString:
    """The same beneath a label; where scripts run the page needs no such sentence and hides it."""
    words = condition_words(question, others)
    return format_html('<span class="only-if">{}</span>', words) if words else words


def _own_words(row: Any) -> str:
    """A file as whoever sent it knows it."""
    words = file_words(row)
    return f"{row.file.original_name} ({words})" if row.file.original_name else words


def _choices(question: Question, chosen: list[Any]) -> list[tuple[str, str]]:
    return [
        (option["code"], marked(option.get("label")) or option["code"])
        for option in question.options
        if not option.get("is_retired") or option["code"] in chosen
    ]


def _limits(question: Question) -> dict[str, str]:
    if question.max_length is None:
        return {}
    return {f"data-max-{question.length_unit}": str(question.max_length)}


def _help(question: Question) -> SafeString:
    """Markup, as the field's template takes help texts: the organiser's words, and on a line of its own the limits."""
    parts = []
    if question.max_length is not None:
        limit = formats.number(question.max_length)
        words = question.length_unit == "words"
        parts.append(put(_("At most %(limit)s words.") if words else _("At most %(limit)s characters."), limit=limit))
    if question.kind == QuestionKind.NUMBER:
        parts.append(_bounds(question))
    if question.kind == QuestionKind.FILE:
        kinds = [str(FileKind(kind).label) for kind in question.file_kinds if kind in FileKind.values]
        most = question.max_megabytes or settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        parts.append(put(_("%(kinds)s, at most %(limit)s MB."), kinds="; ".join(kinds), limit=formats.number(most)))
    return SafeString("<br>".join(part for part in (marked(question.help), _joined(*parts)) if part))


def _bounds(question: Question) -> SafeString:
    least, most = question.minimum, question.maximum
    if least is not None and most is not None:
        return put(_("From %(least)s to %(most)s."), least=formats.number(least), most=formats.number(most))
    if least is not None:
        return put(_("%(least)s at least."), least=formats.number(least))
    return put(_("%(most)s at most."), most=formats.number(most)) if most is not None else SafeString("")


def _joined(*parts: Any) -> SafeString:
    return SafeString(" ".join(part for part in parts if part))
