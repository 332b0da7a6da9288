"""The sheets of a book: strokes page by page, drawn once all page numbers are known. Needs no Django."""

from collections.abc import Callable
from typing import Any

from common.paper import flow, fonts
from common.paper.fitting import MM, Colour
from common.paper.flow import Line, Style

WIDTH, HEIGHT = 210 * MM, 297 * MM
TOP, BOTTOM = HEIGHT - 30 * MM, 24 * MM
LEFT, RIGHT = 20 * MM, WIDTH - 20 * MM
SOFT: Colour = (0.34, 0.37, 0.4)
RULE: Colour = (0.8, 0.82, 0.84)
WHITE: Colour = (1.0, 1.0, 1.0)
SMALL = Style(7.6, 10.4, ink=SOFT)
Stroke = Callable[[Any], None]


class Sheets:
    """Pages that are being filled from top to bottom; `y` is where the next line's top is."""

    def __init__(self, *, first: int) -> None:
        self.first = first
        self.sheets: list[list[Stroke]] = []
        self.y = 0.0

    @property
    def number(self) -> int:
        """The printed number of the page that is being filled."""
        return self.first + len(self.sheets) - 1

    def begin(self, head: str = "", *, title: str = "") -> None:
        """Begins a page with a running head, the congress's name on the left."""
        self.sheets.append([])
        self.y = TOP
        self.add(_foot(str(self.number)))
        if head or title:
            self.add(_head(title, head))

    def add(self, stroke: Stroke) -> None:
        self.sheets[-1].append(stroke)

    def line(self, line: Line, x: float, wide: float, style: Style) -> None:
        """Sets one line below what is there, and goes down by its leading."""
        self.add(text_at(line, x, self.y - style.size * 0.95, wide, style))
        self.y -= style.leading


def text_at(line: Line, x: float, y: float, wide: float, style: Style) -> Stroke:
    return lambda canvas: flow.draw(canvas, line, x, y, wide, style)


def one_line(text: str, wide: float, style: Style) -> str:
    """As much of a text as one line holds, with an ellipsis where it is cut."""
    text = flow.printable(text)
    if fonts.width(text, style.bold) * style.size <= wide:
        return text
    while text and fonts.width(f"{text}…", style.bold) * style.size > wide:
        text = text[:-1]
    return f"{text.rstrip()}…"


def rule(x: float, y: float, wide: float, colour: Colour = RULE, thick: float = 0.5) -> Stroke:
    def stroke(canvas: Any) -> None:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thick)
        canvas.line(x, y, x + wide, y)

    return stroke


def box(x: float, y: float, wide: float, high: float, colour: Colour) -> Stroke:
    def stroke(canvas: Any) -> None:
        canvas.setFillColorRGB(*colour)
        canvas.rect(x, y, wide, high, stroke=0, fill=1)

    return stroke


def bookmark(name: str, title: str, level: int, top: float) -> Stroke:
    """A place that links lead to, and its line in the outline."""

    def stroke(canvas: Any) -> None:
        canvas.bookmarkHorizontal(name, 0, top)
        canvas.addOutlineEntry(title, name, level=level, closed=level > 0)

    return stroke


def link(name: str, area: tuple[float, float, float, float]) -> Stroke:
    """Makes (left, bottom, right, top) lead to a place of this book."""
    return lambda canvas: canvas.linkRect("", name, area, relative=0, thickness=0)


def address(url: str, area: tuple[float, float, float, float]) -> Stroke:
    """Makes (left, bottom, right, top) lead to an address."""
    return lambda canvas: canvas.linkURL(url, area, relative=0, thickness=0)


def centred(canvas: Any, text: str, middle: float, y: float, style: Style) -> None:
    canvas.setFillColorRGB(*style.ink)
    wide = fonts.width(text, style.bold) * style.size
    fonts.draw(canvas, middle - wide / 2, y, text, style.size, style.bold)


def _head(left: str, right: str) -> Stroke:
    half = (RIGHT - LEFT) / 2 - 4 * MM

    def stroke(canvas: Any) -> None:
        y = HEIGHT - 18 * MM
        flow.draw(canvas, Line(one_line(left, half, SMALL), is_rtl=False), LEFT, y, half, SMALL)
        text = one_line(right, half, SMALL)
        flow.draw(canvas, Line(text, is_rtl=True), RIGHT - half, y, half, SMALL)
        rule(LEFT, y - 2.6 * MM, RIGHT - LEFT)(canvas)

    return stroke


def _foot(number: str) -> Stroke:
    style = Style(8.6, 11, bold=True, ink=SOFT)
    return lambda canvas: centred(canvas, number, WIDTH / 2, 12 * MM, style)
