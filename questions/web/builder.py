"""The builder's first page: the questions of a form in order."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.errors import DomainError
from common.marked import marked
from questions.actions.forms import move_question
from questions.enums import Audience, QuestionKind
from questions.models import Question
from questions.web.fields import condition_words
from questions.web.owner import Owner


def form(request: HttpRequest, owner: Owner) -> HttpResponse:
    """The questions with what each asks of whom; buttons move them, and lead to each and to a new one."""
    if request.method == "POST":
        return _move(request, owner)
    questions = owner.questions()
    by_code = {question.code: question for question in questions}
    context = {
        "owner": owner,
        "rows": [_row(owner, place, one, questions, by_code) for place, one in enumerate(questions)],
        "version": owner.form.version if owner.form else 0,
        "kinds": QuestionKind.choices,
        "urls": {"new": owner.address("new"), "preview": owner.address("preview"), "back": owner.back},
    }
    return render(request, "questions/form.html", context)


def _row(
    owner: Owner, place: int, question: Question, questions: list[Question], by_code: dict[str, Question]
) -> dict[str, Any]:
    return {
        "code": question.code,
        "place": place,
        "number": place + 1,
        "label": marked(question.label) or question.code,
        "kind": QuestionKind(question.kind).label,
        "audience": Audience(question.audience).label,
        "is_required": question.is_required,
        "is_retired": question.is_retired,
        "condition": condition_words(question, by_code),
        "url": owner.address("question", question.code),
        "is_first": place == 0,
        "is_last": place + 1 == len(questions),
    }


def _move(request: HttpRequest, owner: Owner) -> HttpResponse:
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    code, _colon, place = rest.partition(":")
    codes = [question.code for question in owner.questions()]
    if code not in codes:
        return redirect(owner.address())
    now = codes.index(code)
    wanted = {"up": now - 1, "down": now + 1, "place": int(place) if place.isdecimal() else now}.get(verb, now)
    version = request.POST.get("version", "")
    try:
        with owner.editing() as editing:
            move_question(editing=editing, code=code, place=wanted, version=int(version) if version.isdecimal() else 0)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{owner.address()}#q-{code}")
