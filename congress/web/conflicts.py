"""Cases of conflicts of interest in a call: chair and deputies settle them, never their own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, fields, formats
from common.actors import names_of
from common.errors import DomainError
from congress.actions.conflicts import look_for_conflicts, settle
from congress.enums import STATE_TONES, InterestKind, InterestState, Role
from congress.models import Call, InterestCase
from congress.permissions import JUDGES
from congress.queries.conflicts import case_counts, settled_by_user
from congress.web.call import find_call
from congress.web.chair import chair_context, visible
from congress.web.scope import team_congress
from congress.web.shown import title_of

PAGE = 50


@login_required
def conflicts(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """What waits to be settled, with counts by kind; what was settled, when and by whom."""
    row = find_call(team_congress(request, congress, Role.OWNER, *JUDGES), call)
    cases = settled_by_user(request.user, row, visible(request, row), clock.now())
    refusal = ""
    if request.method == "POST":
        try:
            _act(request, row, cases)
            return redirect(request.get_full_path())
        except DomainError as error:
            refusal = " ".join(str(text) for texts in error.fields.values() for text in texts) or str(error)
    state = request.GET.get("state") if request.GET.get("state") in InterestState.values else InterestState.OPEN
    kind = request.GET.get("kind") if request.GET.get("kind") in InterestKind.values else ""
    counts = case_counts(cases)
    listing = Paginator(_listed(cases, str(state), str(kind)), PAGE).get_page(request.GET.get("page"))
    names = names_of({("user", one.settled_by.removeprefix("user:")) for one in listing if one.settled_by})
    context = chair_context(request, row, "conflicts") | {
        "refusal": refusal,
        "reason": request.POST.get("reason", "") if refusal else "",
        "chosen": set(request.POST.getlist("case")) if refusal else set(),
        "state": state,
        "state_label": InterestState(str(state)).label,
        "page_obj": listing,
        "rows": [_shown(row, one, names) for one in listing],
        "states": [
            {
                "label": f"{each.label} ({formats.number(_total(counts, each))})",
                "url": f"?state={each.value}",
                "is_current": each == state,
            }
            for each in InterestState
        ],
        "kinds": [
            {"label": each.label, "url": f"?state={state}&kind={each.value}", "number": counts[each.value, state]}
            for each in InterestKind
            if (each.value, state) in counts
        ],
    }
    return render(request, "congress/manage_conflicts.html", context, status=422 if refusal else 200)


def _total(counts: dict[tuple[str, str], int], state: str) -> int:
    return sum(n for (_kind, found), n in counts.items() if found == state)


def _listed(cases: QuerySet[InterestCase], state: str, kind: str) -> QuerySet[InterestCase]:
    rows = cases.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    shown = rows.select_related("submission__organisation", "member__user__person", "member__organisation")
    return shown.order_by("submission__code", "member", "kind")


def _act(request: HttpRequest, call: Call, cases: QuerySet[InterestCase]) -> None:
    verb, now = request.POST.get("do", ""), clock.now()
    if verb == "look":
        # Of what the visitor may settle: the rest would tell of an experience that is hidden from them.
        before = set(cases.values_list("pk", flat=True))
        look_for_conflicts(call=call, now=now)
        found = len(set(cases.values_list("pk", flat=True)) - before)
        text = ngettext("%(n)s conflict of interest was found.", "%(n)s conflicts of interest were found.", found)
        messages.success(request, text % {"n": formats.number(found)} if found else _("Nothing new was found."))
        return
    pairs = (value.partition(":") for value in request.POST.getlist("case"))
    number = settle(
        call=call,
        cases=cases,
        seen={int(pk): state for pk, _colon, state in pairs if pk.isascii() and pk.isdigit()},
        state=verb,
        reason=request.POST.get("reason", ""),
        by=request.user.as_actor(),  # type: ignore[union-attr]
        now=now,
    )
    text = ngettext("%(n)s case was settled.", "%(n)s cases were settled.", number)
    messages.success(request, text % {"n": formats.number(number)})


def _shown(call: Call, one: InterestCase, names: Any) -> dict[str, Any]:
    state = InterestState(one.state)
    zone = call.congress.zone
    seat = one.member.organisation
    by = names.get(("user", one.settled_by.removeprefix("user:")), "")
    return {
        "value": f"{one.pk}:{one.state}",
        "code": one.submission.code,
        "title": title_of(one.submission),
        "city": fields.pick(one.submission.organisation.name),
        "member": one.member.user.person.name_or_address,
        "seat": fields.pick(seat.name) if seat else "",
        "kind": InterestKind(one.kind).label,
        "is_declared": one.is_declared,
        "detail": one.detail,
        "chip": {"label": state.label, "tone": STATE_TONES[state]},
        "reason": one.reason,
        "settled": f"{formats.instant(one.settled_at, zone)}{f', {by}' if by else ''}" if one.settled_at else "",
    }
