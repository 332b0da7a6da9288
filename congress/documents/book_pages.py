"""The chapters of the book of abstracts: an axis each, every experience with what it is beside its text."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.paper import flow
from common.paper.fitting import INK, MM, Colour, on, rgb
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
    address,
    bookmark,
    box,
    one_line,
    rule,
    text_at,
)

if TYPE_CHECKING:
    from congress.documents.book import Book, Chapter, Entry

BAND = 62 * MM
SIDE = 42 * MM
MAIN = LEFT + SIDE + 7 * MM
WIDE = RIGHT - MAIN
TITLE = Style(13.5, 17.5, bold=True)
OTHER_TITLE = Style(10, 13.5, ink=SOFT)
TEXT = Style(9.4, 14.4)
OTHER = Style(9, 13.6, ink=SOFT)
CITY = Style(11, 14, bold=True)
LABEL = Style(6.8, 9, ink=SOFT)
VALUE = Style(8.4, 11.4)
LEAST = 5  # lines of the text that stand below a title before a page may end


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the text column with the space above it; `note` lines are a translation's, marked by a bar."""

    line: Line
    style: Style
    above: float = 0.0
    is_note: bool = False


def chapters(book: "Book", sheets: Sheets) -> dict[str, int]:
    """Sets all chapters; returns on which page every axis and experience begins, by its place."""
    places: dict[str, int] = {}
    for number, chapter in enumerate(book.chapters, 1):
        _open(book, chapter, number, sheets)
        places[f"axis-{number}"] = sheets.number
        for at, entry in enumerate(chapter.entries):
            places[entry.code] = _entry(book, chapter, entry, sheets, is_first=at == 0)
    return places


def _open(book: "Book", chapter: "Chapter", number: int, sheets: Sheets) -> None:
    """A band in the congress's colour across the head of a new page."""
    colour = rgb(book.colour)
    ink = on(colour)
    sheets.begin()
    sheets.add(box(0, HEIGHT - BAND, WIDTH, BAND, colour))
    sheets.add(box(LEFT, HEIGHT - BAND - 1.6 * MM, SIDE, 1.6 * MM, rgb(book.accent)))
    sheets.add(bookmark(f"axis-{number}", chapter.name, 0, HEIGHT))
    figure = Style(44, 48, bold=True, ink=ink)
    sheets.add(text_at(Line(str(number), is_rtl=False), LEFT, HEIGHT - 40 * MM, SIDE, figure))
    size = Style(21, 26, bold=True, ink=ink)
    name = flow.lines(chapter.name, WIDE, size)
    while len(name) > 3 and size.size > 12:
        size = Style(size.size - 1, size.leading - 1.2, bold=True, ink=ink)
        name = flow.lines(chapter.name, WIDE, size)
    y = HEIGHT - 40 * MM + size.leading * (len(name) - 1)
    for line in name:
        sheets.add(text_at(line, MAIN, y, WIDE, size))
        y -= size.leading
    sheets.add(text_at(Line(chapter.count, is_rtl=False), MAIN, HEIGHT - 50 * MM, WIDE, Style(10, 13, ink=ink)))
    sheets.y = HEIGHT - BAND - 14 * MM


