"""A member's whole reading as one PDF, to be read and scored on paper.

Drawing needs no Django, so that a web worker can have it done by a process of its own (`child.py`):
`python -m congress.documents.reading_set` reads a set as JSON and writes the PDF.
"""

import json
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO

from common.paper import flow, fonts
from common.paper.fitting import MM, Colour, on, rgb
from common.paper.flow import Line, Style
from congress.documents.book_sheets import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    SOFT,
    WIDTH,
    Sheets,
    Stroke,
    bookmark,
    box,
    link,
    one_line,
    rule,
    text_at,
)

WIDE = RIGHT - LEFT
BAND = 58 * MM
NUMBERS = 14 * MM
HEADING = Style(20, 26, bold=True)
SECTION = Style(11, 15, bold=True)
TITLE = Style(14, 18, bold=True)
TEXT = Style(9.6, 14.4)
SMALL = Style(8.4, 11.6, ink=SOFT)
LISTED = Style(9.4, 13)
CIRCLE = 2.6 * MM


@dataclass(frozen=True, slots=True)
class Scale:
    """A criterion: its name, its weight in words, and what the steps mean, as far as that is said."""

    name: str
    weight: str
    anchors: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One experience: ready texts. What is hidden from the reader is not in here."""

    code: str
    title: str
    facts: str  # on one line or two
    sections: tuple[tuple[str, str], ...]  # (heading, text)
    scales: tuple[Scale, ...]


@dataclass(frozen=True, slots=True)
class ReadingSet:
    """All that the PDF says, in one language; `words` are the labels of its own parts."""

    lang: str
    congress: str
    title: str
    lead: tuple[str, ...]
    colour: str
    criteria: tuple[tuple[str, tuple[Scale, ...]], ...]  # (call, criteria)
    pages: tuple[Page, ...]
    words: dict[str, str]


def write(what: ReadingSet, out: BinaryIO) -> int:
    """Writes the PDF; returns how many pages it has. Equal sets give equal bytes."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(f"{what.title} – {what.congress}")
    canvas.setCreator("Plenaria")
    canvas.setCatalogEntry("Lang", what.lang)
    canvas.showOutline()
    sheets = _sheets(what)
    for sheet in sheets:
        for stroke in sheet:
            stroke(canvas)
        canvas.showPage()
    canvas.save()
    return len(sheets)


def _sheets(what: ReadingSet) -> list[list[Stroke]]:
    """The head with the contents, the criteria, the experiences; the contents are set twice, to learn their length."""
    length = len(_contents(what, {}).sheets)
    body = Sheets(first=length + 1)
    places = {"criteria": _criteria(what, body)}
    for page in what.pages:
        places[page.code] = _page(what, page, body)
    return [*_contents(what, places).sheets, *body.sheets]


def _contents(what: ReadingSet, places: dict[str, int]) -> Sheets:
    sheets = Sheets(first=1)
    colour = rgb(what.colour)
    ink = on(colour)
    sheets.begin()
    sheets.add(box(0, HEIGHT - BAND, WIDTH, BAND, colour))
    y = HEIGHT - 22 * MM
    small, large = Style(11, 15, ink=ink), Style(22, 27, bold=True, ink=ink)
    sheets.add(text_at(Line(one_line(what.congress, WIDE, small), is_rtl=False), LEFT, y, WIDE, small))
    for line in flow.lines(what.title, WIDE, large)[:2]:
        y -= large.leading
        sheets.add(text_at(line, LEFT, y, WIDE, large))
    sheets.y = HEIGHT - BAND - 8 * MM
    for text in what.lead:
        _block(sheets, what, text, TEXT)
    sheets.y -= 6 * MM
    _block(sheets, what, what.words["contents"], SECTION)
    rows = [("criteria", what.words["criteria"]), *((page.code, page.title) for page in what.pages)]
    for code, title in rows:
        top = sheets.y
        if top < BOTTOM + LISTED.leading:
            sheets.begin(what.words["contents"], title=what.congress)
            top = sheets.y
        _block(sheets, what, one_line(title, WIDE - NUMBERS, LISTED), LISTED)
        if code in places:
            number = str(places[code])
            start = RIGHT - fonts.width(number, False) * LISTED.size
            sheets.add(text_at(Line(number, is_rtl=False), start, sheets.y + 4, NUMBERS, LISTED))
            sheets.add(link(code, (LEFT, sheets.y, RIGHT, top)))
    return sheets


