"""The chair shares out the reading: asks for a proposal, looks at it, changes it by hand, publishes it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from common import clock, formats
from common.errors import DomainError
from common.models import Job
from common.web import jobs
from common.web.page import form_error
from congress.actions import sharing
from congress.enums import AssignmentState, PairState, SubmissionState
from congress.models import Assignment, AssignmentPlan, Call, CommitteeMember, PlannedPair, Submission
from congress.permissions import JUDGES, has_role
from congress.queries.readers import seated_members
from congress.queries.sharing import LIVE, found_nobody, open_plan
from congress.web.chair import chair_context, chairs_call, visible
from congress.web.sharing_shown import (
    RoundShown,
    member_rows,
    obstacle_texts,
    options,
    pair_row,
    paper_row,
    round_shown,
    sentence,
)
from congress.web.shown import title_of

PAGE = 50
NEW = (PairState.PROPOSED, PairState.BY_HAND)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """How the reading stands, the button that has a proposal found, and what came of the last search."""
    row = judges_call(request, congress, call)
    of, refusal = round_shown(request, row), ""
    if request.method == "POST":
        partial = request.POST.get("extent") == "possible"
        by = request.user.as_actor()  # type: ignore[union-attr]
        try:
            sharing.ask_for_plan(call=row, round=of.number, is_partial=partial, by=by, now=clock.now())
            return redirect(request.get_full_path())
        except DomainError as error:
            refusal = str(error)
    plan = open_plan(row, of.number)
    job = Job.objects.filter(key=sharing.key_of(plan)).first() if plan else None
    is_over = job is None or job.state in (Job.State.DONE, Job.State.FAILED)
    open_ones = visible(request, row).filter(state=SubmissionState.SUBMITTED)
    given = Assignment.objects.filter(submission__in=open_ones.values("pk"), round=of.number)
    given = given.exclude(state=AssignmentState.RECUSED)
    context = chair_context(request, row, "assign") | {
        "round": of,
        "refusal": refusal,
        "wanted": open_ones.count() * row.reviews_per_submission,
        "given": given.count(),
        "done": given.filter(state=AssignmentState.DONE).count(),
        "members": member_rows(row, plan, open_ones, of.number),
        "job": jobs.shown(job) if job and (not is_over or job.state == Job.State.FAILED) else None,
        "plan": plan if plan and plan.solved_at else None,
        "sentence": sentence(plan, open_ones, of.label) if plan and plan.solved_at else "",
        "obstacles": obstacle_texts(request, row, plan) if plan and is_over else [],
        "plan_url": reverse("congress-manage-assign-plan", args=[congress, call]) + of.query,
    }
    return render(request, "congress/manage_assign.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Every experience with its proposed readers and the reasons; a POST publishes it or throws it away."""
    row = judges_call(request, congress, call)
    of, refusal = round_shown(request, row), ""
    plan = _plan(row, of)
    if request.method == "POST":
        try:
            return _finish(request, row, plan, of)
        except DomainError as error:
            refusal = str(error)
    seen = visible(request, row).filter(state=SubmissionState.SUBMITTED)
    rows = _planned(seen, plan).order_by("code")
    is_new = request.GET.get("show") == "new"
    if is_new:
        rows = rows.filter(pk__in=plan.pairs.filter(state__in=NEW).values("submission"))
    members = {m.pk: m for m in seated_members(row.congress, clock.now())}
    chosen = members.get(int(wanted)) if (wanted := request.GET.get("member", "")).isdecimal() else None
    if chosen:
        mine = PlannedPair.objects.filter(plan=plan, member=chosen, state__in=LIVE)
        rows = rows.filter(pk__in=mine.values("submission"))
    listing = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = chair_context(request, row, "assign", _("Proposal")) | {
        "refusal": refusal,
        "plan": plan,
        "sentence": sentence(plan, seen, of.label),
        "is_new": is_new,
        "has_kept": plan.figures["kept"] > 0,
        "missing": found_nobody(plan, seen),
        "chosen": chosen.user.person.name_or_address if chosen else "",
        "page_obj": listing,
        "rows": [paper_row(row, one, of.query) for one in listing],
    }
    return render(request, "congress/manage_assign_plan.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """The proposed readers of one experience; takes one out, adds one, or puts one in another's place."""
    row = judges_call(request, congress, call)
    of = round_shown(request, row)
    plan = _plan(row, of)
    submission = _planned(visible(request, row), plan).filter(code=code).first()
    if submission is None:
        raise Http404
    pairs = list(submission.planned_pairs.all())
    live = [pair for pair in pairs if pair.state in LIVE]
    form = ChooseForm(
        request.POST if request.POST.get("action") == "choose" else None,
        options=options(request, plan, submission, live),
        readers=[(str(pair.pk), pair.member.user.person.name_or_address) for pair in live],
        version=plan.version,
    )
    if request.method == "POST":
        try:
            if _change(request, plan, submission, form, pairs):
                return redirect(request.get_full_path())
        except DomainError as error:
            form_error(form, error) if form.is_bound else messages.error(request, str(error))
    context = chair_context(request, row, "assign", title_of(submission)) | {
        "submission": submission,
        "title": title_of(submission),
        "plan": plan,
        "pairs": [pair_row(pair, submission) for pair in pairs],
        "form": form,
        "round": of,
        "plan_url": reverse("congress-manage-assign-plan", args=[congress, call]) + of.query,
    }
    return render(request, "congress/manage_assign_one.html", context)


class ChooseForm(forms.Form):
    """One more reader, or one in another's place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    member = forms.ChoiceField(label=gettext_lazy("Committee member"))
    instead = forms.ChoiceField(label=gettext_lazy("In place of"), required=False)

    def __init__(self, data: Any = None, *, options: list[Any], readers: list[Any], version: int) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["member"].choices = [("", _("Choose a member")), *options]
        self.fields["instead"].choices = [("", _("Nobody: one reader more")), *readers]


def judges_call(request: HttpRequest, congress: str, code: str) -> Call:
    """The call, for chair and deputies; else 404."""
    row = chairs_call(request, congress, code)
    if not has_role(request.user, row.congress, *JUDGES):
        raise Http404
    return row


def _plan(call: Call, of: RoundShown) -> AssignmentPlan:
    plan = open_plan(call, of.number)
    if plan is None or plan.solved_at is None:
        raise Http404
    plan.call = call
    return plan


def _planned(submissions: QuerySet[Submission], plan: AssignmentPlan) -> QuerySet[Submission]:
    """Those that wait to be read, with their pairs at hand."""
    pairs = plan.pairs.select_related("member__user__person").order_by("-points", "pk")
    rows = submissions.filter(state=SubmissionState.SUBMITTED).select_related("organisation", "axis")
    return rows.prefetch_related(Prefetch("planned_pairs", queryset=pairs))


def _change(
    request: HttpRequest, plan: AssignmentPlan, submission: Submission, form: ChooseForm, pairs: list[PlannedPair]
) -> bool:
    """Does what was asked for by hand; whether it was done."""
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    if request.POST.get("action") == "take_out":
        pair = next((p for p in pairs if str(p.pk) == request.POST.get("pair")), None)
        if pair is None:
            raise Http404
        sharing.take_out(plan=plan, pair=pair, version=_version(request), by=by, now=now)
        messages.success(request, _("%(name)s was taken out.") % {"name": pair.member.user.person.name_or_address})
        return True
    if not form.is_bound or not form.is_valid():
        return False
    member = CommitteeMember.objects.select_related("user__person").get(pk=form.cleaned_data["member"])
    old = next((p for p in pairs if str(p.pk) == form.cleaned_data["instead"]), None)
    sharing.choose(
        plan=plan,
        submission=submission,
        member=member,
        instead=old,
        version=form.cleaned_data["version"],
        by=by,
        now=now,
    )
    messages.success(request, _("%(name)s was chosen.") % {"name": member.user.person.name_or_address})
    return True


def _finish(request: HttpRequest, call: Call, plan: AssignmentPlan, of: RoundShown) -> HttpResponse:
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    if request.POST.get("action") == "discard":
        sharing.discard(plan=plan, version=_version(request), by=by, now=now)
        messages.success(request, _("The proposal was thrown away. What has been given out stays."))
    else:
        sharing.publish(plan=plan, version=_version(request), by=by, now=now)
        # Of what the visitor may see: the difference would tell how many read what is hidden from them.
        made = Assignment.objects.filter(submission__in=visible(request, call).order_by().values("pk"))
        number = made.filter(round=plan.round, assigned_at=now).count()
        text = ngettext("%(number)s reading was given out.", "%(number)s readings were given out.", number)
        messages.success(request, text % {"number": formats.number(number)})
    return redirect(reverse("congress-manage-assign", args=[call.congress.slug, call.code]) + of.query)


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() else -1
