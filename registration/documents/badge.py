"""The badge: one A6 page for each registration.

Drawing needs no Django, so that a web worker can have it done by a process of its own (`child.py`):
`python -m registration.documents.badge` reads badges as JSON and writes the PDF.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from common.paper import fonts
from common.paper.fitting import INK, MM, Colour, block, fit, on, rgb, set_lines
from common.rehearsals import TEST
from registration.documents import qr

WIDTH, HEIGHT = 105 * MM, 148 * MM
MARGIN = 8 * MM
INNER = WIDTH - 2 * MARGIN
BAND, FOOT = 30 * MM, 14 * MM
QR_SIDE = 33 * MM  # 37 modules of 0.89 mm
COLUMN = INNER - QR_SIDE - 4 * MM  # beside the code and its quiet zone
CHIP = 6.4 * MM  # a row of languages
SOFT = (0.34, 0.37, 0.4)
ALARM, ALARM_TINT = (0.64, 0.09, 0.12), (0.97, 0.86, 0.86)


@dataclass(frozen=True, slots=True)
class Badge:
    """What one badge shows: ready texts, and the signed text in its QR."""

    code: str
    token: str
    names: tuple[str, ...]  # one line group each: given and family name, or the badge name
    position: str
    city: str
    country: str
    languages: tuple[str, ...]
    category: str
    colour: str
    congress: str
    dates: str
    unprintable: str = ""  # said in place of the function where no font has the name's letters
    rehearsal: str = ""  # said across a badge that is only tried out, below the word TEST


def write(badges: Iterable[Badge], out: BinaryIO, *, title: str) -> int:
    """Writes a PDF, one A6 page a badge, as they come; returns how many. Equal badges give equal bytes."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes, not as text: a fifth smaller and faster
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("Plenaria")
    canvas.setCreator("Plenaria")
    count = 0
    for badge in badges:
        _page(canvas, _printable(badge))
        canvas.showPage()
        count += 1
    canvas.save()
    return count


def _printable(badge: Badge) -> Badge:
    """A name that no font here can print gives way to the code and a notice; other letters to a question mark."""
    texts = {
        name: _marked(getattr(badge, name)) for name in ("position", "city", "country", "category", "congress", "dates")
    }
    if fonts.missing_glyphs(" ".join(badge.names)):
        texts["position"] = badge.unprintable
        return replace(badge, names=(badge.code,), **texts)
    return replace(badge, **texts)


def _marked(text: str) -> str:
    absent = fonts.missing_glyphs(text)
    return "".join("?" if letter in absent else letter for letter in text) if absent else text


def _page(canvas: Any, badge: Badge) -> None:
    colour = rgb(badge.colour)
    on_colour = on(colour)
    if badge.rehearsal:
        _across(canvas)
    _head(canvas, badge, colour, on_colour)
    if badge.rehearsal:
        _said(canvas, badge.rehearsal)
    _name(canvas, badge)
    _details(canvas, badge)
    _code(canvas, badge)
    canvas.setFillColorRGB(*colour)
    canvas.rect(0, 0, WIDTH, FOOT, stroke=0, fill=1)
    canvas.setFillColorRGB(*on_colour)
    block(canvas, badge.category, (MARGIN, FOOT - 1.5 * MM, INNER, FOOT - 3 * MM), largest=19, bold=True, middle=True)


def _head(canvas: Any, badge: Badge, colour: Colour, on_colour: Colour) -> None:
    top = HEIGHT - BAND
    canvas.setFillColorRGB(*colour)
    canvas.rect(0, top, WIDTH, BAND, stroke=0, fill=1)
    _motif(canvas, top, colour, on_colour)
    canvas.setFillColorRGB(*on_colour)
    wide = WIDTH - 2 * MARGIN - 22 * MM
    left = block(canvas, badge.congress, (MARGIN, HEIGHT - 7 * MM, wide, 14 * MM), largest=12.5, bold=True)
    block(canvas, badge.dates, (MARGIN, left - 1 * MM, wide, left - 2 * MM - top), largest=8, bold=False)


def _across(canvas: Any) -> None:
    """TEST in large letters from corner to corner, under the name; the code keeps its quiet ground."""
    size = 118.0
    canvas.saveState()
    canvas.setFillColorRGB(*ALARM_TINT)
    canvas.translate(WIDTH / 2, (HEIGHT - BAND + FOOT) / 2)
    canvas.rotate(56)
    fonts.draw(canvas, -fonts.width(TEST, True) * size / 2, -size * 0.36, TEST, size, bold=True)
    canvas.restoreState()
    side = QR_SIDE + 4 * MM
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(WIDTH - MARGIN - QR_SIDE - 2 * MM, FOOT + 2 * MM, side, side, stroke=0, fill=1)