def _criteria(what: ReadingSet, sheets: Sheets) -> int:
    sheets.begin(what.words["criteria"], title=what.congress)
    page = sheets.number
    sheets.add(bookmark("criteria", what.words["criteria"], 0, sheets.y + 12 * MM))
    _block(sheets, what, what.words["criteria"], HEADING)
    for call, scales in what.criteria:
        if len(what.criteria) > 1:
            sheets.y -= 3 * MM
            _block(sheets, what, call, SECTION)
        for scale in scales:
            sheets.y -= 4 * MM
            _keep(sheets, what, what.words["criteria"], 3 * TEXT.leading)
            _block(sheets, what, scale.name, SECTION)
            _block(sheets, what, scale.weight, SMALL)
            for step, text in scale.anchors:
                _block(sheets, what, f"{step} – {text}", TEXT)
    return page


def _page(what: ReadingSet, page: Page, sheets: Sheets) -> int:
    """One experience on a new page, its scores to be ringed at the end; returns the page on which it begins."""
    sheets.begin(page.code, title=what.congress)
    first = sheets.number
    sheets.add(bookmark(page.code, page.title, 0, sheets.y + 12 * MM))
    _block(sheets, what, page.title, TITLE, head=page.code)
    sheets.y -= 1 * MM
    _block(sheets, what, page.facts, SMALL, head=page.code)
    for heading, text in page.sections:
        sheets.y -= 4 * MM
        _keep(sheets, what, page.code, SECTION.leading + 2 * TEXT.leading)
        _block(sheets, what, heading, SECTION, head=page.code)
        for at, lines in enumerate(flow.paragraphs(text, WIDE, TEXT)):
            sheets.y -= 3 if at else 0
            _lines(sheets, what, lines, TEXT, page.code)
    _scores(sheets, what, page)
    return first


def _scores(sheets: Sheets, what: ReadingSet, page: Page) -> None:
    """A line for each criterion with the steps in circles, and lines to write on."""
    row = 8 * MM
    notes = 4
    _keep(sheets, what, page.code, (len(page.scales) + notes + 2) * row)
    sheets.y -= 6 * MM
    sheets.add(rule(LEFT, sheets.y, WIDE, rgb(what.colour), 1.2))
    sheets.y -= 4 * MM
    _block(sheets, what, what.words["scores"], SECTION)
    for scale in page.scales:
        name = one_line(scale.name, WIDE - 60 * MM, LISTED)
        sheets.add(text_at(Line(name, is_rtl=False), LEFT, sheets.y - row + 3 * MM, WIDE - 60 * MM, LISTED))
        for step in range(1, 6):
            sheets.add(_circle(RIGHT - (5 - step) * 11 * MM - 5 * MM, sheets.y - row + 4 * MM, step))
        sheets.y -= row
    _block(sheets, what, what.words["notes"], SMALL)
    for _line in range(notes):
        sheets.y -= row
        sheets.add(rule(LEFT, sheets.y + 2 * MM, WIDE))


def _circle(x: float, y: float, step: int) -> Stroke:
    grey: Colour = (0.5, 0.53, 0.56)

    def stroke(canvas: Any) -> None:
        canvas.setStrokeColorRGB(*grey)
        canvas.setLineWidth(0.7)
        canvas.circle(x, y, CIRCLE, stroke=1, fill=0)
        canvas.setFillColorRGB(*SOFT)
        wide = fonts.width(str(step), False) * 8
        fonts.draw(canvas, x - wide / 2, y - 2.8, str(step), 8, False)

    return stroke


def _block(sheets: Sheets, what: ReadingSet, text: str, style: Style, head: str = "") -> None:
    _lines(sheets, what, flow.lines(text, WIDE, style), style, head)


def _lines(sheets: Sheets, what: ReadingSet, lines: list[Line], style: Style, head: str) -> None:
    for line in lines:
        if sheets.y - style.leading < BOTTOM:
            sheets.begin(head, title=what.congress)
        sheets.line(line, LEFT, WIDE, style)


def _keep(sheets: Sheets, what: ReadingSet, head: str, high: float) -> None:
    """A new page where less than this is left of this one."""
    if sheets.y - high < BOTTOM:
        sheets.begin(head, title=what.congress)


def read(given: dict[str, Any]) -> ReadingSet:
    """A set as `dataclasses.asdict` and JSON have taken it apart."""
    pages = [{**row, "scales": _scales(row["scales"]), "sections": _pairs(row["sections"])} for row in given["pages"]]
    return ReadingSet(
        **{
            **given,
            "lead": tuple(given["lead"]),
            "criteria": tuple((call, _scales(scales)) for call, scales in given["criteria"]),
            "pages": tuple(Page(**row) for row in pages),
        }
    )


def _scales(rows: list[dict[str, Any]]) -> tuple[Scale, ...]:
    return tuple(Scale(**{**row, "anchors": _pairs(row["anchors"])}) for row in rows)


def _pairs(rows: list[list[Any]]) -> tuple[Any, ...]:
    return tuple((first, second) for first, second in rows)


def main() -> None:
    write(read(json.load(sys.stdin)), sys.stdout.buffer)


if __name__ == "__main__":
    main()
