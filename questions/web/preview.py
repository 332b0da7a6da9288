"""A form as those see it who fill it in: whole, in each language, as wide as a phone; and one question being built."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import formats
from questions.models import Question
from questions.queries.drafts import columns_of
from questions.queries.forms import asked
from questions.web.fields import add_fields, conditions_data, mark_required
from questions.web.owner import Owner
from questions.web.question_form import QuestionForm

PHONE = "phone"


class SampleForm(forms.Form):
    """Questions to be tried out; nothing is kept of it."""

    use_required_attribute = False

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(auto_id="sample_%s")
        add_fields(self, questions, {})
        mark_required(self, questions)


def preview(request: HttpRequest, owner: Owner) -> HttpResponse:
    """The form in the language of `?lang=`, with `?width=phone` as narrow as a phone."""
    languages = list(owner.languages)
    lang = request.GET.get("lang", "")
    if lang not in languages:
        lang = here if (here := get_language() or "en") in languages else languages[0]
    width = PHONE if request.GET.get("width") == PHONE else ""
    questions = asked(owner.questions())
    with translation.override(lang):
        shown = {"form": SampleForm(questions), "conditions": conditions_data(questions)}
        body = render_to_string("questions/_sample.html", shown, request)
    context = {
        "owner": owner,
        "body": body,
        "text_lang": lang,
        "text_dir": formats.direction(lang),
        "width": width,
        "is_empty": not questions,
        "missing": sum(1 for question in questions if not question.label.get(lang)),
        "language": formats.language_name(lang),
        "tabs": [_tab(formats.autonym(code), code, width, code == lang) for code in languages],
        "widths": [_tab(_("As wide as the page"), lang, "", not width), _tab(_("Phone"), lang, PHONE, bool(width))],
        "back_url": owner.address(),
    }
    return render(request, "questions/preview.html", context)


def _tab(label: str, lang: str, width: str, is_current: bool) -> dict[str, Any]:
    return {"label": label, "url": f"?lang={lang}" + (f"&width={width}" if width else ""), "is_current": is_current}


def sample(form: QuestionForm) -> SampleForm | None:
    """The question that is being built as it would look; None as long as it has no words."""
    if form.is_bound and not form.is_valid():
        return None
    if form.is_bound:
        columns = columns_of(form.draft())
        question = Question(**{**columns, "condition": {}})
    elif form.question is not None:
        question = form.question
    else:
        return None
    return SampleForm([question])
