"""The score sheet: one row for each experience, one column for each criterion, for what was scored on paper."""

import io
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_GET

from common import clock, fields, formats, tables
from common.errors import DomainError, Invalid
from common.marked import marked
from congress.actions.review import save_review, submit_review
from congress.enums import AssignmentState
from congress.models import Call, Congress, Criterion, Review
from congress.permissions import COMMITTEE
from congress.queries.reading import plain_title
from congress.queries.rounds import Reading
from congress.rules.scoring import SCALE, Opinion
from congress.web import reading
from congress.web.scope import team_congress
from congress.web.shown import reading_chip

SCORE = "score:"  # before a criterion's code, in names of fields and heads of columns
MOST_NAMED = 10  # codes of a file that nothing is here for
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Line:
    """One experience on the sheet: what is kept of its review, what was typed, what is wrong with it."""

    reading: Reading
    kept: Review | None
    typed: dict[str, str]
    faults: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        return self.reading.row.submission.code

    def before(self) -> dict[str, str]:
        return {code: str(score) for code, score in (self.kept.scores if self.kept else {}).items()}

    def is_changed(self) -> bool:
        return {code: text for code, text in self.typed.items() if text} != self.before()


@login_required
def sheet(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The sheet of one call; every row that was changed is saved by itself, or says what is wrong with it."""
    edition, found, lines = _lines(request, congress, call)
    criteria = list(found.criteria.all())
    refusal = ""
    if request.method == "POST":
        try:
            strangers = _type_in(request, lines, criteria)
        except DomainError as error:
            refusal = str(error)
        else:
            saved = _save(request, lines, criteria)
            _say(request, saved, sum(1 for line in lines if line.faults), strangers)
            if not any(line.faults for line in lines):
                return redirect(request.path)
    context = {
        "call": found,
        "call_title": marked(found.title),
        "criteria": [{"code": row.code, "name": marked(row.name), "weight": row.weight} for row in criteria],
        "lines": [_shown(edition, line, criteria) for line in lines],
        "refusal": refusal,
        "scale": SCALE,
        "file_url": reverse("congress-score-sheet-file", args=[congress, call]),
        "queue_url": reverse("congress-committee", args=[congress]),
        "breadcrumbs": [
            {"label": _("Committee"), "url": reverse("congress-committee", args=[congress])},
            {"label": _("Score sheet")},
        ],
    }
    bad = bool(refusal) or any(line.faults for line in lines)
    return render(request, "congress/score_sheet.html", context, status=422 if bad else 200)


@login_required
@require_GET
def file(request: HttpRequest, congress: str, call: str) -> FileResponse:
    """The same as a spreadsheet that can be filled in without a connection, and sent back on the page."""
    _edition, found, lines = _lines(request, congress, call)
    criteria = list(found.criteria.all())
    rows = []
    for line in lines:
        paper = reading.paper(line.reading, is_whole=False)
        before = line.before()
        rows.append([line.code, plain_title(paper), *(before.get(row.code, "") for row in criteria)])
    data = tables.write_xlsx(
        ["code", "title", *(f"{SCORE}{row.code}" for row in criteria)],
        rows,
        headings=[_("Code"), _("Experience"), *(fields.pick(row.name) or row.code for row in criteria)],
    )
    name = f"{congress}-{call}.xlsx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)


def _lines(request: HttpRequest, slug: str, call: str) -> tuple[Congress, Call, list[Line]]:
    """What the visitor can still score of a call; 404 without anything."""
    edition = team_congress(request, slug, *COMMITTEE)
    rows = [one for one in reading.mine(request, edition) if one.row.submission.call.code == call and one.is_open]
    if not rows:
        raise Http404
    kept = {row.assignment_id: row for row in _reviews(rows)}
    lines = [Line(one, kept.get(one.row.pk), {}) for one in rows]
    for line in lines:
        line.typed = line.before()
    return edition, rows[0].row.submission.call, lines


def _reviews(rows: list[Reading]) -> list[Review]:
    found = Review.objects.filter(assignment__in=[one.row.pk for one in rows])
    return list(found.select_related("recommended_format"))


def _type_in(request: HttpRequest, lines: list[Line], criteria: list[Criterion]) -> list[str]:
    """Puts onto the lines what stands in the fields, or in the file that was sent instead. Raises Invalid.

    Returns the codes of a file for which there is no line: unknown, or nothing that the visitor can score.
    """
    sent = request.FILES.get("file")
    if sent is None:
        for line in lines:
            names = {row.code: f"{line.code}:{row.code}" for row in criteria}
            line.typed = {code: request.POST.get(name, "").strip() for code, name in names.items()}
        return []
    columns = {row.code: f"{SCORE}{row.code}".lower() for row in criteria}
    read = _rows_of(sent.read(), columns)
    for line in lines:
        cells = read.pop(line.code, None)
        if cells is not None:
            before = line.before()  # of a criterion without a column nothing was said
            line.typed = {
                code: tables.meant(cells[name]) if name in cells else before.get(code, "")
                for code, name in columns.items()
            }
    return [code for code, cells in read.items() if code not in _headings() or cells["number"] != "2"]


def _rows_of(data: bytes, columns: dict[str, str]) -> dict[str, dict[str, str]]:
    """The cells of a file by code, and the number of each row. Raises Invalid where it is no sheet of this call."""
    rows = tables.read(data, max_rows=1000)
    heads = set(rows[0].cells) if rows else set()
    if rows and ("code" not in heads or not heads & set(columns.values())):
        wanted = formats.listing(["code", *columns.values()])
        raise Invalid(
            _(
                "This is not the score sheet: its columns should be {columns}. "
                "Please download the sheet, fill it in and send it back; nothing was saved."
            ),
            columns=wanted,
        )
    if not rows:
        raise Invalid(_("There is no row in this file; nothing was saved."))
    return {row.cells["code"]: {**row.cells, "number": str(row.number)} for row in rows}


def _headings() -> set[str]:
    """What stands above the codes in words, in whichever language the sheet was downloaded."""
    found = set()
    for lang, _name in settings.LANGUAGES:
        with override(lang):
            found.add(_("Code"))
    return found


def _save(request: HttpRequest, lines: list[Line], criteria: list[Criterion]) -> int:
    """Saves every row that was changed, by itself; returns how many."""
    hands_in = request.POST.get("action") == "submit"
    names = {f"score_{row.code}": row.code for row in criteria}
    saved = 0
    for line in lines:
        is_done = line.reading.row.state == AssignmentState.DONE
        is_full = all(line.typed.get(row.code) for row in criteria)
        if not line.is_changed() and (is_done or not (hands_in and is_full)):
            continue
        action = submit_review if is_done or (hands_in and is_full) else save_review
        try:
            action(
                assignment=line.reading.row,
                opinion=_opinion(line),
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
        except DomainError as error:
            _blame(line, error, names, criteria)
        else:
            saved += 1
    return saved


def _blame(line: Line, error: DomainError, names: dict[str, str], criteria: list[Criterion]) -> None:
    titles = {row.code: fields.pick(row.name) or row.code for row in criteria}
    for name, texts in error.fields.items():
        code = names.get(name, "")
        line.wrong.add(code)
        line.faults += [f"{titles[code]}: {text}" if code else str(text) for text in texts]
    if not error.fields:
        line.faults.append(str(error))


def _opinion(line: Line) -> Opinion:
    """The scores as typed, whole numbers as such, with the comments that there are."""
    scores: dict[str, Any] = {
        code: int(text) if text.isascii() and text.isdigit() else text for code, text in line.typed.items() if text
    }
    kept = line.kept
    if kept is None:
        return Opinion(scores)
    chosen = kept.recommended_format
    return Opinion(scores, kept.comment_authors, kept.comment_committee, chosen.code if chosen else "", kept.confidence)


def _say(request: HttpRequest, saved: int, refused: int, strangers: list[str]) -> None:
    if saved:
        text = ngettext("%(n)s row was saved.", "%(n)s rows were saved.", saved)
        messages.success(request, text % {"n": saved})
    elif not refused:
        messages.info(request, _("Nothing was changed."))
    if strangers:
        codes = [code or _("(no code)") for code in strangers[:MOST_NAMED]]
        codes += ["…"] if len(strangers) > MOST_NAMED else []
        text = ngettext(
            "%(n)s row of the file was not read, because it is none that you can score here: %(codes)s.",
            "%(n)s rows of the file were not read, because they are none that you can score here: %(codes)s.",
            len(strangers),
        )
        messages.warning(request, text % {"n": formats.number(len(strangers)), "codes": ", ".join(codes)})
    if refused:
        text = ngettext(
            "%(n)s row was not saved; it says below what is wrong.",
            "%(n)s rows were not saved; it says below what is wrong with each.",
            refused,
        )
        messages.error(request, text % {"n": refused})


def _shown(congress: Congress, line: Line, criteria: list[Criterion]) -> dict[str, Any]:
    paper = reading.paper(line.reading, is_whole=False)
    return {
        "code": line.code,
        "title": reading.marked_title(paper),
        "url": reverse("congress-review", args=[congress.slug, line.code]),
        "chip": reading_chip(line.reading.row.state),
        "faults": line.faults,
        "cells": [
            {
                "name": f"{line.code}:{row.code}",
                "label": fields.pick(row.name) or row.code,
                "value": line.typed.get(row.code, ""),
                "is_wrong": row.code in line.wrong,
            }
            for row in criteria
        ],
    }
