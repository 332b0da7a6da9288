"""The chair decides on one submission, shares out the reading, and releases the letters."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common import clock, fields
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.assignment import assign, unassign
from congress.actions.decision import decide
from congress.enums import AssignmentState, Outcome, SubmissionState
from congress.models import Assignment, Call, Submission
from congress.permissions import JUDGES, has_role
from congress.queries.interests import member_interests, party_of
from congress.queries.readers import seated_members
from congress.queries.revision import is_revising, revised_since
from congress.queries.submission import scores_of
from congress.rules.conflict import conflict
from congress.rules.scoring import mean, spread
from congress.rules.submission import following
from congress.web import discussion
from congress.web.chair import chair_context, chairs_call, visible
from congress.web.redaction import redaction_url
from congress.web.review_form import AssignForm, DecisionForm
from congress.web.shown import (
    answers_of,
    chip,
    facts_of,
    presenters_of,
    reading_chip,
    score_text,
    send_answer,
    send_file,
    shown_changes,
    texts_of,
    title_of,
)
from questions.enums import Audience


@login_required
def submission(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """One submission with its reviews; chair and deputies assign and decide here."""
    row = chairs_call(request, congress, call)
    one = _find(request, row, code)
    judge = has_role(request.user, row.congress, *JUDGES)
    pending = one.decisions.filter(released_at__isnull=True).first() if judge else None
    deciding = DecisionForm(_posted(request, "decide"), submission=one, pending=pending) if judge else None
    free = _free_members(one) if judge else []
    assigning = AssignForm(_posted(request, "assign"), members=free, language=one.language) if judge else None
    if request.method == "POST":
        if not judge:
            raise Http404
        if request.POST.get("action") == "note":
            discussion.write_as_chair(request, one)
            return redirect(f"{request.path}#discussion")
        answer = (
            _decide(request, one, deciding)
            if request.POST.get("action") == "decide"
            else _assign(request, one, assigning, free)
        )
        if answer is not None:
            return answer
    scores = scores_of(one)
    context = chair_context(request, row, "", title_of(one)) | {
        "submission": one,
        "title": title_of(one),
        "chip": chip(one.state),
        "facts": facts_of(one),
        "texts": texts_of(one),
        "answers": answers_of(one, Audience.ORGANISERS, at=("congress-manage-submission-file", congress, call, code)),
        "reviews": _reviews(row, one),
        "mean": score_text(mean(scores)),
        "spread": score_text(spread(scores)),
        "pending": {"label": Outcome(pending.outcome).label, "row": pending} if pending else None,
        "known": list(one.decisions.filter(released_at__isnull=False)),
        "form": deciding if deciding and deciding.fields["outcome"].choices else None,
        "assign_form": assigning if one.state == SubmissionState.SUBMITTED and free else None,
        "has_closed": row.has_closed(clock.now()),
        "discussion": discussion.for_chair(request, one),
        "redaction_url": redaction_url(request, one),
        "presenters": presenters_of(one),
        "revision": _revision(row, one, judge),
    }
    return render(request, "congress/manage_submission.html", context)


@login_required
@require_POST
def unassignment(request: HttpRequest, congress: str, call: str, code: str, assignment: int) -> HttpResponse:
    """Takes a submission back from a member who has not begun."""
    row = judges_call(request, congress, call)
    one = _find(request, row, code)
    found = Assignment.objects.filter(pk=assignment, submission=one).first()
    if found is None:
        raise Http404
    unassign(assignment=found, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
    messages.success(request, _("The submission was taken back from this member."))
    return redirect("congress-manage-submission", congress, call, code)


@login_required
@require_GET
def endorsement(request: HttpRequest, congress: str, call: str, code: str) -> FileResponse:
    """The endorsement of a submission that the visitor may see."""
    return send_file(_find(request, chairs_call(request, congress, call), code).endorsement)


@login_required
@require_GET
def answer_file(request: HttpRequest, congress: str, call: str, code: str, key: str) -> FileResponse:
    """A file among the answers of a submission that the visitor may see."""
    return send_answer(_find(request, chairs_call(request, congress, call), code), key, Audience.ORGANISERS)


def _revision(call: Call, one: Submission, judge: bool) -> dict[str, Any]:
    """What was asked of the author, what they changed, and where a judge asks."""
    can_ask = judge and following(one.state, "ask") is not None
    return {
        "is_asked": one.state == SubmissionState.REVISION,
        "is_overdue": one.state == SubmissionState.REVISION and not is_revising(one, clock.now()),
        "changes": shown_changes(one, revised_since(one)),
        "url": reverse("congress-manage-revision", args=[call.congress.slug, call.code, one.code]) if can_ask else "",
    }


def judges_call(request: HttpRequest, congress: str, code: str) -> Call:
    row = chairs_call(request, congress, code)
    if not has_role(request.user, row.congress, *JUDGES):
        raise Http404
    return row


def _find(request: HttpRequest, call: Call, code: str) -> Submission:
    rows = visible(request, call).select_related(
        "organisation", "author", "axis", "format", "answer_set", "endorsement"
    )
    one = rows.prefetch_related("co_presenters").filter(code=code).first()
    if one is None:
        raise Http404
    one.call = call
    return one


def _posted(request: HttpRequest, action: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("action") == action else None


def _decide(request: HttpRequest, one: Submission, form: DecisionForm | None) -> HttpResponse | None:
    if form is None or not form.is_valid():
        return None
    try:
        decide(
            submission=one,
            **form.cleaned_data,
            by=request.user.as_actor(),  # type: ignore[union-attr]
            now=clock.now(),
        )
    except DomainError as error:
        form_error(form, error)
        return None
    messages.success(request, _("The decision was kept. The author will know when it is released."))
    return redirect(request.path)


def _assign(request: HttpRequest, one: Submission, form: AssignForm | None, free: list[Any]) -> HttpResponse | None:
    if form is None or not form.is_valid():
        return None
    member = next(m for m in free if str(m.pk) == form.cleaned_data["member"])
    try:
        assign(submission=one, member=member, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
    except DomainError as error:
        form_error(form, error)
        return None
    messages.success(request, _("The submission was given to %(name)s.") % {"name": member.user.person.name_or_address})
    return redirect(request.path)


def _free_members(one: Submission) -> list[Any]:
    taken = set(one.assignments.values_list("member_id", flat=True))
    party = party_of(one)
    members = seated_members(one.call.congress, clock.now())
    free = [m for m in members if m.pk not in taken and not conflict(member_interests(m), party)]
    return sorted(free, key=lambda m: (one.language not in m.languages, m.load, m.pk))


def _reviews(call: Call, one: Submission) -> list[dict[str, Any]]:
    criteria = list(call.criteria.all())
    rows = one.assignments.select_related("member__user__person", "review__recommended_format").order_by("pk")
    return [
        {
            "assignment": row,
            "name": row.member.user.person.name_or_address,
            "chip": reading_chip(row.state),
            "review": review if review and review.state == "submitted" else None,
            "score": score_text(review.score) if review else "",
            "scores": [(fields.pick(c.name), review.scores.get(c.code)) for c in criteria] if review else [],
            "format": review.recommended_format if review else None,
            "can_remove": row.state == AssignmentState.ASSIGNED,
        }
        for row, review in ((row, getattr(row, "review", None)) for row in rows)
    ]
