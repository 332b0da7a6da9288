"""The chair's view of a call: how it stands, what was handed in, who reads what."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock, fields, formats
from congress.enums import Outcome, Role, SubmissionState, counted
from congress.models import Call, Decision, Submission
from congress.permissions import CALL_READERS, COMMITTEE, JUDGES, has_role, reads_log, visible_submissions
from congress.queries.readers import seated_members
from congress.queries.sharing import reading_loads
from congress.queries.submission import with_reviews
from congress.web.call import find_call, window_chip
from congress.web.review_form import SubmissionFilter
from congress.web.scope import team_congress
from congress.web.shown import chip, score_text, title_of

PAGE = 50
ORDERS = {
    "title": ["code"],
    "score": [F("mean_score").asc(nulls_last=True), "code"],
    "-score": [F("mean_score").desc(nulls_last=True), "code"],
    "reviews": ["reviews", "code"],
    "-reviews": ["-reviews", "code"],
}


@login_required
@require_GET
def calls(request: HttpRequest, congress: str) -> HttpResponse:
    """Every call of the congress, with how many were handed in."""
    edition = team_congress(request, congress, *CALL_READERS)
    seen = visible_submissions(request.user, edition).values_list("call").annotate(n=Count("pk", distinct=True))
    counts = dict(seen.order_by())
    rows = [
        {
            "title": fields.pick(row.title),
            "url": manage_url(row),
            "window": window_chip(row),
            "number": counts.get(row.pk, 0),
            "closes_at": row.closes_at,
        }
        for row in edition.calls.select_related("congress")
    ]
    return render(request, "congress/manage_calls.html", {"calls": rows, "zone": edition.timezone})


@login_required
@require_GET
def overview(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Counts by state, axis, language and country, each with the list behind it; the committee's progress."""
    row = chairs_call(request, congress, call)
    seen = visible(request, row)
    live = seen.exclude(state=SubmissionState.WITHDRAWN)
    judged = has_role(request.user, row.congress, *COMMITTEE)
    context = chair_context(request, row, "overview") | {
        "states": _state_counts(row, seen),
        "late_url": _late_url(request, row),
        "drafts": row.submissions.filter(state=SubmissionState.DRAFT).count() if not judged else None,
        "tables": [
            {"title": _("By axis"), "rows": _counts(row, live, "axis", "axis__code", _axis_names(row))},
            {"title": _("By language"), "rows": _counts(row, live, "language", "language", formats.language_name)},
            {"title": _("By country"), "rows": _counts(row, live, "country", "organisation__country", formats.country)},
        ],
        "members": _members(row, seen),
        "has_rounds": row.rounds.count() > 1,
    }
    return render(request, "congress/manage_overview.html", context)


def _late_url(request: HttpRequest, call: Call) -> str:
    """Where late access codes are made, for those who may."""
    if not has_role(request.user, call.congress, Role.OWNER, *JUDGES):
        return ""
    return reverse("congress-manage-late", args=[call.congress.slug, call.code])


