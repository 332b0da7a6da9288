"""Contents and indexes of the book of abstracts, every line a link to its page. Needs no Django."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from common.paper import flow, fonts
from common.paper.fitting import MM, rgb
from common.paper.flow import Line, Style
from congress.documents.book_sheets import (
    BOTTOM,
    LEFT,
    RIGHT,
    SOFT,
    Sheets,
    Stroke,
    bookmark,
    link,
    one_line,
    rule,
    text_at,
)
from network.rules.search import fold

if TYPE_CHECKING:
    from congress.documents.book import Book

Places = Mapping[str, int]
NUMBERS = 14 * MM
GAP = 10 * MM
COLUMN = (RIGHT - LEFT - GAP) / 2
HEADING = Style(24, 30, bold=True)
AXIS = Style(11, 15, bold=True)
TITLE = Style(9.2, 12.6)
CITY = Style(8, 11.4, ink=SOFT)
ITEM = Style(8.6, 12)
PAGES = Style(8.6, 12, ink=SOFT)
LETTER = Style(11, 15, bold=True)


def contents(book: "Book", places: Places, *, first: int) -> Sheets:
    """Axes and their experiences with their pages; without `places` only the length is right."""
    sheets = Sheets(first=first)
    _begin(sheets, book, book.words["contents"], "contents")
    for number, chapter in enumerate(book.chapters, 1):
        if sheets.y < BOTTOM + 30 * MM:
            sheets.begin(book.words["contents"], title=book.congress)
        sheets.y -= 4 * MM
        _content(sheets, chapter.name, AXIS, f"axis-{number}", places)
        sheets.add(rule(LEFT, sheets.y + 1.2 * MM, RIGHT - LEFT, rgb(book.colour), 1.2))
        sheets.y -= 2 * MM
        for entry in chapter.entries:
            if sheets.y < BOTTOM + 2 * (TITLE.leading + CITY.leading):
                sheets.begin(book.words["contents"], title=book.congress)
            _content(sheets, entry.title, TITLE, entry.code, places)
            place = one_line(f"{entry.city}, {entry.country}", RIGHT - LEFT - NUMBERS, CITY)
            sheets.line(Line(place, is_rtl=False), LEFT, RIGHT - LEFT - NUMBERS, CITY)
            sheets.y -= 1.4 * MM
    for place, label in (("cities", "cities"), ("subjects", "subjects")):
        if book.words.get(label) and (place != "subjects" or _subjects(book)):
            sheets.y -= 2 * MM
            _content(sheets, book.words[label], AXIS, place, places)
    return sheets


def _begin(sheets: Sheets, book: "Book", title: str, place: str) -> None:
    """A page that opens a part: its title in large letters, and its line in the outline."""
    sheets.begin(title, title=book.congress)
    sheets.add(bookmark(place, title, 0, sheets.y + 12 * MM))
    for line in flow.lines(title, RIGHT - LEFT, HEADING):
        sheets.line(line, LEFT, RIGHT - LEFT, HEADING)
    sheets.y -= 4 * MM


def _content(sheets: Sheets, text: str, style: Style, place: str, places: Places) -> None:
    """A title over as many lines as it needs, its page at the end of the last one."""
    top, wide = sheets.y, RIGHT - LEFT - NUMBERS
    lines = flow.lines(text, wide, style)
    for line in lines:
        sheets.line(line, LEFT, wide, style)
    if place not in places:
        return
    baseline = sheets.y + style.leading - style.size * 0.95
    number = str(places[place])
    start = RIGHT - fonts.width(number, style.bold) * style.size
    sheets.add(text_at(Line(number, is_rtl=False), start, baseline, NUMBERS, style))
    if not (lines[-1].is_rtl or style.bold):
        end = LEFT + fonts.width(lines[-1].text, style.bold) * style.size
        sheets.add(_dots(end + 2 * MM, start - 2 * MM, baseline))
    sheets.add(link(place, (LEFT, sheets.y, RIGHT, top)))


def _dots(left: float, right: float, y: float) -> Stroke:
    def stroke(canvas: Any) -> None:
        canvas.setStrokeColorRGB(*SOFT)
        canvas.setLineWidth(0.5)
        canvas.setDash(0.5, 3)
        canvas.line(left, y, right, y)
        canvas.setDash()

    return stroke if right - left > 4 * MM else lambda canvas: None


def indexes(book: "Book", places: dict[str, int], sheets: Sheets) -> None:
    """The cities by the alphabet, then the subjects; says in `places` where they begin."""
    cities: dict[str, list[str]] = defaultdict(list)
    for chapter in book.chapters:
        for entry in chapter.entries:
            cities[f"{entry.city} ({entry.country})"].append(entry.code)
    _begin(sheets, book, book.words["cities"], "cities")
    places["cities"] = sheets.number
    _index(sheets, book, cities, places, book.words["cities"])
    if subjects := _subjects(book):
        _begin(sheets, book, book.words["subjects"], "subjects")
        places["subjects"] = sheets.number
        _index(sheets, book, subjects, places, book.words["subjects"])


def _subjects(book: "Book") -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for chapter in book.chapters:
        for entry in chapter.entries:
            for subject in entry.subjects:
                found[subject].append(entry.code)
    return found


def _index(sheets: Sheets, book: "Book", items: Mapping[str, list[str]], places: Places, head: str) -> None:
    """Two columns, a letter above the items that begin with it."""
    top, column, letter = sheets.y, 0, ""
    style = Style(LETTER.size, LETTER.leading, bold=True, ink=rgb(book.colour))
    for item in sorted(items, key=lambda text: (fold(text), text)):
        lines = flow.lines(item, COLUMN - NUMBERS, ITEM)
        rows = _numbers(items[item], places)
        initial = _initial(item)
        high = max(len(lines), len(rows)) * ITEM.leading + (LETTER.leading + 3 * MM if initial != letter else 0)
        if sheets.y - high < BOTTOM:
            column, letter = column + 1, ""
            if column > 1:
                sheets.begin(head, title=book.congress)
                top, column = sheets.y, 0
            sheets.y = top
        x = LEFT + column * (COLUMN + GAP)
        if initial != letter:
            letter = initial
            sheets.y -= 3 * MM
            sheets.line(Line(letter, is_rtl=False), x, COLUMN, style)
        _item(sheets, x, lines, rows)


def _initial(text: str) -> str:
    return (fold(text)[:1] or text[:1]).upper()


def _numbers(codes: Iterable[str], places: Places) -> list[list[tuple[str, str]]]:
    """(page, place) of an item, at most four a line; a page once."""
    pages: dict[int, str] = {}
    for code in codes:
        pages.setdefault(places[code], code)
    listed = [(str(page), place) for page, place in sorted(pages.items())]
    return [listed[at : at + 4] for at in range(0, len(listed), 4)]


def _item(sheets: Sheets, x: float, lines: list[Line], rows: list[list[tuple[str, str]]]) -> None:
    top = sheets.y
    for line in lines:
        sheets.line(line, x, COLUMN - NUMBERS, ITEM)
    low, sheets.y = sheets.y, top
    for row in rows:
        right, baseline = x + COLUMN, sheets.y - PAGES.size * 0.95
        for at, (number, place) in enumerate(reversed(row)):
            text = number if at == 0 else f"{number}, "
            wide = fonts.width(text, False) * PAGES.size
            right -= wide
            sheets.add(text_at(Line(text, is_rtl=False), right, baseline, wide, PAGES))
            sheets.add(link(place, (right, baseline - 3, right + wide, baseline + 9)))
        sheets.y -= PAGES.leading
    sheets.y = min(low, sheets.y)
