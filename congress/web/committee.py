"""A committee member's queue, one review after another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock, fields
from common.errors import DomainError
from common.marked import marked
from common.web.page import form_error
from congress.actions.review import recuse, save_review, submit_review
from congress.enums import AssignmentState, SubmissionState
from congress.models import Assignment, Congress, Review
from congress.permissions import COMMITTEE, readable_assignments
from congress.web.review_form import RecuseForm, ReviewForm
from congress.web.scope import team_congress
from congress.web.shown import (
    answers_of,
    facts_of,
    marked_title,
    reading_chip,
    send_answer,
    send_file,
    texts_of,
    title_of,
)
from questions.enums import Audience

OPEN = (AssignmentState.ASSIGNED, AssignmentState.STARTED)


@login_required
@require_GET
def queue(request: HttpRequest, congress: str) -> HttpResponse:
    """What the member has to read: how much is done, what is next, the whole list."""
    edition = team_congress(request, congress, *COMMITTEE)
    rows = list(_mine(request, edition))
    done = sum(1 for row in rows if row.state == AssignmentState.DONE)
    following = next((row for row in rows if _is_waiting(row)), None)
    context = {
        "rows": [
            {
                "url": _url(edition, row),
                "title": marked_title(row.submission),
                "city": fields.pick(row.submission.organisation.name),
                "axis": marked(row.submission.axis.name) if row.submission.axis else "",
                "language": row.submission.language,
                "chip": reading_chip(row.state),
            }
            for row in rows
        ],
        "done": done,
        "total": len(rows),
        "next_url": _url(edition, following) if following else "",
    }
    return render(request, "congress/queue.html", context)


@login_required
def review(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """Text, scores and comments on one screen; nothing but what is assigned to the member."""
    edition = team_congress(request, congress, *COMMITTEE)
    rows = list(_mine(request, edition))
    place, row = _find(rows, code)
    kept = Review.objects.filter(assignment=row).first()
    criteria = list(row.submission.call.criteria.all())
    form = ReviewForm(request.POST or None, criteria=criteria, review=kept)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, edition, row, form)
        except DomainError as error:
            form_error(form, error)
    context = _context(edition, row) | {
        "form": form,
        "number": place + 1,
        "total": len(rows),
        "previous_url": _url(edition, rows[place - 1]) if place else "",
        "next_url": _url(edition, rows[place + 1]) if place + 1 < len(rows) else "",
        "facts": facts_of(row.submission),
        "texts": texts_of(row.submission),
        "answers": answers_of(row.submission, Audience.COMMITTEE, at=("congress-review-file", congress, code)),
        "is_open": row.submission.state == SubmissionState.SUBMITTED,
        "is_done": row.state == AssignmentState.DONE,
    }
    return render(request, "congress/review.html", context)


@login_required
def recusal(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """Asks for the reason, and takes the submission out of the member's queue."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, row = _find(list(_mine(request, edition)), code)
    form = RecuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recuse(
                assignment=row,
                reason=form.cleaned_data["reason"],
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
            messages.success(request, _("You have stepped back from this submission. The chair has been told why."))
            return redirect("congress-committee", edition.slug)
        except DomainError as error:
            form_error(form, error)
    return render(request, "congress/recuse.html", _context(edition, row) | {"form": form})


@login_required
@require_GET
def endorsement(request: HttpRequest, congress: str, code: str) -> FileResponse:
    """The endorsement of a submission that the member has to read."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, row = _find(list(_mine(request, edition)), code)
    return send_file(row.submission.endorsement)


@login_required
@require_GET
def answer_file(request: HttpRequest, congress: str, code: str, key: str) -> FileResponse:
    """A file among the answers that the member may read."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, row = _find(list(_mine(request, edition)), code)
    return send_answer(row.submission, key, Audience.COMMITTEE)


def _mine(request: HttpRequest, congress: Congress) -> QuerySet[Assignment]:
    return readable_assignments(request.user, congress).select_related(
        "submission__call__congress",
        "submission__call__form",
        "submission__organisation",
        "submission__axis",
        "submission__format",
        "submission__answer_set",
        "submission__endorsement",
    )


def _find(rows: list[Assignment], code: str) -> tuple[int, Assignment]:
    for place, row in enumerate(rows):
        if row.submission.code == code:
            return place, row
    raise Http404


def _is_waiting(row: Assignment) -> bool:
    return row.state in OPEN and row.submission.state == SubmissionState.SUBMITTED


def _url(congress: Congress, row: Assignment) -> str:
    return reverse("congress-review", args=[congress.slug, row.submission.code])


def _save(request: HttpRequest, congress: Congress, row: Assignment, form: ReviewForm) -> HttpResponse:
    hands_in = request.POST.get("action") == "submit"
    action = submit_review if hands_in else save_review
    action(assignment=row, opinion=form.opinion, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
    if not hands_in:
        messages.success(request, _("The draft was saved."))
        return redirect("congress-review", congress.slug, row.submission.code)
    waiting = [other for other in _mine(request, congress) if _is_waiting(other)]
    later = next((other for other in waiting if other.pk > row.pk), None) or next(iter(waiting), None)
    if later is None:
        messages.success(request, _("The review was handed in. That was the last one: thank you."))
        return redirect("congress-committee", congress.slug)
    messages.success(request, _("The review was handed in. Here is the next one."))
    return redirect("congress-review", congress.slug, later.submission.code)


def _context(congress: Congress, row: Assignment) -> dict[str, Any]:
    return {
        "submission": row.submission,
        "title": title_of(row.submission),
        "chip": reading_chip(row.state),
        "queue_url": reverse("congress-committee", args=[congress.slug]),
        "breadcrumbs": [
            {"label": _("Committee"), "url": reverse("congress-committee", args=[congress.slug])},
            {"label": marked_title(row.submission)},
        ],
    }
