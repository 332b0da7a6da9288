"""The selection of a call by hand: places taken, balance, ties, many decisions at once, the reserve list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, fields
from common.errors import DomainError
from congress.actions.selection import UNDECIDED, Choice, decide_many, move_reserve, set_places
from congress.enums import Outcome, Role, SubmissionState
from congress.models import Call
from congress.permissions import JUDGES, has_role
from congress.queries.proposal import seen_of
from congress.queries.ranking import Ranking, Standing, ranking_of
from congress.queries.selection import balance_of, makeup_of, reserve_list
from congress.rules.selection import places_of, ties
from congress.web.call import find_call
from congress.web.chair import chair_context, visible
from congress.web.ranking import PAGE, judges_call, order_key, ordered, shown_rows
from congress.web.scope import team_congress
from congress.web.selection_forms import PlacesForm, RankingFilter, names_of
from congress.web.selection_shown import balance_shown, places_shown, ties_shown
from congress.web.shown import chip, marked_title, title_lang, title_of

TAKE_BACK = "take_back"  # the outcome's name in the form; an empty one means that none was chosen


@login_required
def selection(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The list with its pending decisions; whoever decides ticks many, gives one outcome, and reasons."""
    row = judges_call(request, congress, call)
    refusal = ""
    if request.method == "POST":
        try:
            number = decide_many(
                call=row,
                submissions=visible(request, row),
                choices=_choices(request),
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
        except DomainError as error:
            refusal = str(error)
        else:
            text = ngettext("%(n)s decision was kept.", "%(n)s decisions were kept.", number) % {"n": number}
            messages.success(request, text + " " + _("The authors will know when they are released."))
            return redirect(request.get_full_path())
    found = ranking_of(visible(request, row))
    form = RankingFilter(request.GET, call=row, standings=list(found.standings.values()))
    form.is_valid()
    sort = request.GET.get("sort") or "-adjusted"
    listing = Paginator(ordered(found, form, sort), PAGE).get_page(request.GET.get("page"))
    ticked = _ticked(request)
    listed = _listed(found, list(listing), request.POST.getlist("chosen") if refusal else [])
    context = chair_context(request, row, "selection") | _panel(request, row, found, sort) | {
        "refusal": refusal,
        "form": form,
        "sort": sort,
        "page_obj": listing,
        "rows": [_with_fields(line, request, ticked) for line in shown_rows(row, listed, sort)],
        "also": " ".join(sorted(ticked - {line.code for line in listed})),
        "outcomes": [*Outcome.choices, (TAKE_BACK, _("No decision yet"))],
        "outcome": request.POST.get("outcome", ""),
        "reason": request.POST.get("reason", ""),
        "has_closed": row.has_closed(clock.now()),
        "clear_url": request.path if request.GET else "",
    }  # fmt: skip
    return render(request, "congress/manage_selection.html", context, status=409 if refusal else 200)


@login_required
def reserve(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The reserve list in its order, and buttons that move one up or down."""
    row = judges_call(request, congress, call)
    rows = visible(request, row)
    refusal = ""
    if request.method == "POST":
        code, _blank, past = request.POST.get("move", "").partition(" ")
        by = request.user.as_actor()  # type: ignore[union-attr]
        try:
            move_reserve(call=row, submissions=rows, code=code, past=past, by=by, now=clock.now())
            messages.success(request, _("The order was kept."))
            return redirect(request.get_full_path())
        except DomainError as error:
            refusal = str(error)
    listing = Paginator(reserve_list(rows), PAGE).get_page(request.GET.get("page"))
    codes = [decision.submission.code for decision in listing.paginator.object_list]
    first = listing.start_index() or 1
    context = chair_context(request, row, "selection", _("Reserve list")) | {
        "refusal": refusal,
        "page_obj": listing,
        "rows": [_waiting(decision, place, codes) for place, decision in enumerate(listing, first)],
    }
    return render(request, "congress/manage_reserve.html", context, status=409 if refusal else 200)


@login_required
def places(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """How many experiences can be selected; the owner and whoever decides set it."""
    event = team_congress(request, congress, Role.OWNER, *JUDGES)
    row = find_call(event, call)
    form = PlacesForm(
        request.POST if request.method == "POST" else None,
        call=row,
        places=places_of(row.places, row.selected_per_city),
    )
    if request.method == "POST" and form.is_valid():
        by = request.user.as_actor()  # type: ignore[union-attr]
        set_places(call=row, places=form.places(), by=by, now=clock.now())
        messages.success(request, _("Saved."))
        decides = has_role(request.user, event, *JUDGES)
        name = "congress-manage-selection" if decides else "congress-manage-call"
        return redirect(name, event.slug, row.code)
    context = chair_context(request, row, "selection", _("Places")) | {"form": form, "groups": form.groups()}
    return render(request, "congress/manage_selection_places.html", context, status=422 if form.errors else 200)


def _panel(request: HttpRequest, call: Call, found: Ranking, sort: str) -> dict[str, Any]:
    """What the selected ones take and are made of: decided or told, as it will be once all is released."""
    by = "raw" if sort.endswith("raw") else "adjusted"
    limits = places_of(call.places, call.selected_per_city)
    chosen = {row.pk for row in found.standings.values() if row.is_selected}
    selected = [row.work(by) for row in found.standings.values() if row.is_selected]
    # Where the selection ends is a matter of what is pending; what was told is history.
    open_ones = [row.work(by) for row in found.standings.values() if row.is_open or (row.pending and row.is_selected)]
    makeup = makeup_of(call.congress, visible(request, call).exclude(state="withdrawn"))
    return {
        "places": places_shown(selected, limits, names_of(call)),
        "balance": balance_shown(balance_of(found.standings.values(), chosen, makeup)),
        "ties": ties_shown(call, ties(open_ones, chosen, limits), found.standings),
        "proposed": sum(1 for row in found.standings.values() if row.pending and row.pending.is_proposed),
        "reserve_number": sum(1 for row in found.standings.values() if row.outcome == Outcome.RESERVE),
        "open_number": sum(1 for row in found.standings.values() if row.is_open),
        "revising": sum(
            1 for row in found.standings.values() if row.state == SubmissionState.REVISION and not row.pending
        ),
    }


def _choices(request: HttpRequest) -> list[Choice]:
    """What was ticked; a reason of its own comes before the one for all."""
    outcome = request.POST.get("outcome", "")
    shared = request.POST.get("reason", "")
    given = "?" if outcome == "" else UNDECIDED if outcome == TAKE_BACK else outcome
    return [
        Choice(
            code=code,
            outcome=given,
            reason=request.POST.get(f"reason-{code}", "").strip() or shared,
            seen=request.POST.get(f"seen-{code}", ""),
        )
        for code in dict.fromkeys(request.POST.getlist("chosen"))
    ]


def _ticked(request: HttpRequest) -> set[str]:
    """The codes ticked so far: those just sent, and those that came along from another page."""
    source = request.POST if request.method == "POST" else request.GET
    return {*source.getlist("chosen"), *source.get("set", "").split()}


def _listed(found: Ranking, page: list[Standing], kept: list[str]) -> list[Standing]:
    """The page, and before it whatever was ticked and is no longer on it, so that nothing typed is lost."""
    wanted, here = set(kept), {row.code for row in page}
    away = [row for row in found.standings.values() if row.code in wanted - here]
    return sorted(away, key=lambda row: order_key(row, "-adjusted")) + page


def _with_fields(line: dict[str, Any], request: HttpRequest, ticked: set[str]) -> dict[str, Any]:
    row = line["standing"]
    reason = row.pending.reason if row.pending else ""
    return line | {
        "seen": seen_of(row),
        "is_ticked": row.code in ticked,
        "reason": request.POST.get(f"reason-{row.code}", reason),
        "can_decide": row.state in ("submitted", "reserve"),
    }


def _waiting(decision: Any, place: int, codes: list[str]) -> dict[str, Any]:
    paper = decision.submission
    at = place - 1
    return {
        "place": place,
        "code": paper.code,
        "title": title_of(paper),
        "title_lang": title_lang(paper),
        "marked": marked_title(paper),
        "city": fields.pick(paper.organisation.name),
        "axis": fields.pick(paper.axis.name) if paper.axis else "",
        "format": fields.pick(paper.format.name) if paper.format else "",
        "chip": chip(paper.state),
        "is_pending": decision.released_at is None,
        "up": f"{paper.code} {codes[at - 1]}" if at > 0 else "",
        "down": f"{paper.code} {codes[at + 1]}" if at + 1 < len(codes) else "",
    }
