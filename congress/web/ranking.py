"""The ranking of a call: raw and adjusted means, how hard its readers score, and the whole as a file."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import fields, formats
from common.rehearsals import file_name
from common.tables import write_csv, write_xlsx
from congress.enums import Outcome, SubmissionState
from congress.models import Call, Submission
from congress.permissions import JUDGES, has_role
from congress.queries.ranking import Ranking, Standing, named_effects, ranking_of
from congress.web.chair import chair_context, chairs_call, visible
from congress.web.selection_forms import RankingFilter, names_of
from congress.web.shown import chip, score_text, title_of

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = (
    "code", "title", "city", "country", "axis", "format", "language", "state", "pending", "raw_place", "raw",
    "adjusted_place", "adjusted", "reviews", "readers", "spread",
)  # fmt: skip


@login_required
@require_GET
def ranking(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Every experience by its raw or adjusted mean, fifty a page."""
    row = chairs_call(request, congress, call)
    decides = has_role(request.user, row.congress, *JUDGES)
    found = ranking_of(visible(request, row), with_pending=decides)
    form = RankingFilter(request.GET, call=row, standings=list(found.standings.values()), decides=decides)
    form.is_valid()
    sort = request.GET.get("sort") or "-adjusted"
    listing = Paginator(ordered(found, form, sort), PAGE).get_page(request.GET.get("page"))
    context = chair_context(request, row, "ranking") | {
        "form": form,
        "sort": sort,
        "page_obj": listing,
        "rows": shown_rows(row, list(listing), sort),
        "words": words_on(found),
        "clear_url": request.path if request.GET else "",
    }
    return render(request, "congress/manage_ranking.html", context)


@login_required
@require_GET
def readers(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """How hard or soft each reader scores, for the chair and the deputies."""
    row = judges_call(request, congress, call)
    found = ranking_of(visible(request, row))
    rows = [
        {
            "name": name,
            "reviews": effect.reviews,
            "mean": score_text(effect.mean),
            "points": signed(effect.points),
            "words": _said(effect.points),
        }
        for name, effect in named_effects(found.adjustment.effects)
    ]
    context = chair_context(request, row, "ranking", _("Hard and soft readers")) | {
        "rows": rows, "words": words_on(found)
    }  # fmt: skip
    return render(request, "congress/manage_ranking_readers.html", context)


@login_required
@require_GET
def export(request: HttpRequest, congress: str, call: str) -> HttpResponse | StreamingHttpResponse:
    """The ranking as CSV, or as XLSX with `?format=xlsx`; no reader is named in it."""
    row = judges_call(request, congress, call)
    found = ranking_of(visible(request, row))
    lines = list(_lines(row, sorted(found.standings.values(), key=lambda s: order_key(s, "-adjusted"))))
    is_sheet = request.GET.get("format") == "xlsx"
    response: HttpResponse | StreamingHttpResponse
    if is_sheet:
        response = HttpResponse(write_xlsx(HEADER, lines), content_type=XLSX)
    else:
        response = StreamingHttpResponse(write_csv(HEADER, lines), content_type="text/csv; charset=utf-8")
    ending = "xlsx" if is_sheet else "csv"
    name = file_name(f"ranking-{row.congress.slug}-{row.code}.{ending}", is_rehearsal=row.congress.is_rehearsing)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def judges_call(request: HttpRequest, congress: str, code: str) -> Call:
    """The call, for those who decide; else 404."""
    row = chairs_call(request, congress, code)
    if not has_role(request.user, row.congress, *JUDGES):
        raise Http404
    return row


def ordered(found: Ranking, form: RankingFilter, sort: str) -> list[Standing]:
    """What the filter shows, in the order asked for."""
    return sorted(filter(form.shows, found.standings.values()), key=lambda row: order_key(row, sort))


def order_key(row: Standing, sort: str) -> tuple[bool, float, str]:
    """What is not known comes last whichever way; equal ones by their codes."""
    name = sort.removeprefix("-")
    known = {"raw": row.raw, "adjusted": row.adjusted, "spread": row.spread, "reviews": row.reviews}
    value = known.get(name, row.adjusted)
    number = float(value or 0)
    return (value is None, -number if sort.startswith("-") or name not in known else number, row.code)


def shown_rows(call: Call, standings: list[Standing], sort: str = "") -> list[dict[str, Any]]:
    """The standings of one page with titles and cities, in one query."""
    rows = Submission.objects.filter(pk__in=[row.pk for row in standings])
    papers = rows.select_related("organisation", "axis", "format").in_bulk()
    by = "raw" if sort.endswith("raw") else "adjusted"
    return [_row(call, row, papers[row.pk], by) for row in standings if row.pk in papers]


def _row(call: Call, row: Standing, paper: Submission, by: str) -> dict[str, Any]:
    moved = row.adjusted - row.raw if row.adjusted is not None and row.raw is not None else None
    return {
        "standing": row,
        "submission": paper,
        "title": title_of(paper),
        "url": reverse("congress-manage-submission", args=[call.congress.slug, call.code, row.code]),
        "city": fields.pick(paper.organisation.name),
        "country": formats.country(row.country),
        "axis": fields.pick(paper.axis.name) if paper.axis else "",
        "format": fields.pick(paper.format.name) if paper.format else "",
        "place": row.place(by),
        "raw": score_text(row.raw),
        "adjusted": score_text(row.adjusted),
        "moved": signed(moved) if moved else "",
        "spread": score_text(row.spread),
        "chip": chip(row.state),
        "pending": chip(row.pending.outcome) if row.pending else None,
        "is_proposed": bool(row.pending and row.pending.is_proposed),
    }


def words_on(found: Ranking) -> str:
    """In one or two sentences, what the adjusting did."""
    effects = found.adjustment.effects
    if not effects:
        return _("Nobody has handed in a review yet.")
    if not found.adjustment.is_corrected:
        return _("The scores show no more difference between hard and soft readers than chance would bring, so raw and "
                 "adjusted means are the same.")  # fmt: skip
    return _(
        "Some readers give more points than others for the same experiences: the hardest %(low)s, the softest "
        "%(high)s beside the others. The adjusted mean of an experience takes this away for those who read it."
    ) % {"low": signed(effects[0].points), "high": signed(effects[-1].points)}


def signed(value: Any) -> str:
    """+0.21 or −0.21, in the reader's notation."""
    text = score_text(abs(value))
    return f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}" if value < 0 else text


def _said(points: Any) -> str:
    if not points:
        return _("like the others")
    words = {"points": score_text(abs(points))}
    return _("%(points)s points softer") % words if points > 0 else _("%(points)s points harder") % words


def _lines(call: Call, standings: list[Standing]) -> Iterable[list[Any]]:
    rows = Submission.objects.filter(pk__in=[row.pk for row in standings]).select_related("organisation")
    papers = rows.only("title", "language", "code", "organisation__name").in_bulk()
    names = names_of(call)
    for row in standings:
        paper = papers[row.pk]
        yield [
            row.code,
            title_of(paper),
            fields.pick(paper.organisation.name),
            formats.country(row.country),
            names["axis"].get(row.axis, ""),
            names["format"].get(row.format, ""),
            names["language"].get(row.language, row.language),
            SubmissionState(row.state).label,
            Outcome(row.pending.outcome).label if row.pending else "",
            row.raw_place,
            row.raw,
            row.adjusted_place,
            row.adjusted,
            row.reviews,
            row.readers,
            row.spread,
        ]
