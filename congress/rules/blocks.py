"""What a page of the organiser is made of: a list of blocks per language, each a dict under the name of its kind.

    {"h": text, "level": 3?}                       a heading, or a subheading
    {"p": text}                                    a paragraph in rules/markup.py, or several parted by a blank line
    {"ul": [text]}, {"ol": [text]}                 a bulleted or numbered list
    {"image": name, "alt", "decorative", "caption", "size"}
    {"table": [[cell]], "caption", "head", "side"} head: the first row holds headings; side: the first column does
    {"file": name, "label"}                        a file to download
    {"map": place, "address", "link"}              a place, with the way to a map
    {"notice": text, "title", "tone"}
    {"news": day, "title", "text"}                 a dated item, day as YYYY-MM-DD
    {"sponsor": name, "tier", "logo", "link"}

Images, logos and files are names of Picture rows. What is not given is left out.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from congress.rules.markup import plain
from questions.rules.text import tidy

Block = dict[str, Any]
TEXTS = {
    "h": (),
    "p": (),
    "image": ("alt", "caption", "size"),
    "file": ("label",),
    "map": ("address", "link"),
    "notice": ("title", "tone"),
    "news": ("title", "text"),
    "sponsor": ("tier", "logo", "link"),
}
LISTS = ("ul", "ol")
KINDS = ("h", "p", "ul", "ol", "image", "table", "file", "map", "notice", "news", "sponsor")
FLAGS = {"image": ("decorative",), "table": ("head", "side")}
# Kept where they differ from what goes without saying: a full width, a notice that informs.
_CHOICES = {"size": ("half",), "tone": ("warning",)}
_MANNERS = frozenset({"level", "head", "side", "decorative", "size", "tone"})  # how it is shown, not what
_ONE_LINE = frozenset({"alt", "caption", "label", "link", "title", "tier", "logo", "size", "tone"})

MOST_BLOCKS, MOST_CHARACTERS = 80, 6000  # of a page, of one text
MOST_ITEMS, MOST_ROWS, MOST_COLUMNS = 100, 80, 12


def kind_of(block: Mapping[str, Any]) -> str:
    """The kind of a block; "" for what is none."""
    return next((kind for kind in KINDS if kind in block), "")


def new(kind: str) -> Block:
    """An empty block of a kind."""
    if kind in LISTS or kind == "table":
        return {kind: []} if kind in LISTS else {kind: [], "head": True}
    return {kind: ""}


def tidied(blocks: object) -> list[Block]:
    """Whatever was kept or typed as blocks of the shapes above: texts tidied, what is unknown left out."""
    rows = blocks if isinstance(blocks, list) else []
    return [_tidied(row) for row in rows if isinstance(row, dict) and kind_of(row)]


def filled(blocks: Iterable[Block]) -> list[Block]:
    """Without the blocks in which nothing stands: they are kept while a page is written, and shown to nobody."""
    return [block for block in blocks if any(value for name, value in block.items() if name not in _MANNERS)]


def _tidied(row: Mapping[str, Any]) -> Block:
    kind = kind_of(row)
    block: Block = {}
    if kind in LISTS:
        block[kind] = [text for item in _rows(row[kind]) if (text := one_line(item))]
    elif kind == "table":
        block[kind] = squared([[one_line(cell) for cell in _rows(cells)] for cells in _rows(row[kind])])
        block |= {"caption": text} if (text := one_line(row.get("caption"))) else {}
    else:
        block[kind] = _text(row[kind]) if kind in ("p", "notice") else one_line(row[kind])
        for name in TEXTS[kind]:
            text = one_line(row.get(name)) if name in _ONE_LINE else _text(row.get(name))
            block |= {name: text} if text and text in _CHOICES.get(name, (text,)) else {}
        block |= {"level": 3} if kind == "h" and row.get("level") == 3 else {}
    return block | {flag: True for flag in FLAGS.get(kind, ()) if row.get(flag) is True}


def _rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return tidy(value) if isinstance(value, str) else ""


def one_line(value: object) -> str:
    """Tidied text on one line. Blanks that do not break a line stay: French sets them before a colon."""
    return re.sub(r"[ \t\n]+", " ", _text(value))


# --- tables as typed ----------------------------------------------------------------------------
def table_rows(text: str) -> list[list[str]]:
    """A line is a row; cells are parted by tabs, as a spreadsheet copies them, else by semicolons."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    sign = "\t" if any("\t" in line for line in lines) else ";"
    return squared([[one_line(cell) for cell in line.split(sign)] for line in lines])


def table_text(rows: Iterable[Iterable[str]]) -> str:
    """The rows as `table_rows` reads them."""
    cells = [list(row) for row in rows]
    sign = "\t" if any(";" in cell for row in cells for cell in row) else "; "
    return "\n".join(sign.join(row) for row in cells)


def squared(rows: Iterable[list[str]]) -> list[list[str]]:
    """Rows of equal length, without empty rows and without empty columns at the end."""
    kept = [row for row in rows if any(row)]
    width = max((max(n for n, cell in enumerate(row, 1) if cell) for row in kept), default=0)
    return [[*row, *[""] * width][:width] for row in kept]


# --- what a page is asked for -------------------------------------------------------------------
def names_in(blocks: Iterable[Block]) -> set[str]:
    """The pictures and files that blocks show."""
    return {block[key] for block in blocks for key in ("image", "file", "logo") if block.get(key)}


def latest_news(blocks: Iterable[Block], most: int) -> list[Block]:
    """The newest dated items."""
    rows = [block for block in blocks if block.get("news") and block.get("title")]
    return sorted(rows, key=lambda block: str(block["news"]), reverse=True)[:most]


def said(block: Block) -> list[str]:
    """The words of a block, for comparing two versions of it."""
    kind = kind_of(block)
    if kind == "table":
        return [*([block["caption"]] if block.get("caption") else []), *("; ".join(row) for row in block[kind])]
    if kind in LISTS:
        return [plain(text) for text in block[kind]]
    texts = [block[kind] if kind not in ("image", "file") else "", *(block.get(name, "") for name in TEXTS[kind])]
    return [plain(str(text)) for text in texts if text]


def as_day(text: str) -> date | None:
    """A day written as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- two versions -------------------------------------------------------------------------------
def compared(theirs: list[Block], mine: list[Block]) -> list[tuple[Block | None, Block | None]]:
    """The blocks of two versions side by side: equal ones beside one another, None where a side has nothing."""
    left, right = ([repr(sorted(block.items())) for block in blocks] for blocks in (theirs, mine))
    pairs: list[tuple[Block | None, Block | None]] = []
    for _tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        pairs += zip_longest(theirs[i:j], mine[k:m])
    return pairs