def _said(canvas: Any, text: str) -> None:
    """A band below the head that says what the word means."""
    high = 7 * MM
    canvas.setFillColorRGB(*ALARM)
    canvas.rect(0, HEIGHT - BAND - high, WIDTH, high, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    box = (MARGIN, HEIGHT - BAND - 0.6 * MM, INNER, high - 1.2 * MM)
    block(canvas, f"{TEST}: {text}", box, largest=10, bold=True, middle=True)


def _motif(canvas: Any, bottom: float, colour: Colour, on_colour: Colour) -> None:
    """Quarter circles in tints of the band's colour, as on the pages."""
    side = BAND / 2
    pieces = (
        (WIDTH - side, bottom, 90, 0.16),
        (WIDTH - side, bottom + side, 180, 0.28),
        (WIDTH - 2 * side, bottom, 0, 0.08),
    )
    corners = {0: (0.0, 0.0), 90: (side, 0.0), 180: (side, side)}
    for x, y, turn, share in pieces:
        dx, dy = corners[turn]
        canvas.setFillColorRGB(*[part + (other - part) * share for part, other in zip(colour, on_colour, strict=True)])
        canvas.wedge(x + dx - side, y + dy - side, x + dx + side, y + dy + side, turn, 90, stroke=0, fill=1)


def _name(canvas: Any, badge: Badge) -> None:
    top, high = HEIGHT - BAND - 5 * MM, 43 * MM
    if badge.rehearsal:
        top, high = top - 4 * MM, high - 4 * MM
    canvas.setFillColorRGB(*INK)
    shares = ((0.56, 40.0), (0.42, 27.0)) if len(badge.names) == 2 else ((0.98, 40.0),)
    fitted = [
        fit(text, INNER, high * share, largest, bold=True)
        for text, (share, largest) in zip(badge.names, shares, strict=True)
    ]
    used = sum(size * 1.16 * len(lines) for size, lines in fitted)
    y = top - (high - used) / 2
    for size, lines in fitted:
        y = set_lines(canvas, lines, size, MARGIN, y, INNER, bold=True)


def _details(canvas: Any, badge: Badge) -> None:
    y = HEIGHT - BAND - 50 * MM
    canvas.setFillColorRGB(*SOFT)
    block(canvas, badge.position, (MARGIN, y, INNER, 10 * MM), largest=11, bold=False)
    rows = _rows_of(badge.languages)
    y = FOOT + 4 * MM + QR_SIDE
    canvas.setFillColorRGB(*INK)
    high = min(QR_SIDE - 11 * MM - CHIP * len(rows), 13 * MM)
    y = block(canvas, badge.city, (MARGIN, y, COLUMN, high), largest=15, bold=True)
    canvas.setFillColorRGB(*SOFT)
    block(canvas, badge.country, (MARGIN, y - 0.6 * MM, COLUMN, 5 * MM), largest=10, bold=False)
    fonts.draw(canvas, MARGIN, FOOT + 4 * MM, badge.code, 8, bold=False)
    canvas.setFillColorRGB(*INK)
    canvas.setStrokeColorRGB(*INK)
    canvas.setLineWidth(0.8)
    for count, row in enumerate(reversed(rows)):
        _languages(canvas, row, FOOT + 9 * MM + count * CHIP)


def _rows_of(languages: tuple[str, ...]) -> list[list[str]]:
    """As many languages a row as the column beside the code holds."""
    rows: list[list[str]] = []
    room = 0.0
    for text in languages:
        wide = _chip(text) + 1.6 * MM
        if wide > room:
            rows.append([])
            room = COLUMN + 1.6 * MM
        rows[-1].append(text)
        room -= wide
    return rows


def _chip(text: str) -> float:
    return fonts.width(text, True) * 9 + 3.4 * MM


def _languages(canvas: Any, languages: list[str], y: float) -> None:
    """The languages that a person speaks, each in a frame."""
    x = MARGIN
    for text in languages:
        canvas.roundRect(x, y, _chip(text), 5.2 * MM, 1 * MM, stroke=1, fill=0)
        fonts.draw(canvas, x + 1.7 * MM, y + 1.5 * MM, text, 9, bold=True)
        x += _chip(text) + 1.6 * MM


def _code(canvas: Any, badge: Badge) -> None:
    canvas.setFillColorRGB(0, 0, 0)
    canvas._code.append(qr.operators(qr.badge_matrix(badge.token), WIDTH - MARGIN - QR_SIDE, FOOT + 4 * MM, QR_SIDE))


def main() -> None:
    rows = json.load(sys.stdin)
    badges = [
        Badge(**{name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}) for row in rows["badges"]
    ]
    write(badges, sys.stdout.buffer, title=rows["title"])


if __name__ == "__main__":
    main()