def _entry(book: "Book", chapter: "Chapter", entry: "Entry", sheets: Sheets, *, is_first: bool) -> int:
    """Sets one experience; returns the page on which it begins."""
    rows = _rows(entry)
    side, high = _side(book, entry)
    head = sum(row.above + row.style.leading for row in rows[: _head_length(rows)])
    if not is_first and sheets.y - max(head, high) - 6 * MM < BOTTOM:
        sheets.begin(chapter.name, title=book.congress)
        is_first = True
    if not is_first:
        sheets.add(rule(LEFT, sheets.y, RIGHT - LEFT))
        sheets.y -= 8 * MM
    page, top = sheets.number, sheets.y
    sheets.add(bookmark(entry.code, entry.title, 1, top + 6 * MM))
    for stroke in side(top):
        sheets.add(stroke)
    for row in rows:
        if sheets.y - row.above - row.style.leading < BOTTOM:
            sheets.begin(chapter.name, title=book.congress)
        elif row.above:
            sheets.y -= row.above
        if row.is_note:
            bar = box(MAIN - 3.4 * MM, sheets.y - row.style.leading + 2, 0.7 * MM, row.style.leading, rgb(book.accent))
            sheets.add(bar)
        sheets.line(row.line, MAIN, WIDE, row.style)
    if sheets.number == page:
        sheets.y = min(sheets.y, top - high)
    sheets.y -= 8 * MM
    return page


def _head_length(rows: list[Row]) -> int:
    """How many rows stay together at the beginning: the titles, and the first lines of the text."""
    titles = sum(row.style in (TITLE, OTHER_TITLE) for row in rows)
    return min(len(rows), titles + LEAST)


def _rows(entry: "Entry") -> list[Row]:
    rows = [Row(line, TITLE) for line in flow.lines(entry.title, WIDE, TITLE)]
    if entry.other_title:
        rows += _spaced([flow.lines(entry.other_title, WIDE, OTHER_TITLE)], OTHER_TITLE, 2)
    rows += _spaced(flow.paragraphs(entry.text, WIDE, TEXT), TEXT, 7)
    if entry.other_text:
        label = Style(7.6, 11, bold=True, ink=SOFT)
        rows.append(Row(Line(entry.other_label, is_rtl=False), label, 9, is_note=True))
        rows += [
            Row(row.line, row.style, row.above, is_note=True)
            for row in _spaced(flow.paragraphs(entry.other_text, WIDE, OTHER), OTHER, 0)
        ]
    return rows


def _spaced(paragraphs: list[list[Line]], style: Style, above: float) -> list[Row]:
    """Paragraphs with `above` points before the first and five before every other."""
    rows = []
    for at, lines in enumerate(paragraphs):
        rows += [Row(line, style, (5.0 if at else above) if first == 0 else 0.0) for first, line in enumerate(lines)]
    return rows


def _side(book: "Book", entry: "Entry") -> "tuple[_Side, float]":
    """The column beside the text, to be placed by its top, and how high it is."""
    rows: list[tuple[Line, Style, float]] = [(line, CITY, 0.0) for line in flow.lines(entry.city, SIDE, CITY)]
    rows += [(line, VALUE, 0.0) for line in flow.lines(entry.country, SIDE, VALUE)]
    for label, value in entry.facts:
        rows.append((Line(one_line(label, SIDE, LABEL), is_rtl=False), LABEL, 3.6))
        rows += [(line, VALUE, 0.0) for line in flow.lines(value, SIDE, VALUE)]
    online = Style(8.4, 11.4, bold=True, ink=_readable(rgb(book.colour)))
    rows.append((Line(one_line(book.words["online"], SIDE, online), is_rtl=False), online, 5.0))
    return _Side(rows, entry.url), sum(above + style.leading for _line, style, above in rows)


@dataclass(frozen=True, slots=True)
class _Side:
    """The lines beside a text; called with the top, it gives their strokes. The last line leads to the page."""

    rows: list[tuple[Line, Style, float]]
    url: str

    def __call__(self, top: float) -> list[Stroke]:
        strokes, y = [], top
        for line, style, above in self.rows:
            y -= above
            strokes.append(text_at(line, LEFT, y - style.size * 0.95, SIDE, style))
            y -= style.leading
        last = self.rows[-1][1].leading
        return [*strokes, address(self.url, (LEFT, y, LEFT + SIDE, y + last))]


def _readable(colour: Colour) -> Colour:
    """The congress's colour as ink on white, or plain ink where it is too pale to be read."""
    return colour if on(colour) == (1.0, 1.0, 1.0) else INK
