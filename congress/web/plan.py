"""`…/manage/plan/`: the work plan as a list and as a board, its milestones, notes and minutes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import clock, fields, formats
from common.errors import DomainError
from common.web.page import form_error
from congress.actions import notes, plan
from congress.enums import CongressKind, MilestoneState, Role
from congress.models import Congress, Milestone
from congress.permissions import PLAN_READERS, may_work_on, roles_of, writes_plan
from congress.queries import plans
from congress.rules.plan import LIVING, out_of_turn, urgency
from congress.web.notes import shown
from congress.web.plan_forms import MilestoneForm, NoteForm, PlanFilter
from congress.web.scope import team_congress

COLUMNS = (MilestoneState.OPEN, MilestoneState.STARTED, MilestoneState.DONE)
TONES = {MilestoneState.STARTED: "info", MilestoneState.DONE: "ok"}


def chip(state: str) -> dict[str, Any]:
    """The label and tone of a milestone's state."""
    return {"label": MilestoneState(state).label, "tone": TONES.get(MilestoneState(state), "")}


@login_required
def overview(request: HttpRequest, congress: str) -> HttpResponse:
    """Every milestone by its day, or in three columns; `?whose=me` shows one's own, `?state=` one state."""
    edition = team_congress(request, congress, *PLAN_READERS)
    everything = plans.milestones(edition)
    form = PlanFilter(request.GET)
    form.is_valid()
    rows = everything
    if form.cleaned_data.get("whose"):
        rows = plans.mine(rows, request.user.pk, roles_of(request.user, edition))
    state = form.cleaned_data.get("state")
    rows = rows.filter(state=state) if state else rows.exclude(state=MilestoneState.DROPPED)
    cards = [_card(row, edition) for row in rows]
    board = request.GET.get("view") == "board"
    counts = plans.progress(edition)
    context = {
        "cards": cards,
        "columns": [{"label": s.label, "cards": [c for c in cards if c["state"] == s]} for s in COLUMNS]
        if board
        else None,
        "board": board,
        "tabs": _tabs(edition, request, board),
        "form": form,
        "clear_url": request.path if form.has_changed() else "",
        "may_write": writes_plan(request.user, edition),
        "is_empty": not everything.exists(),
        "templates": [{"code": code, "label": label, "is_chosen": code == edition.kind} for code, label in _kinds()],
        "done": counts.get("done", 0),
        "total": sum(counts.values()),
        "late": sum(card["urgency"] == "late" for card in cards),
    }
    return render(request, "congress/plan.html", context)


def _kinds() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in CongressKind.choices if code in plans.templates()]


def _tabs(edition: Congress, request: HttpRequest, board: bool) -> list[dict[str, Any]]:
    url, kept = reverse("congress-plan", args=[edition.slug]), request.GET.copy()
    kept.pop("view", None)
    more = f"&{kept.urlencode()}" if kept else ""
    minutes = reverse("congress-plan-minutes", args=[edition.slug])
    return [
        {"label": _("List"), "url": f"{url}?view=list{more}", "is_current": not board},
        {"label": _("Board"), "url": f"{url}?view=board{more}", "is_current": board},
        {"label": _("Minutes"), "url": minutes, "is_current": False},
    ]


def _card(row: Milestone, edition: Congress) -> dict[str, Any]:
    today = clock.now().astimezone(edition.zone).date()
    pressing = urgency(row.state, row.due_on, today)
    labels = {"late": (_("Late"), "bad"), "soon": (_("Due soon"), "wait")}
    return {
        "code": row.code,
        "title": fields.pick(row.title),
        "lang": fields.language_of(row.title),
        "url": reverse("congress-plan-milestone", args=[edition.slug, row.code]),
        "due": formats.day(row.due_on),
        "state": row.state,
        "chip": chip(row.state),
        "urgency": pressing,
        "pressing": {"label": labels[pressing][0], "tone": labels[pressing][1]} if pressing else None,
        "whose": row.owner.person.name_or_address if row.owner else Role(row.role).label,
        "held_by": row.held_by,  # type: ignore[attr-defined]
        "is_out_of_turn": out_of_turn(row.state, row.held_by),  # type: ignore[attr-defined]
        "notes": row.note_count,  # type: ignore[attr-defined]
    }


@login_required
@require_POST
def lay_out(request: HttpRequest, congress: str) -> HttpResponse:
    """Begins the plan from a template."""
    edition = team_congress(request, congress, Role.OWNER)
    template = request.POST.get("template", "")
    if template not in plans.templates():
        raise Http404
    try:
        number = plan.lay_out(congress=edition, template=template, by=request.user.as_actor(), now=clock.now())
        messages.success(request, _("The plan begins with %(number)s milestones.") % {"number": number})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("congress-plan", congress=edition.slug)


