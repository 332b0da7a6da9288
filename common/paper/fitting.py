"""Fitting texts into boxes, and colours for paper. Draws with common.paper.fonts; needs no Django."""

from typing import Any

from common.paper import fonts

MM = 72 / 25.4
INK = (0.09, 0.1, 0.11)
SMALLEST = 6.0
Colour = tuple[float, float, float]


def block(
    canvas: Any, text: str, box: tuple[float, float, float, float], *, largest: float, bold: bool, middle: bool = False
) -> float:
    """Fits a text into (x, top, width, height); returns the y below it."""
    x, top, wide, high = box
    if not text:
        return top
    size, lines = fit(text, wide, high, largest, bold)
    spare = (high - size * 1.16 * len(lines)) / 2 if middle else 0
    return set_lines(canvas, lines, size, x, top - spare, wide, bold)


def set_lines(canvas: Any, lines: list[str], size: float, x: float, y: float, wide: float, bold: bool) -> float:
    for line in lines:
        start = x + wide - fonts.width(line, bold) * size if fonts.is_rtl(line) else x
        fonts.draw(canvas, start, y - size * 0.92, line, size, bold)
        y -= size * 1.16
    return y


def fit(text: str, wide: float, high: float, largest: float, bold: bool) -> tuple[float, list[str]]:
    """The largest size at which all of a text fits, and its lines: it shrinks and wraps, and is never cut.

    Words are broken, by a hyphen, only where even a third of the size does not hold them.
    """
    size = largest
    while True:
        lines = _wrap(text, wide / size, bold, break_words=size <= largest * 0.35)
        if lines is not None and len(lines) * size * 1.16 <= high:
            return size, lines
        if size <= 2:
            return size, lines or [text]
        size -= 1 if size > SMALLEST + 1 else 0.25


def _wrap(text: str, wide: float, bold: bool, break_words: bool) -> list[str] | None:
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        joined = f"{current} {word}" if current else word
        if fonts.width(joined, bold) <= wide:
            current = joined
            continue
        if current:
            lines.append(current)
        current = word
        while fonts.width(current, bold) > wide:
            if not break_words:
                return None
            head = _head_of(current, wide, bold)
            lines.append(head + _hyphen(head))
            current = current[len(head) :]
    return [*lines, current] if current else lines


def _head_of(word: str, wide: float, bold: bool) -> str:
    """As much of a word as a line holds, with its hyphen; at least one letter."""
    heads = (word[:at] for at in range(len(word) - 1, 1, -1))
    return next((head for head in heads if fonts.width(head + _hyphen(head), bold) <= wide), word[:1])


def _hyphen(head: str) -> str:
    """Alphabets break words by a hyphen; Chinese, Japanese, Korean and Thai do without."""
    return "-" if head[-1].isalpha() and ord(head[-1]) < 0x0E00 and not fonts.is_rtl(head) else ""


def rgb(colour: str) -> Colour:
    try:
        return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]
    except ValueError:
        return (0.114, 0.227, 0.373)


def on(colour: Colour) -> Colour:
    """White or ink, whichever stands out more from a colour (WCAG relative luminance)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return (1.0, 1.0, 1.0) if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.06 else INK
