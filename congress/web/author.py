"""An author's own submission: writing, handing in, looking back, withdrawing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import speaks_for
from common import clock, formats
from common.api.problems import respond
from common.errors import DomainError, TooMany
from common.web.limits import limited
from common.web.page import form_error
from congress.actions.revision import resubmit, save_revision
from congress.actions.rights import CityLimitReached
from congress.actions.submission import StaleVersion, revise, save_draft, submit, withdraw
from congress.enums import SubmissionState
from congress.models import Submission
from congress.queries.calls import writing_place
from congress.queries.decision import known_decision
from congress.queries.log import answered_at
from congress.queries.revision import is_revising
from congress.queries.rounds import reader_names
from congress.queries.submission import own_submissions
from congress.rules.content import changes
from congress.rules.submission import following
from congress.web.call import crumbs
from congress.web.scope import public_congress
from congress.web.shown import (
    answers_of,
    chip,
    facts_of,
    marked_title,
    presenters_of,
    send_answer,
    send_file,
    shown_changes,
    texts_of,
    title_of,
)
from congress.web.submission_form import SubmissionForm
from questions.enums import Audience


@login_required
@require_GET
def submission(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """The author's page of a submission: its state, what it holds, what can be done; also its receipt."""
    row = own_submission(request, congress, call, code)
    context = own_context(row) | {
        "facts": facts_of(row),
        "texts": texts_of(row),
        "answers": answers_of(row, Audience.ORGANISERS, at=("congress-submission-file", congress, call, code)),
        "decision": known_decision(row),
        "answered_at": answered_at(row) if row.state == SubmissionState.DECLINED else None,
        "readers": formats.listing(reader_names(row)),
        "can_edit": _can_edit(row),
        "presenters": presenters_of(row),
        "can_withdraw": following(row.state, "withdraw"),
    }
    return render(request, "congress/submission.html", context)


