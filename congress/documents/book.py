"""The book of abstracts: what it says, and its pages put together. Drawing needs no Django."""

from dataclasses import dataclass
from typing import BinaryIO

from congress.documents import book_cover, book_lists, book_pages
from congress.documents.book_sheets import HEIGHT, WIDTH, Sheets, Stroke


@dataclass(frozen=True, slots=True)
class Entry:
    """One experience: ready texts. What is translated stands in `other_…` and is empty where nothing is."""

    code: str
    url: str
    city: str
    country: str
    title: str
    text: str
    other_title: str
    other_text: str
    other_label: str  # "Translation into English"
    facts: tuple[tuple[str, str], ...]  # (label, value)
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """An axis with its experiences in their order."""

    name: str
    count: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All that the book says, in one language; `words` are the labels of its own pages."""

    lang: str
    title: str
    congress: str
    theme: str
    when: str
    figures: str
    colour: str
    accent: str
    imprint: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    words: dict[str, str]
    test: str = ""  # said on a rehearsal's


def write(book: Book, out: BinaryIO) -> int:
    """Writes the PDF; returns how many pages it has. Equal books give equal bytes."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes, not as text: a fifth smaller and faster
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(f"{book.title} – {book.congress}")
    canvas.setAuthor(book.congress)
    canvas.setCreator("Plenaria")
    canvas.setCatalogEntry("Lang", book.lang)
    canvas.showOutline()
    sheets = _sheets(book)
    for sheet in sheets:
        for stroke in sheet:
            stroke(canvas)
        canvas.showPage()
    canvas.save()
    return len(sheets)


def _sheets(book: Book) -> list[list[Stroke]]:
    """The cover, the imprint, the contents, the chapters and the indexes.

    The contents are set once without page numbers, to learn how many pages they take.
    """
    before = 2
    length = len(book_lists.contents(book, {}, first=before + 1).sheets)
    body = Sheets(first=before + length + 1)
    places = book_pages.chapters(book, body)
    book_lists.indexes(book, places, body)
    contents = book_lists.contents(book, places, first=before + 1)
    return [*book_cover.cover(book), *contents.sheets, *body.sheets]
