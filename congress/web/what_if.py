"""What would come of other places or of a set of one's own, and the engine's proposal. Only keeping one writes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from common.errors import DomainError
from congress.actions.selection import drop_proposal, keep_proposal
from congress.enums import SubmissionState
from congress.models import Call
from congress.queries.proposal import Draft, Wish, drafted
from congress.queries.ranking import Ranking, Standing, ranking_of
from congress.queries.selection import balance_of, makeup_of
from congress.rules.selection import Places, places_of, ties
from congress.web.chair import chair_context, visible
from congress.web.ranking import PAGE, judges_call, shown_rows
from congress.web.selection_forms import TryForm, names_of
from congress.web.selection_shown import balance_shown, places_shown, sentence, ties_shown

MOST_TRIED = 100  # of a set are shown to be unticked; the others go along


@login_required
def what_if(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """A form of numbers and a set, and what they come to; the address or the form holds it all, nothing is kept.

    `do=keep` makes pending decisions of the proposal that was shown, `do=drop` takes back those of an earlier one.
    """
    row = judges_call(request, congress, call)
    found = ranking_of(visible(request, row))
    data = request.POST if request.method == "POST" else request.GET
    form = TryForm(_filled(data, row), call=row, places=places_of(row.places, row.selected_per_city))
    draft = drafted(found, _wish(form, data, found))
    refusal = ""
    if request.method == "POST" and request.POST.get("do") in ("keep", "drop"):
        refusal = _write(request, row, draft)
        if not refusal:
            return redirect("congress-manage-selection", congress, call)
        found = ranking_of(visible(request, row))
        draft = drafted(found, _wish(form, data, found))
    context = chair_context(request, row, "selection", _("What if…")) | _shown(request, row, found, draft) | {
        "refusal": refusal, "form": form, "groups": form.groups(), "draft": draft,
    }  # fmt: skip
    return render(request, "congress/manage_what_if.html", context, status=409 if refusal else 200)


def _filled(data: Any, call: Call) -> dict[str, Any]:
    """What was sent, over the places of the call where no number was sent at all."""
    kept = places_of(call.places, call.selected_per_city)
    values = {name: data[name] for name in data if name != "chosen"}
    if "total" not in data:
        values |= {"total": kept.total, "per_city": kept.per_city}
        values |= {f"{kind}-{code}": number for (kind, code), number in kept.groups.items()}
    return {"by": "adjusted", **values}


def _wish(form: TryForm, data: Any, found: Ranking) -> Wish:
    codes = {*data.getlist("chosen"), *data.get("set", "").split()}
    also = frozenset(row.pk for row in found.standings.values() if row.code in codes)
    if not form.is_valid():
        return Wish(Places(), also=also, fill=False)
    said = form.cleaned_data
    return Wish(
        form.places(), by=said["by"], reserve=said["reserve"] or 0, least=said["least"], also=also, fill=said["fill"]
    )


def _write(request: HttpRequest, call: Call, draft: Draft) -> str:
    """Keeps or takes back; the refusal in words, or nothing."""
    rows, by, now = visible(request, call), request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    try:
        if request.POST["do"] == "drop":
            number = drop_proposal(call=call, submissions=rows, by=by, now=now)
            text = ngettext(
                "%(n)s proposed decision was taken back.", "%(n)s proposed decisions were taken back.", number
            )
        else:
            seal = request.POST.get("seal", "")
            kept = keep_proposal(call=call, submissions=rows, wish=draft.wish, seal=seal, by=by, now=now)
            number = len(kept.chosen) + len(kept.reserve)
            text = ngettext("%(n)s proposed decision is pending.", "%(n)s proposed decisions are pending.", number)
    except DomainError as error:
        return str(error)
    messages.success(request, text % {"n": number} + " " + _("The authors know nothing of it."))
    return ""


def _is_in_play(row: Standing) -> bool:
    """Whether it may still be in or out: undecided, selected, or only proposed."""
    return row.pending is None or row.is_selected or row.pending.is_proposed


def _shown(request: HttpRequest, call: Call, found: Ranking, draft: Draft) -> dict[str, Any]:
    rows = found.standings.values()
    names, limits, by = names_of(call), draft.wish.places, draft.wish.by
    makeup = makeup_of(call.congress, visible(request, call).exclude(state="withdrawn"))
    tried = [row for row in draft.taken if row.pk in draft.wish.also]
    open_ones = [row.work(by) for row in rows if row.state == SubmissionState.SUBMITTED and _is_in_play(row)]
    listed = [*tried[:MOST_TRIED], *draft.chosen[:PAGE], *draft.reserve[:PAGE]]
    lines = {line["standing"].pk: line for line in shown_rows(call, listed, by)}
    is_whole = not draft.wish.also and draft.wish.fill
    return {
        "sentence": sentence(draft, names) if draft.wish.fill else "",
        "places": places_shown(draft.works(), limits, names),
        "balance": balance_shown(balance_of(rows, draft.selected, makeup)),
        "ties": ties_shown(call, ties(open_ones, draft.selected, limits), found.standings),
        "tried": [lines[row.pk] for row in tried[:MOST_TRIED]],
        "tried_more": tried[MOST_TRIED:],
        "parts": [
            {
                "title": title,
                "rows": [lines[row.pk] for row in part[:PAGE]],
                "more": max(len(part) - PAGE, 0),
            }
            for title, part in ((_("Proposed"), draft.chosen), (_("Proposed for the reserve list"), draft.reserve))
        ],
        "can_keep": is_whole and bool(draft.chosen or draft.reserve) and call.has_closed(clock.now()),
        "proposed": sum(1 for row in rows if row.pending and row.pending.is_proposed),
        "set": " ".join(row.code for row in tried),
        "set_more": " ".join(row.code for row in tried[MOST_TRIED:]),
    }
