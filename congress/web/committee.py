"""A committee member's queue, one review after another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common import clock, formats
from common.api.problems import respond
from common.errors import DomainError
from common.marked import marked
from common.web.page import form_error
from congress.actions.review import mark_of, recuse, save_review, submit_review
from congress.enums import AssignmentState, SubmissionState
from congress.models import Congress, Review
from congress.permissions import COMMITTEE, seat_of
from congress.queries.reading import plain_title
from congress.queries.rounds import Reading, begun
from congress.web import discussion, reading
from congress.web.review_form import RecuseForm, ReviewForm
from congress.web.scope import team_congress
from congress.web.shown import reading_chip, send_answer, send_file
from questions.enums import Audience


@login_required
@require_GET
def queue(request: HttpRequest, congress: str) -> HttpResponse:
    """What the member has to read: how much is done, how long the rest takes, what is next, the whole list."""
    edition = team_congress(request, congress, *COMMITTEE)
    given = reading.given(request, edition)
    rows = begun(given)
    waiting = [row for row in rows if row.is_waiting]
    calls = {row.row.submission.call.pk: row.row.submission.call for row in rows if row.is_open}
    seat = seat_of(request.user, edition)
    context = {
        "is_unsaid": seat is not None and seat.profile_at is None,
        "profile_url": reverse("congress-committee-profile", args=[edition.slug]) if seat else "",
        "rows": [_listed(edition, row) for row in rows],
        "shows_city": not all(row.is_blind for row in rows),
        "done": sum(1 for row in rows if row.row.state == AssignmentState.DONE),
        "total": len(rows),
        "left": reading.time_left(waiting[0].row.member_id, len(waiting)) if waiting else {},
        "ends": reading.ends(waiting),
        "later": len(given) - len(rows),
        "opens_at": min((row.round.opens_at for row in given if row.place == "before"), default=None),
        "zone": edition.timezone,
        "next_url": _url(edition, waiting[0]) if waiting else "",
        "set_url": reverse("congress-reading-set", args=[edition.slug]) if rows else "",
        "bids": [
            {"title": marked(call.title), "url": reverse("congress-bids", args=[edition.slug, call.code])}
            for call in edition.calls.filter(asks_bids=True)
        ],
        "sheets": [
            {"title": marked(call.title), "url": reverse("congress-score-sheet", args=[edition.slug, call.code])}
            for call in calls.values()
        ],
    }
    return render(request, "congress/queue.html", context)


@login_required
def review(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """Text, scores and comments on one screen; nothing but what is assigned to the member."""
    edition = team_congress(request, congress, *COMMITTEE)
    rows = reading.mine(request, edition)
    place, one = reading.found(rows, code)
    kept = Review.objects.select_related("recommended_format").filter(assignment=one.row).first()
    form = _form(request.POST or None, one, kept)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, edition, one, form)
        except DomainError as error:
            form_error(form, error)
            kept = Review.objects.filter(assignment=one.row).first()
    paper = reading.paper(one)
    is_done = one.row.state == AssignmentState.DONE
    context = _context(edition, one, paper) | {
        "form": form,
        "seen": mark_of(kept),
        "number": place + 1,
        "total": len(rows),
        "previous_url": _url(edition, rows[place - 1]) if place else "",
        "next_url": _url(edition, rows[place + 1]) if place + 1 < len(rows) else "",
        "facts": reading.facts(paper),
        "texts": reading.texts(paper),
        "answers": reading.answers(paper, lambda key: reverse("congress-review-file", args=[congress, code, key])),
        "endorsement_url": reverse("congress-review-endorsement", args=[congress, code])
        if paper.has_endorsement
        else "",
        "is_open": one.is_open,
        "is_over": one.place == "closed",
        "is_revised": one.row.submission.state == SubmissionState.REVISION,
        "is_done": is_done,
        "autosave_url": reverse("congress-review-autosave", args=[congress, code]) if not is_done else "",
        "discussion": discussion.for_reader(request, one),
        "discussion_url": reverse("congress-discussion", args=[congress, code]),
    }
    return render(request, "congress/review.html", context)


@login_required
@require_POST
def autosave(request: HttpRequest, congress: str, code: str) -> JsonResponse:
    """Keeps a review while it is being written; answers with its new mark, or with problem+json."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, one = reading.found(reading.mine(request, edition), code)
    form = _form(request.POST, one, None)
    if not form.is_valid():
        return JsonResponse({"code": "invalid", "fields": list(form.errors)}, status=400)
    now = clock.now()
    try:
        saved = save_review(
            assignment=one.row,
            opinion=form.opinion,
            by=request.user.as_actor(),  # type: ignore[union-attr]
            now=now,
            seen=request.POST.get("version", ""),
            is_automatic=True,
        )
    except DomainError as error:
        return respond(error)
    text = _("Saved at %(time)s") % {"time": formats.clock(now, edition.zone)}
    return JsonResponse({"version": mark_of(saved), "text": text})


