"""Submissions as pages show them."""

from typing import Any

from babel.numbers import format_decimal
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats
from common.models import StoredFile
from congress.enums import STATE_TONES, AssignmentState, SubmissionState
from congress.models import Submission
from congress.rules.content import Change
from congress.web.submission_form import format_label
from questions.queries.forms import Shown, questions_of, shown_answers


def chip(state: str) -> dict[str, str]:
    """The label and tone of a submission's state."""
    return {"label": str(SubmissionState(state).label), "tone": STATE_TONES[SubmissionState(state)]}


def reading_chip(state: str) -> dict[str, str]:
    """The label and tone of an assignment's state."""
    return {"label": str(AssignmentState(state).label), "tone": STATE_TONES[AssignmentState(state)]}


def score_text(value: Any) -> str:
    """A mean to hundredths in the reader's notation; "" for none."""
    return "" if value is None else format_decimal(value, "0.00", locale=formats.locale(get_language()))


def title_of(submission: Submission) -> str:
    """The title in the reader's language, else in the original."""
    return fields.pick_or_original(submission.title, submission.language) or submission.code


def title_lang(submission: Submission) -> str:
    """The language in which `title_of` answers."""
    return fields.language_or_original(submission.title, submission.language)


def facts_of(submission: Submission) -> list[dict[str, Any]]:
    """City, axis, format and language, as a list of facts."""
    facts = [
        (_("City or organisation"), fields.pick(submission.organisation.name)),
        (_("Country"), formats.country(submission.organisation.country)),
        (_("Axis"), fields.pick(submission.axis.name) if submission.axis else ""),
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


def answers_of(submission: Submission, audience: str) -> list[Shown]:
    """The answers that an audience may read."""
    if submission.answer_set is None:
        return []
    return shown_answers(questions_of(submission.call.form), submission.answer_set.answers, audience=audience)


def shown_changes(submission: Submission, found: list[Change]) -> list[dict[str, Any]]:
    """What two versions hold differently, under the names that the form gives to its fields."""
    questions = {q.code: fields.pick(q.label) for q in questions_of(submission.call.form)}
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
        label = questions.get(part, part) if field == "answers" else names.get(field, field)
        if part and field != "answers":
            label = f"{label} ({formats.language_name(part)})"
        rows.append({"label": label, "before": _plain(change.before), "after": _plain(change.after)})
    return rows


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return formats.listing([str(item) for item in value])
    return "" if value is None else str(value)


def send_file(stored: StoredFile | None, *, is_image: bool = False) -> FileResponse:
    """A private file as a download that no browser runs, a picture as itself; 404 when there is none."""
    if stored is None or not default_storage.exists(stored.name):
        raise Http404
    response = FileResponse(
        default_storage.open(stored.name),
        as_attachment=not is_image,
        filename=stored.original_name or "file",
        content_type=stored.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
