"""Submissions as pages show them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from babel.numbers import format_decimal
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats
from common.marked import marked
from common.models import StoredFile
from congress.enums import PRESENTER_TONES, STATE_TONES, AssignmentState, PresenterState, SubmissionState
from congress.models import Submission
from congress.queries.presenters import state_of
from congress.rules.content import Change
from congress.web.submission_form import format_label
from questions.models import Question
from questions.queries.forms import (
    Files,
    Shown,
    files_by_key,
    questions_of,
    readable_file,
    shown_answers,
    words_of,
)
from questions.rules.files import given_name


def chip(state: str) -> dict[str, str]:
    """The label and tone of a submission's state."""
    return {"label": str(SubmissionState(state).label), "tone": STATE_TONES[SubmissionState(state)]}


def presenter_chip(state: str) -> dict[str, str]:
    """The label and tone of a co-presenter's answer."""
    return {"label": str(PresenterState(state).label), "tone": PRESENTER_TONES[PresenterState(state)]}


def presenters_of(submission: Submission) -> list[dict[str, Any]]:
    """The co-presenters with how each stands, for the author, the city's liaison and organisers."""
    return [
        {
            "name": row.name,
            "role": row.role,
            "chip": presenter_chip(state_of(row)),
            "is_minor": row.is_minor,
            "guardian_agreed_at": row.guardian_agreed_at,
        }
        for row in submission.co_presenters.all()
    ]


def reading_chip(state: str) -> dict[str, str]:
    """The label and tone of an assignment's state."""
    return {"label": str(AssignmentState(state).label), "tone": STATE_TONES[AssignmentState(state)]}


def score_text(value: Any) -> str:
    """A mean to hundredths in the reader's notation; "" for none."""
    return "" if value is None else format_decimal(value, "0.00", locale=formats.locale(get_language()))


def title_of(submission: Submission) -> str:
    """The title in the reader's language, else in the original."""
    return fields.pick_or_original(submission.title, submission.language) or submission.code


def marked_title(submission: Submission) -> str:
    """As `title_of`, marked where it is not in the reader's language; HTML."""
    return marked(submission.title, submission.language) or submission.code


def title_lang(submission: Submission) -> str:
    """The language in which `title_of` answers."""
    return fields.language_or_original(submission.title, submission.language)


def facts_of(submission: Submission) -> list[dict[str, Any]]:
    """City, axis, format and language, as a list of facts."""
    facts = [
        (_("City or organisation"), fields.pick(submission.organisation.name)),
        (_("Country"), formats.country(submission.organisation.country)),
        (_("Axis"), marked(submission.axis.name) if submission.axis else ""),
        (_("Preferred format"), format_label(submission.format) if submission.format else ""),
        (_("Original language"), formats.language_name(submission.language)),
        (_("Co-presenters"), formats.listing([_with_role(p) for p in submission.co_presenters.all()])),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _with_role(presenter: Any) -> str:
    return f"{presenter.name} ({presenter.role})" if presenter.role else presenter.name


def texts_of(submission: Submission) -> list[dict[str, Any]]:
    """The summary in every language it was given in, the original first and marked."""
    order = sorted(submission.summary, key=lambda lang: lang != submission.language)
    return [
        {
            "lang": lang,
            "name": formats.language_name(lang),
            "is_original": lang == submission.language,
            "title": submission.title.get(lang, ""),
            "text": submission.summary[lang],
        }
        for lang in order
    ]


def answers_of(submission: Submission, audience: str, *, at: Sequence[str] = ()) -> list[Shown]:
    """The answers that an audience may read; `at` names the address that gives its files out, and its arguments."""
    kept = submission.answer_set
    if kept is None:
        return []
    questions = questions_of(submission.call.form)
    found = shown_answers(questions, kept.answers, audience=audience, files=files_by_key(kept, questions))
    return [replace(one, url=reverse(at[0], args=[*at[1:], one.file])) if at and one.file else one for one in found]


def send_answer(submission: Submission, key: str, audience: str, *, is_own: bool = False) -> FileResponse:
    """A file that was sent as an answer, to whoever may read the answer; else 404.

    Only its author gets it under the name that it had: names of files tell who wrote them.
    """
    row = readable_file(questions_of(submission.call.form), submission.answer_set, key, audience=audience)
    if row is None:
        raise Http404
    name = "" if is_own else given_name(f"{submission.code}-{row.question}", row.file.content_type)
    return send_file(row.file, name=name)


def shown_changes(submission: Submission, found: list[Change]) -> list[dict[str, Any]]:
    """What two versions hold differently, under the names that the form gives to its fields."""
    questions = {q.code: q for q in questions_of(submission.call.form)}
    files = files_by_key(submission.answer_set, questions.values())
    names = {
        "language": _("Original language"),
        "organisation": _("City or organisation"),
        "axis": _("Axis"),
        "format": _("Preferred format"),
        "title": _("Title"),
        "summary": _("Summary"),
        "co_presenters": _("Co-presenters"),
        "may_publish": _("May be published"),
        "endorsement": _("Endorsement of the municipality"),
    }
    rows = []
    for change in found:
        field, _dot, part = change.field.partition(".")
        question = questions.get(part) if field == "answers" else None
        label = fields.pick(question.label) if question else names.get(field, field)
        if part and field != "answers":
            label = f"{label} ({formats.language_name(part)})"
        said = [
            _said(question, value, files) if field == "answers" else _named(submission, field, value)
            for value in (change.before, change.after)
        ]
        rows.append({"label": label, "before": said[0], "after": said[1]})
    return rows


def _said(question: Question | None, value: Any, files: Files) -> str:
    """A value of a version in words; what a question of today cannot read stands as it was kept."""
    if question is None or value is None:
        return _plain(value)
    try:
        return words_of(question, value, files=files)
    except (TypeError, ValueError, AttributeError, KeyError):
        return _plain(value)


def _named(submission: Submission, field: str, value: Any) -> str:
    """What a version keeps as a code, under its name; what is there no more by its code."""
    if not value:
        return _plain(value)
    call = submission.call
    if field == "language":
        return formats.language_name(value)
    if field == "endorsement":
        return _file_size(submission, value)
    if field == "organisation":
        return fields.pick(submission.organisation.name) if value == submission.organisation.slug else _plain(value)
    rows = {"axis": call.congress.axes, "format": call.formats}.get(field)
    row = rows.filter(code=value).first() if rows is not None else None
    return fields.pick(row.name) if row is not None else _plain(value)


def _file_size(submission: Submission, digest: str) -> str:
    """A file of 31 kB: by its digest, of which a version keeps the beginning."""
    own = StoredFile.objects.filter(person=submission.author.ref, sha256__startswith=digest).first()
    return _("a file of %(size)s") % {"size": filesizeformat(own.size)} if own and own.size else _("a file")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return formats.listing([str(item) for item in value])
    return "" if value is None else str(value)


def send_file(stored: StoredFile | None, *, is_image: bool = False, name: str = "") -> FileResponse:
    """A private file as a download that no browser runs, a picture as itself; 404 when there is none.

    It comes under `name`, or under the one that it was sent with.
    """
    if stored is None or not default_storage.exists(stored.name):
        raise Http404
    response = FileResponse(
        default_storage.open(stored.name),
        as_attachment=not is_image,
        filename=name or stored.original_name or "file",
        content_type=stored.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
