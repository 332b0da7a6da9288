"""The cover and the imprint of the book of abstracts. Needs no Django."""

from typing import TYPE_CHECKING, Any

from common.paper import flow
from common.paper.fitting import MM, Colour, fit, on, rgb, set_lines
from common.paper.flow import Style
from common.rehearsals import TEST
from congress.documents.book_sheets import BOTTOM, HEIGHT, LEFT, RIGHT, SOFT, WIDTH, Sheets, Stroke, box, rule

if TYPE_CHECKING:
    from congress.documents.book import Book

INNER = RIGHT - LEFT
TILE = 35 * MM
COLUMNS, ROWS = 6, 3
ALARM: Colour = (0.64, 0.09, 0.12)
# Quarter circles as on the pages: which way each is turned, and how much it stands out; "a" is the accent colour.
_PATTERN = (
    "0a 1c 2b 3d 1b 0c",
    "2d 3b 0c 1d 3x 2b",
    "1b 0d 3c 2x 0b 1a",
)
_SHARES = {"b": 0.10, "c": 0.18, "d": 0.28}


def cover(book: "Book") -> list[list[Stroke]]:
    """Two pages: the cover, and on its back who publishes this and how it is read."""
    front: list[Stroke] = [lambda canvas: _front(canvas, book)]
    back = Sheets(first=2)
    back.sheets.append([])
    text = Style(9.2, 14.2, ink=SOFT)
    lines = [part for line in book.imprint for part in [*flow.lines(line, INNER * 0.72, text), None]]
    back.y = BOTTOM + len(lines) * text.leading
    back.add(rule(LEFT, back.y + 5 * MM, 24 * MM, rgb(book.colour), 2.2))
    for line in lines:
        if line is None:
            back.y -= text.leading * 0.5
        else:
            back.line(line, LEFT, INNER * 0.72, text)
    return [front, *back.sheets]


def _front(canvas: Any, book: "Book") -> None:
    colour = rgb(book.colour)
    ink = on(colour)
    box(0, 0, WIDTH, HEIGHT, colour)(canvas)
    _motif(canvas, colour, ink, rgb(book.accent))
    canvas.setFillColorRGB(*ink)
    y = set_lines(canvas, [flow.printable(book.title)], 15, LEFT, HEIGHT - 30 * MM, INNER, bold=True)
    box(LEFT, y - 5 * MM, 24 * MM, 1.2 * MM, rgb(book.accent))(canvas)
    canvas.setFillColorRGB(*ink)
    y = _fitted(canvas, book.congress, y - 18 * MM, 62 * MM, 38, bold=True)
    y = _fitted(canvas, book.theme, y - 7 * MM, 24 * MM, 15, bold=False)
    y = _fitted(canvas, book.when, y - 8 * MM, 8 * MM, 13, bold=True)
    _fitted(canvas, book.figures, y - 2 * MM, 8 * MM, 13, bold=False)
    if book.test:
        box(0, HEIGHT - 16 * MM, WIDTH, 16 * MM, ALARM)(canvas)
        canvas.setFillColorRGB(1, 1, 1)
        set_lines(canvas, [f"{TEST}: {book.test}"], 12, LEFT, HEIGHT - 5 * MM, INNER, bold=True)


def _fitted(canvas: Any, text: str, top: float, high: float, largest: float, *, bold: bool) -> float:
    if not text:
        return top
    text = flow.printable(text)
    size, lines = fit(text, INNER, high, largest, bold)
    return set_lines(canvas, lines, size, LEFT, top, INNER, bold)


def _motif(canvas: Any, colour: Colour, ink: Colour, accent: Colour) -> None:
    """Quarter circles in tints of the congress's colour, a few in its accent, along the foot of the cover."""
    corners = {0: (0.0, 0.0), 1: (TILE, 0.0), 2: (TILE, TILE), 3: (0.0, TILE)}
    for row, marks in enumerate(reversed(_PATTERN)):
        for column, (turn, tone) in enumerate(marks.split()):
            if tone == "x":
                continue
            dx, dy = corners[int(turn)]
            x, y = column * TILE + dx, row * TILE + dy
            canvas.setFillColorRGB(*(accent if tone == "a" else _tint(colour, ink, _SHARES[tone])))
            canvas.wedge(x - TILE, y - TILE, x + TILE, y + TILE, int(turn) * 90, 90, stroke=0, fill=1)


def _tint(colour: Colour, ink: Colour, share: float) -> Colour:
    red, green, blue = (part + (other - part) * share for part, other in zip(colour, ink, strict=True))
    return red, green, blue
