"""Text of any script in lines of a given width, for documents of many pages. Needs no Django."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from common.paper import fonts
from common.paper.fitting import INK, Colour

_MARK = "\u200f"  # says of a line which begins with Latin letters or figures that it reads from right to left
_WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x2E80, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFF60))
_CLOSING = frozenset("、。，．！？：；）」』】》〉”’")  # none of these begins a line


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set; `size` and `leading` in points."""

    size: float
    leading: float
    bold: bool = False
    ink: Colour = INK


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is drawn; `is_rtl` lines stand at the right edge."""

    text: str
    is_rtl: bool


def paragraphs(text: str, wide: float, style: Style) -> list[list[Line]]:
    """The lines of each paragraph of a text; empty paragraphs are left out."""
    return [lines(part, wide, style) for part in text.split("\n") if fonts.clean(part)]


def lines(text: str, wide: float, style: Style) -> list[Line]:
    """One paragraph in lines no wider than `wide` points; a word is broken only where no line holds it.

    Letters that no font here has are drawn as question marks.
    """
    text = printable(text)
    is_rtl = fonts.is_rtl(text)
    return [
        Line(f"{_MARK}{line}" if is_rtl and not fonts.is_rtl(line) else line, is_rtl)
        for line in _filled(text, wide / style.size, style.bold)
    ]


def printable(text: str) -> str:
    """The text on one line, without what cannot be drawn."""
    text = fonts.clean(text)
    absent = fonts.missing_glyphs(text)
    return "".join("?" if letter in absent else letter for letter in text) if absent else text


def draw(canvas: Any, line: Line, x: float, y: float, wide: float, style: Style) -> None:
    """Draws one line on its baseline, in a column that begins at `x`."""
    start = x + wide - fonts.width(line.text, style.bold) * style.size if line.is_rtl else x
    canvas.setFillColorRGB(*style.ink)
    fonts.draw(canvas, start, y, line.text, style.size, style.bold)


def _filled(text: str, wide: float, bold: bool) -> Iterator[str]:
    """Lines of at most `wide` (in ems of the size), as full as they can be."""
    blank = fonts.width(" ", bold)
    current, used = "", 0.0
    for piece, is_word in _pieces(text):
        space = blank if is_word and current else 0.0
        long = fonts.width(piece, bold)
        if current and used + space + long > wide:
            yield current
            current, used, space = "", 0.0, 0.0
        while long > wide:
            head = _head(piece, wide, bold)
            yield head
            piece = piece[len(head) :]
            long = fonts.width(piece, bold)
        current += (" " if space else "") + piece
        used += space + long
    if current:
        yield current


def _head(piece: str, wide: float, bold: bool) -> str:
    """As much of a word as one line holds; at least one letter."""
    fitting = (piece[:at] for at in range(len(piece) - 1, 1, -1))
    return next((head for head in fitting if fonts.width(head, bold) <= wide), piece[:1])


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """(what stays together, whether a space stands before it): words, and single letters where words are not parted."""
    for word in text.split(" "):
        part, is_first = "", True
        for letter in word:
            if part and _breaks(part[-1], letter):
                yield part, is_first
                part, is_first = "", False
            part += letter
        if part:
            yield part, is_first


def _breaks(before: str, after: str) -> bool:
    if after in _CLOSING or unicodedata.combining(after):
        return False
    return _stands_alone(before) or _stands_alone(after)


def _stands_alone(letter: str) -> bool:
    code = ord(letter)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _WITHOUT_SPACES)