@login_required
def recusal(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """Asks for the reason, and takes the submission out of the member's queue."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, one = reading.found(reading.mine(request, edition), code)
    form = RecuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recuse(
                assignment=one.row,
                reason=form.cleaned_data["reason"],
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
            messages.success(request, _("You have stepped back from this submission. The chair has been told why."))
            return redirect("congress-committee", edition.slug)
        except DomainError as error:
            form_error(form, error)
    context = _context(edition, one, reading.paper(one, is_whole=False)) | {"form": form}
    return render(request, "congress/recuse.html", context)


@login_required
@require_GET
def endorsement(request: HttpRequest, congress: str, code: str) -> FileResponse:
    """The endorsement of a submission that the member has to read; of a blind one there is none."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, one = reading.found(reading.mine(request, edition), code)
    if one.is_blind:
        raise Http404
    return send_file(one.row.submission.endorsement)


@login_required
@require_GET
def answer_file(request: HttpRequest, congress: str, code: str, key: str) -> FileResponse:
    """A file among the answers that the member may read; of a blind one there is none."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, one = reading.found(reading.mine(request, edition), code)
    if one.is_blind:
        raise Http404
    return send_answer(one.row.submission, key, Audience.COMMITTEE)


def _listed(congress: Congress, one: Reading) -> dict[str, Any]:
    paper = reading.paper(one, is_whole=False)
    return {
        "url": _url(congress, one),
        "title": reading.marked_title(paper),
        "city": reading.city(paper),
        "axis": marked(paper.axis) if paper.axis else "",
        "language": paper.language,
        "chip": reading_chip(one.row.state),
    }


def _form(data: Any, one: Reading, kept: Review | None) -> ReviewForm:
    call = one.row.submission.call
    return ReviewForm(
        data,
        criteria=list(call.criteria.all()),
        formats=list(call.formats.all()),
        review=kept,
        asks_confidence=call.asks_confidence,
        is_open_round=one.round.blindness == "open",
    )


def _url(congress: Congress, one: Reading) -> str:
    return reverse("congress-review", args=[congress.slug, one.row.submission.code])


def _save(request: HttpRequest, congress: Congress, one: Reading, form: ReviewForm) -> HttpResponse:
    hands_in = request.POST.get("action") == "submit"
    action = submit_review if hands_in else save_review
    code = one.row.submission.code
    action(
        assignment=one.row,
        opinion=form.opinion,
        by=request.user.as_actor(),  # type: ignore[union-attr]
        now=clock.now(),
        seen=request.POST.get("version"),
    )
    if not hands_in:
        messages.success(request, _("The draft was saved."))
        return redirect("congress-review", congress.slug, code)
    waiting = [other for other in reading.mine(request, congress) if other.is_waiting]
    later = next((other for other in waiting if other.row.pk > one.row.pk), None) or next(iter(waiting), None)
    if later is None:
        messages.success(request, _("The review was handed in. That was the last one: thank you."))
        return redirect("congress-committee", congress.slug)
    messages.success(request, _("The review was handed in. Here is the next one."))
    return redirect("congress-review", congress.slug, later.row.submission.code)


def _context(congress: Congress, one: Reading, paper: Any) -> dict[str, Any]:
    return {
        "submission": paper,
        "title": plain_title(paper),
        "chip": reading_chip(one.row.state),
        "is_blind": one.is_blind,
        "round": one.round,
        "zone": congress.timezone,
        "queue_url": reverse("congress-committee", args=[congress.slug]),
        "breadcrumbs": [
            {"label": _("Committee"), "url": reverse("congress-committee", args=[congress.slug])},
            {"label": reading.marked_title(paper)},
        ],
    }