@login_required
def new(request: HttpRequest, congress: str) -> HttpResponse:
    """Adds a milestone."""
    edition = team_congress(request, congress, Role.OWNER)
    form = MilestoneForm(request.POST or None, congress=edition)
    if request.method == "POST" and form.is_valid():
        try:
            row = plan.add_milestone(congress=edition, plan=form.plan(), by=request.user.as_actor(), now=clock.now())
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The milestone is in the plan."))
            return redirect("congress-plan-milestone", congress=edition.slug, code=row.code)
    context = {"form": form, "breadcrumbs": _crumbs(edition, _("New milestone"))}
    return render(request, "congress/plan_edit.html", context, status=422 if form.errors else 200)


@login_required
def milestone(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """One milestone with what it waits for, its notes, and the steps that may be taken."""
    edition, row = _found(request, congress, code)
    may_work = may_work_on(request.user, row)
    form = NoteForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_work:
            raise Http404
        answer = _act(request, row, form)
        if answer is not None:
            return answer
    return render(request, "congress/plan_milestone.html", {
        "row": row, "card": _card(row, edition), "form": form, "may_work": may_work,
        "may_write": writes_plan(request.user, edition), "steps": _steps(row) if may_work else [],
        "waits_for": [_one(other, edition) for other in row.waits_for.all()],
        "holds_up": [_one(other, edition) for other in row.holds_up.all()],
        "notes": shown(row.notes.select_related("attachment"), edition, request.user), "zone": edition.timezone,
        "breadcrumbs": _crumbs(edition, fields.pick(row.title)),
    }, status=422 if form.errors else 200)  # fmt: skip


def _one(row: Milestone, edition: Congress) -> dict[str, Any]:
    return {
        "title": fields.pick(row.title), "chip": chip(row.state), "is_living": row.state in LIVING,
        "url": reverse("congress-plan-milestone", args=[edition.slug, row.code]),
    }  # fmt: skip


def _steps(row: Milestone) -> list[dict[str, Any]]:
    steps = {
        "open": [("start", _("Begin"), False), ("finish", _("Mark as done"), True)],
        "started": [("finish", _("Mark as done"), True)],
        "done": [("reopen", _("Open again"), False)],
        "dropped": [("reopen", _("Open again"), False)],
    }
    return [{"value": value, "label": label, "primary": primary} for value, label, primary in steps[row.state]]


def _act(request: HttpRequest, row: Milestone, form: NoteForm) -> HttpResponse | None:
    by, now, step = request.user.as_actor(), clock.now(), request.POST.get("step", "")
    verbs: dict[str, Any] = {"start": plan.start_milestone, "reopen": plan.reopen_milestone}
    try:
        if step == "finish":
            plan.finish_milestone(milestone=row, by=by, now=now, anyway=request.POST.get("anyway") == "yes")
        elif step == "drop":
            if not writes_plan(request.user, row.congress):
                raise Http404
            plan.drop_milestone(milestone=row, by=by, now=now)
        elif step in verbs:
            verbs[step](milestone=row, by=by, now=now)
        elif form.is_valid():
            notes.write_note(congress=row.congress, milestone=row, by=by, now=now, **form.cleaned_data)
            messages.success(request, _("The note is kept."))
        else:
            return None
    except DomainError as error:
        if step:
            messages.error(request, str(error))
        else:
            form_error(form, error)
            return None
    return redirect(request.path)


@login_required
def edit(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """Changes a milestone; a save over a newer version is refused with what the other wrote."""
    edition, row = _found(request, congress, code)
    if not writes_plan(request.user, edition):
        raise Http404
    form, theirs = MilestoneForm(request.POST or None, congress=edition, milestone=row), None
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            plan.change_milestone(
                milestone=row, plan=form.plan(), version=version, by=request.user.as_actor(), now=clock.now()
            )
        except plan.MilestoneChanged as error:
            form_error(form, error)
            theirs = plans.milestones(edition).get(pk=row.pk)
            # Shown what the other wrote, the next save is meant.
            form.data = form.data.copy()
            form.data["version"] = theirs.version
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The milestone is saved."))
            return redirect("congress-plan-milestone", congress=edition.slug, code=row.code)
    context = {
        "form": form, "row": row, "theirs": _card(theirs, edition) if theirs else None, "their_texts": theirs,
        "breadcrumbs": _crumbs(edition, fields.pick(row.title)),
    }  # fmt: skip
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "congress/plan_edit.html", context, status=status)


def _found(request: HttpRequest, congress: str, code: str) -> tuple[Congress, Milestone]:
    edition = team_congress(request, congress, *PLAN_READERS)
    row = plans.milestones(edition).filter(code=code).first()
    if row is None:
        raise Http404
    row.congress = edition
    return edition, row


def _crumbs(edition: Congress, here: str) -> list[dict[str, str]]:
    return [{"label": _("Work plan"), "url": reverse("congress-plan", args=[edition.slug])}, {"label": here}]