@login_required
@require_GET
def by_code(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """The short address of one's own submission, whichever call it belongs to."""
    row = own_submissions(request.user).filter(call__congress__slug=congress, code=code).first()
    if row is None:
        raise Http404
    return redirect("congress-submission", congress, row.call.code, code)


@login_required
def edit(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """The draft form; after handing in, the same form revises until the call closes."""
    row = own_submission(request, congress, call, code)
    if request.method != "POST" and not _can_edit(row):
        return redirect("congress-submission", congress, call, code)
    is_refused = False
    form = SubmissionForm(request.POST or None, request.FILES or None, submission=row)
    if request.FILES and limited(request, "upload"):
        form.add_error(None, str(TooMany()))
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, row, form, request.POST.get("action", ""))
        except StaleVersion as error:
            form_error(form, error)
            form.renew_version(error.params["version"])
        except DomainError as error:
            is_refused = isinstance(error, CityLimitReached)
            form = _with_kept_files(request, row, form)
            form_error(form, error)
    if form.is_bound and _hands_in(row, request.POST.get("action", "")):
        form.add_faults()
    context = own_context(row, _("Edit")) | {
        "form": form,
        "is_refused": is_refused,
        "speaks": is_refused and speaks_for(row.author, row.organisation, clock.now().date()),
        "autosave_url": reverse("congress-submission-autosave", args=[congress, call, code]) if _is_draft(row) else "",
    }
    return render(request, "congress/edit.html", context)


@login_required
@require_POST
def autosave(request: HttpRequest, congress: str, call: str, code: str) -> JsonResponse:
    """Keeps a draft while it is being written; answers with the new version, or with problem+json."""
    row = own_submission(request, congress, call, code)
    form = SubmissionForm(request.POST, submission=row)
    if not form.is_valid():
        return JsonResponse({"code": "invalid", "fields": list(form.errors)}, status=400)
    now = clock.now()
    try:
        saved = save_draft(
            submission=row,
            version=form.cleaned_data["version"],
            content=form.content,
            by=request.user.as_actor(),  # type: ignore[union-attr]
            now=now,
            is_automatic=True,
        )
    except DomainError as error:
        return respond(error)
    text = _("Saved at %(time)s") % {"time": formats.clock(now, row.call.congress.zone)}
    return JsonResponse({"version": saved.version, "text": text})


@login_required
@require_GET
def versions(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """Every saved version with what it changed."""
    row = own_submission(request, congress, call, code)
    kept = list(row.versions.all())
    older: list[Any] = [*(v.content for v in kept), {}][1:]
    rows = [
        {"version": v, "changes": shown_changes(row, changes(before, v.content)) if before else []}
        for v, before in zip(kept, older, strict=True)
    ]
    return render(request, "congress/versions.html", own_context(row, _("Versions")) | {"versions": rows})


@login_required
def withdrawal(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """Asks before withdrawing, and withdraws."""
    row = own_submission(request, congress, call, code)
    if following(row.state, "withdraw") is None:
        return redirect("congress-submission", congress, call, code)
    if request.method == "POST":
        withdraw(submission=row, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
        messages.success(request, _("The submission was withdrawn."))
        return redirect("congress-submission", congress, call, code)
    return render(request, "congress/withdraw.html", own_context(row, _("Withdraw")))


@login_required
@require_GET
def endorsement(request: HttpRequest, congress: str, call: str, code: str) -> FileResponse:
    """The endorsement that the author has sent."""
    return send_file(own_submission(request, congress, call, code).endorsement)


@login_required
@require_GET
def answer_file(request: HttpRequest, congress: str, call: str, code: str, key: str) -> FileResponse:
    """A file that the author has sent as an answer."""
    return send_answer(own_submission(request, congress, call, code), key, Audience.ORGANISERS, is_own=True)


def own_submission(request: HttpRequest, congress: str, call: str, code: str) -> Submission:
    """The visitor's own submission of an address; else 404."""
    edition = public_congress(request, congress)
    rows = own_submissions(request.user).select_related("call__form", "answer_set", "endorsement")
    rows = rows.prefetch_related("co_presenters")
    row = rows.filter(call__congress=edition, call__code=call, code=code).first()
    if row is None:
        raise Http404
    row.call.congress = edition
    return row


def _keep(request: HttpRequest, row: Submission, form: SubmissionForm, action: Callable[..., Submission]) -> None:
    now = clock.now()
    with transaction.atomic():
        action(
            submission=row,
            version=form.cleaned_data["version"],
            content=form.content,
            endorsement=form.stored_endorsement(now),
            by=request.user.as_actor(),  # type: ignore[union-attr]
            now=now,
        )


def _save(request: HttpRequest, row: Submission, form: SubmissionForm, wanted: str) -> HttpResponse:
    actions: dict[tuple[str, str], Callable[..., Submission]] = {
        (SubmissionState.DRAFT, "submit"): submit,
        (SubmissionState.DRAFT, ""): save_draft,
        (SubmissionState.REVISION, "resubmit"): resubmit,
        (SubmissionState.REVISION, ""): save_revision,
    }
    action = actions.get((row.state, wanted)) or actions.get((row.state, ""), revise)
    _keep(request, row, form, action)
    texts = {
        save_revision: _("The changes were saved. Please hand the experience in again when you have finished."),
        resubmit: _("The experience was handed in again."),
        save_draft: _("The draft was saved."),
        submit: _("The experience was submitted. A receipt is on its way to you by e-mail."),
        revise: _("The changes were saved. They count as submitted."),
    }
    messages.success(request, texts[action])
    name = "congress-submission-edit" if action in (save_draft, save_revision) else "congress-submission"
    return redirect(name, row.call.congress.slug, row.call.code, row.code)


def _with_kept_files(request: HttpRequest, row: Submission, form: SubmissionForm) -> SubmissionForm:
    """The form again, where files came with what is refused: the draft keeps them, since no form can hand them back."""
    if not (request.FILES and _is_draft(row)):
        return form
    try:
        _keep(request, row, form, save_draft)
    except DomainError:
        return form
    kept = own_submission(request, row.call.congress.slug, row.call.code, row.code)
    again = SubmissionForm(request.POST, submission=kept)
    again.renew_version(again.submission.version)
    again.is_valid()
    return again


def _hands_in(row: Submission, wanted: str) -> bool:
    """Whether what was sent has to be complete: it is handed in, or was so before."""
    return wanted in ("submit", "resubmit") or row.state == SubmissionState.SUBMITTED


def _is_draft(row: Submission) -> bool:
    return row.state == SubmissionState.DRAFT


def _can_edit(row: Submission) -> bool:
    """Whether the form opens: a draft or what was handed in while the call is open, a revision up to its own time."""
    if row.state == SubmissionState.REVISION:
        return is_revising(row, clock.now())
    return _is_open(row) and row.state in (SubmissionState.DRAFT, SubmissionState.SUBMITTED)


def _is_open(row: Submission) -> bool:
    return writing_place(row, clock.now()) == "open"


def _ends_at(row: Submission) -> datetime:
    """Until when its author may write: the end of the call, or of their late access code."""
    call, now = row.call, clock.now()
    is_late = call.place(now) == "closed" and row.late_code is not None and writing_place(row, now) == "open"
    return row.late_code.expires_at if is_late and row.late_code else call.closes_at


def own_context(row: Submission, *place: str) -> dict[str, Any]:
    """The frame that the pages of an author's submission share."""
    call = row.call
    own = (marked_title(row), reverse("congress-submission", args=[call.congress.slug, call.code, row.code]))
    return {
        "submission": row,
        "call": call,
        "title": title_of(row),
        "chip": chip(row.state),
        "zone": call.congress.timezone,
        "closes_at": _ends_at(row),
        "breadcrumbs": crumbs(call, own, *place),
    }
