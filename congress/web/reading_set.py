"""A member's reading as one PDF. It is drawn when it is asked for, in a process of its own, and kept nowhere."""

from subprocess import SubprocessError
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock, fields, formats
from congress.documents.child import draw
from congress.documents.reading_set import Page, ReadingSet, Scale
from congress.enums import AssignmentState
from congress.models import Call, Congress
from congress.permissions import COMMITTEE
from congress.queries.reading import Paper, plain_title
from congress.queries.rounds import Reading
from congress.rules.scoring import SCALE
from congress.web import reading
from congress.web.scope import team_congress


@login_required
@require_GET
def reading_set(request: HttpRequest, congress: str) -> HttpResponse:
    """What the visitor has still to review; with `?all`, or once all is done, the whole set. 404 without anything."""
    edition = team_congress(request, congress, *COMMITTEE)
    rows = reading.mine(request, edition, whole=True)
    if "all" not in request.GET:
        rows = [one for one in rows if one.row.state != AssignmentState.DONE] or rows
    if not rows:
        raise Http404
    try:
        data = draw(_set(edition, rows))
    except SubprocessError:
        messages.error(request, _("The PDF could not be drawn just now. Please try again in a moment."))
        return redirect("congress-committee", congress)
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-{get_language()}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _set(congress: Congress, rows: list[Reading]) -> ReadingSet:
    calls = {one.row.submission.call_id: one.row.submission.call for one in rows}
    scales = {pk: _scales(call) for pk, call in calls.items()}
    count = ngettext("%(n)s experience", "%(n)s experiences", len(rows)) % {"n": formats.number(len(rows))}
    drawn = _("Drawn on %(at)s") % {"at": formats.instant(clock.now(), congress.zone)}
    lead = [f"{count}. {drawn}.", _("These texts are confidential. Please destroy the sheets after the review.")]
    if reading.blind_note(rows):
        lead.append(_("Who wrote what is hidden where the round is double-blind."))
    return ReadingSet(
        lang=get_language() or "en",
        congress=fields.pick(congress.name),
        title=_("Your reading for the committee"),
        lead=tuple(lead),
        colour=congress.primary_colour,
        criteria=tuple((fields.pick(call.title), scales[pk]) for pk, call in calls.items()),
        pages=tuple(_page(reading.paper(one), scales[one.row.submission.call_id]) for one in rows),
        words={
            "contents": _("Contents"),
            "criteria": _("Criteria"),
            "scores": _("Your scores"),
            "notes": _("Notes"),
        },
    )


def _scales(call: Call) -> tuple[Scale, ...]:
    return tuple(
        Scale(
            name=fields.pick(row.name) or row.code,
            weight=_("Weight: %(weight)s") % {"weight": formats.number(row.weight)},
            anchors=tuple(
                (step, text) for step in SCALE if (text := fields.pick(row.anchors.get(str(step)))) and text.strip()
            ),
        )
        for row in call.criteria.all()
    )


def _page(paper: Paper, scales: tuple[Scale, ...]) -> Page:
    """An experience on paper: its facts on a line, the summary in every language, the answers."""
    several = len(paper.summary) > 1
    sections = [
        (f"{_('Summary')} ({formats.language_name(text['lang'])})" if several else _("Summary"), _said(text))
        for text in reading.texts(paper)
    ]
    sections += [(one.label, one.text) for one in paper.answers if not one.file]
    return Page(
        code=paper.code,
        title=plain_title(paper),
        facts=" · ".join(_facts(paper)),
        sections=tuple(sections),
        scales=scales,
    )


def _said(text: dict[str, Any]) -> str:
    return text["text"] if text["is_original"] or not text["title"] else f"{text['title']}\n{text['text']}"


def _facts(paper: Paper) -> list[str]:
    """As `reading.facts`, in plain words."""
    rows = [
        fields.pick(paper.organisation) if paper.organisation else "",
        formats.country(paper.country) if paper.country else "",
        fields.pick(paper.axis) if paper.axis else "",
        fields.pick(paper.format.name) if paper.format else "",
        formats.language_name(paper.language),
        formats.listing([name for name, _role in paper.presenters]),
        paper.code,
    ]
    return [row for row in rows if row]