@login_required
@require_GET
def submissions(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The list with filters, mean scores and numbers of reviews."""
    row = chairs_call(request, congress, call)
    seen = visible(request, row)
    countries = list(seen.values_list("organisation__country", flat=True).distinct().order_by())
    # Only who decides learns what is pending: neither by a word nor by a filter.
    decides = has_role(request.user, row.congress, *JUDGES)
    form = SubmissionFilter(request.GET, call=row, countries=countries, decides=decides)
    form.is_valid()
    sort = request.GET.get("sort", "")
    found = with_reviews(filtered(seen, form.cleaned_data)).select_related("organisation", "axis", "format")
    listing = Paginator(found.order_by(*ORDERS.get(sort, ["code"])), PAGE).get_page(request.GET.get("page"))
    context = chair_context(request, row, "submissions") | {
        "form": form,
        "sort": sort,
        "page_obj": listing,
        "rows": [_row(row, s, decides) for s in listing],
        "clear_url": reverse("congress-manage-submissions", args=[congress, call]) if request.GET else "",
    }
    return render(request, "congress/manage_submissions.html", context)


def chairs_call(request: HttpRequest, congress: str, code: str) -> Call:
    """The call, for those who may read what was handed in; else 404."""
    return find_call(team_congress(request, congress, *CALL_READERS), code)


def visible(request: HttpRequest, call: Call) -> QuerySet[Submission]:
    """What the visitor may see of the call."""
    return visible_submissions(request.user, call.congress).filter(call=call)


def filtered(rows: QuerySet[Submission], wanted: dict[str, str]) -> QuerySet[Submission]:
    """The submissions that a filter asks for."""
    columns = {"state": "state", "axis": "axis__code", "language": "language", "country": "organisation__country"}
    for name, column in columns.items():
        if wanted.get(name):
            rows = rows.filter(**{column: wanted[name]})
    if not wanted.get("state"):
        rows = rows.exclude(state=SubmissionState.WITHDRAWN)
    decision = wanted.get("decision")
    pending = Decision.objects.filter(submission=OuterRef("pk"), released_at__isnull=True)
    if decision == "none":
        return rows.filter(~Exists(pending), state__in=(SubmissionState.SUBMITTED, SubmissionState.REVISION))
    return rows.filter(Exists(pending.filter(outcome=decision))) if decision else rows


def manage_url(call: Call) -> str:
    return reverse("congress-manage-call", args=[call.congress.slug, call.code])


def chair_context(request: HttpRequest, call: Call, tab: str, *place: str) -> dict[str, Any]:
    """The frame that the chair's pages share; the tabs in the order of the work."""
    tabs = {
        key: {"label": label, "url": reverse(name, args=[call.congress.slug, call.code]), "is_current": key == tab}
        for key, (label, name) in _tab_names(request, call).items()
    }
    return {
        "call": call,
        "call_title": fields.pick(call.title),
        "window": window_chip(call),
        "zone": call.congress.timezone,
        "is_judge": has_role(request.user, call.congress, *JUDGES),
        "tabs": list(tabs.values()),
        "breadcrumbs": [
            {"label": _("Calls"), "url": reverse("congress-manage-call", args=[call.congress.slug])},
            {"label": fields.pick(call.title), "url": manage_url(call)},
            *({"label": one["label"], "url": one["url"]} for one in tabs.values() if one["is_current"]),
            *({"label": item} for item in place),
        ],
    }


def _tab_names(request: HttpRequest, call: Call) -> dict[str, tuple[str, str]]:
    """{key: (label, name of the address)} of the pages that the visitor may open."""
    judges = has_role(request.user, call.congress, *JUDGES)
    names = {"overview": (_("Overview"), "congress-manage-call")}
    names["submissions"] = (_("Submissions"), "congress-manage-submissions")
    if judges:
        names["members"] = (_("Committee"), "congress-manage-members")
    if has_role(request.user, call.congress, Role.OWNER, *JUDGES):
        names["conflicts"] = (_("Conflicts of interest"), "congress-manage-conflicts")
    if judges:
        names["assign"] = (_("Share out the reading"), "congress-manage-assign")
    names["readers"] = (_("Reading and reminders"), "congress-manage-readers")
    names["ranking"] = (_("Ranking"), "congress-manage-ranking")
    if judges:
        names["selection"] = (_("Selection"), "congress-manage-selection")
        names["release"] = (_("Release decisions"), "congress-manage-release")
    names["places"] = (_("Places and reserve list"), "congress-manage-places")
    if reads_log(request.user, call):
        names["log"] = (_("Sealed log"), "congress-manage-log")
    return names


def _state_counts(call: Call, seen: QuerySet[Submission]) -> list[dict[str, Any]]:
    found = dict(seen.values_list("state").annotate(n=Count("pk", distinct=True)).order_by())
    url = reverse("congress-manage-submissions", args=[call.congress.slug, call.code])
    states = [state for state in SubmissionState if state != SubmissionState.DRAFT]
    tiles = ((state, found.get(state.value, 0)) for state in states)
    return [{"value": n, "label": counted(state, n), "url": f"{url}?state={state.value}"} for state, n in tiles]


def _counts(call: Call, rows: QuerySet[Submission], name: str, column: str, names: Any) -> list[dict[str, Any]]:
    url = reverse("congress-manage-submissions", args=[call.congress.slug, call.code])
    found = rows.values_list(column).annotate(n=Count("pk", distinct=True)).order_by("-n", column)
    return [
        {"label": names(code) if code else _("None"), "number": n, "url": f"{url}?{name}={code}" if code else ""}
        for code, n in found
    ]


def _axis_names(call: Call) -> Any:
    names = {axis.code: fields.pick(axis.name) for axis in call.congress.axes.all()}
    return lambda code: names.get(code, code)


def _members(call: Call, seen: QuerySet[Submission]) -> list[dict[str, Any]]:
    """The committee with what each has to read and has read, among what the visitor may see of the call."""
    loads = reading_loads(seen.filter(state=SubmissionState.SUBMITTED))
    return [
        {
            "name": member.user.person.name_or_address,
            "city": fields.pick(member.organisation.name) if member.organisation else "",
            "languages": formats.listing([formats.language_name(code) for code in member.languages]),
            "done": loads.get(member.pk, (0, 0))[1],
            "load": loads.get(member.pk, (0, 0))[0],
        }
        for member in seated_members(call.congress, clock.now())
    ]


def _row(call: Call, s: Submission, decides: bool) -> dict[str, Any]:
    return {
        "submission": s,
        "title": title_of(s),
        "url": reverse("congress-manage-submission", args=[call.congress.slug, call.code, s.code]),
        "city": fields.pick(s.organisation.name),
        "country": formats.country(s.organisation.country),
        "axis": fields.pick(s.axis.name) if s.axis else "",
        "chip": chip(s.state),
        "score": score_text(s.mean_score),  # type: ignore[attr-defined]
        "reviews": s.reviews,  # type: ignore[attr-defined]
        "readers": s.readers,  # type: ignore[attr-defined]
        "pending": Outcome(s.pending).label if decides and s.pending else "",  # type: ignore[attr-defined]
    }
