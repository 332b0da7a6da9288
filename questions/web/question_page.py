"""The builder's page of one question: its words, what it takes, when it is shown; and how it will look."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.marked import marked
from common.web.page import form_error
from questions.actions.forms import (
    FormChanged,
    add_question,
    change_question,
    is_answered,
    remove_question,
    restore_question,
    retire_question,
)
from questions.enums import QuestionKind
from questions.models import Question
from questions.rules.building import Draft, Option
from questions.web.owner import Owner
from questions.web.preview import sample
from questions.web.question_form import QuestionForm

ENDINGS = {"remove": remove_question, "retire": retire_question, "restore": restore_question}


def question(request: HttpRequest, owner: Owner, code: str = "") -> HttpResponse:
    """Shows and saves a question; without a code, a new one of the kind that the address names."""
    row = _found(owner, code)
    kind = row.kind if row else request.GET.get("kind", "")
    if kind not in QuestionKind.values or (row is None and owner.fixed):
        return redirect(owner.address())
    do = request.POST.get("do", "save")
    if row is not None and request.method == "POST" and do in ENDINGS:
        return _end(request, owner, row, do)
    form = QuestionForm(request.POST if request.method == "POST" else None, owner=owner, question=row, kind=kind)
    if request.method == "POST" and form.is_valid() and do != "preview":
        try:
            return _save(request, owner, form, do)
        except FormChanged as error:
            form_error(form, error)
            form.renew_version(error.params["version"])
        except DomainError as error:
            form_error(form, error)
    status = 422 if form.errors and do != "preview" else 200
    return render(request, "questions/question.html", _context(owner, row, form), status=status)


def _found(owner: Owner, code: str) -> Question | None:
    if not code:
        return None
    row = next((one for one in owner.questions() if one.code == code), None)
    if row is None:
        raise Http404
    return row


def _save(request: HttpRequest, owner: Owner, form: QuestionForm, do: str) -> HttpResponse:
    draft = form.draft()
    verb, _colon, place = do.partition(":")
    if verb in ("option-up", "option-down") and place.isdecimal() and not owner.fixed:
        draft = _moved(draft, int(place), -1 if verb == "option-up" else 1)
    with owner.editing() as editing:
        if form.question is None:
            made = add_question(editing=editing, draft=draft)
        else:
            version = form.cleaned_data["version"] or 0
            made = change_question(editing=editing, question=form.question, draft=draft, version=version)
    messages.success(request, _("Saved."))
    if verb != "save" or form.question is None and made.options:
        return redirect(owner.address("question", made.code))
    return redirect(f"{owner.address()}#q-{made.code}")


def _moved(draft: Draft, place: int, step: int) -> Draft:
    """The draft with one of its answers a place further up or down."""
    options: list[Option] = list(draft.options)
    if 0 <= place < len(options) and 0 <= place + step < len(options):
        options[place], options[place + step] = options[place + step], options[place]
    values: dict[str, Any] = {name: getattr(draft, name) for name in Draft.__slots__}
    return Draft(**{**values, "options": tuple(options)})


def _end(request: HttpRequest, owner: Owner, row: Question, do: str) -> HttpResponse:
    said = {
        "remove": _("The question is taken out of the form."),
        "retire": _("The question is not asked any more. What was answered stays."),
        "restore": _("The question is asked again."),
    }
    try:
        with owner.editing() as editing:
            ENDINGS[do](editing=editing, question=row)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(owner.address("question", row.code))
    messages.success(request, said[do])
    return redirect(owner.address())


def _context(owner: Owner, row: Question | None, form: QuestionForm) -> dict[str, Any]:
    kept = len(row.options) if row else 0
    names = ["is_required", "audience", "max_length", "length_unit", "minimum", "maximum", "file_kinds"]
    names += ["max_megabytes", "condition", "code"]
    answered = row is not None and is_answered(row)
    return {
        "owner": owner,
        "form": form,
        "row": row,
        "title": (marked(row.label) if row else "") or _("A new question"),
        "kind": QuestionKind(form.kind).label,
        "fields": [form[name] for name in names if name in form.fields],
        "options": [
            {
                "code": form[f"option_{n}_code"],
                "label": form[f"option_{n}_label"],
                "retired": form[f"option_{n}_retired"] if f"option_{n}_retired" in form.fields else None,
                "place": n,
                "number": n + 1,
                "up": 0 < n < kept and not owner.fixed,
                "down": n + 1 < kept and not owner.fixed,
            }
            for n in form.rows
        ],
        "is_answered": answered,
        "can_remove": row is not None and not owner.fixed and not answered,
        "can_retire": row is not None and not owner.fixed and answered and not row.is_retired,
        "can_restore": row is not None and not owner.fixed and row.is_retired,
        "sample": sample(form),
        "back_url": owner.address(),
    }
