"""Questions as fields of a Django form. What may be answered is decided by rules/answers.py alone."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats
from questions.actions.answers import PREFIX
from questions.enums import QuestionKind
from questions.models import Question
from questions.queries.forms import sentence, spec
from questions.rules.answers import check_all


def add_fields(form: forms.BaseForm, questions: Iterable[Question], answers: Mapping[str, Any]) -> list[str]:
    """Adds a field "q_<code>" per question, filled from `answers`; returns their names.

    No field is required by itself, so that a draft can be saved; `mark_required` shows which ones are.
    """
    names = []
    for question in questions:
        field = field_for(question, answers.get(question.code))
        field.initial = answers.get(question.code)
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


def check_fields(form: forms.BaseForm, questions: list[Question], *, complete: bool, before: Mapping[str, Any]) -> None:
    """Puts the sentence of each fault beside its field."""
    specs = [spec(question) for question in questions]
    answers = {code: value for code, value in collect(form, questions).items() if PREFIX + code not in form.errors}
    _clean, faults = check_all(specs, answers, complete=complete, before=before)
    for code, fault in faults.items():
        if PREFIX + code not in form.errors:
            form.add_error(PREFIX + code, sentence(fault))


def field_for(question: Question, value: Any = None) -> forms.Field:
    """The Django field of one question in the active language."""
    common: dict[str, Any] = {
        "label": fields.pick(question.label),
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
        case QuestionKind.COUNTRY:
            blank = [("", _("Choose a country"))]
            return forms.ChoiceField(choices=blank + list(formats.countries(get_language() or "en")), **common)
        case QuestionKind.BOOLEAN:
            return forms.BooleanField(**common)
    return forms.CharField(widget=forms.TextInput(attrs=_limits(question)), **common)


def _choices(question: Question, chosen: list[Any]) -> list[tuple[str, str]]:
    return [
        (option["code"], fields.pick(option.get("label")) or option["code"])
        for option in question.options
        if not option.get("is_retired") or option["code"] in chosen
    ]


def _limits(question: Question) -> dict[str, str]:
    if question.max_length is None:
        return {}
    return {f"data-max-{question.length_unit}": str(question.max_length)}


def _help(question: Question) -> str:
    parts = [escape(fields.pick(question.help))]  # the field's template takes help texts for markup
    if question.max_length is not None:
        limit = formats.number(question.max_length)
        words = question.length_unit == "words"
        parts.append(
            (_("At most %(limit)s words.") if words else _("At most %(limit)s characters.")) % {"limit": limit}
        )
    return " ".join(part for part in parts if part)
