"""Reading tables people send (CSV, XLSX) and writing tables that survive spreadsheets."""

import csv
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.uploads import check_zip

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000
MAX_LINES = 1_048_576  # the last row of a spreadsheet
MAX_BYTES = 8 * 1024 * 1024
_FOREIGN = ("%PDF-", "MZ\x90", "{\\rtf")  # other kinds of file that begin with text
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a]")
_LOOKED_AT = 4096
FORMULA = "\x00="  # what a cell that computes begins with, where `read` is asked to tell; no text can
# What openpyxl lets out, beside an error of its own, for a part that is not as it should be.
_DAMAGED = (
    ParseError, zipfile.BadZipFile, zlib.error, OSError, EOFError, LookupError, ValueError, TypeError, AttributeError,
)  # fmt: skip


@dataclass
class Row:
    """One line of a table: its number as a spreadsheet shows it, its cells by column, what is wrong with it."""

    number: int
    cells: dict[str, str]
    errors: list[str] = field(default_factory=list)


def read(data: bytes, *, max_rows: int = MAX_ROWS, tells_formulas: bool = False) -> list[Row]:
    """Rows of a CSV (UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab) or XLSX file.

    Column names are lower-cased and stripped; every row has them all. Nothing is read beyond the caps, whatever the
    file says of its own size. A formula gives what it last came to, or with `tells_formulas` a text that begins with
    FORMULA. Raises Invalid for other files, too many rows, columns or cells, or no header.
    """
    if len(data) > MAX_BYTES:
        raise Invalid(_("The file is larger than {limit} MB."), limit=MAX_BYTES // (1024 * 1024))
    header: list[str] | None = None
    rows: list[Row] = []
    for number, line in _capped(_xlsx(data, tells_formulas) if data.startswith(b"PK\x03\x04") else _csv(data)):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if header is None:
            header = _header(cells)
            continue
        if len(rows) >= max_rows:
            raise Invalid(_("The file has more than {limit} rows."), limit=max_rows)
        cells += [""] * (len(header) - len(cells))
        rows.append(Row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name}))
    if header is None:
        raise Invalid(_("The file is empty."))
    return rows


def _capped(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Lines with their numbers. Rows and cells that are empty cost time as well, so they count."""
    cells = 0
    for number, line in enumerate(lines, 1):
        cells += len(line)
        if cells > MAX_CELLS or number > MAX_LINES:
            raise Invalid(_("The file has more than {limit} cells."), limit=MAX_CELLS)
        yield number, line


def _header(cells: list[str]) -> list[str]:
    header = [cell.lower() for cell in cells]
    names = [name for name in header if name]
    if len(names) > MAX_COLUMNS:
        raise Invalid(_("The file has more than {limit} columns."), limit=MAX_COLUMNS)
    if len(set(names)) != len(names):
        raise Invalid(_("Two columns of the file have the same name."))
    return header


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\x00" in text or text.startswith(_FOREIGN) or _BINARY.search(text[:_LOOKED_AT]):
        raise Invalid(_("This is neither a CSV nor an XLSX file."))
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Invalid(_("This is neither a CSV nor an XLSX file.")) from error


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


@contextmanager
def _without_numpy() -> Iterator[None]:
    """openpyxl loads numpy wherever it is installed, only to know its numbers: 20 MB for each web worker."""
    hides = "numpy" not in sys.modules and "openpyxl" not in sys.modules
    if hides:
        sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if hides:
            del sys.modules["numpy"]


def _xlsx(data: bytes, tells_formulas: bool) -> Iterator[list[str]]:
    with _without_numpy():
        from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    check_zip(data)
    if not any(name.startswith("xl/") for name in zipfile.ZipFile(io.BytesIO(data)).namelist()):
        raise Invalid(_("This is neither a CSV nor an XLSX file."))
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=not tells_formulas)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong, or meant to be
        for row in sheet.iter_rows():
            yield [_said(cell) for cell in row]
    except (InvalidFileException, *_DAMAGED) as error:
        raise Invalid(_("The spreadsheet is damaged and cannot be opened.")) from error


def _said(cell: Any) -> str:
    if cell.data_type == "f":
        return FORMULA + str(cell.value).removeprefix("=")
    return "" if cell.value is None else str(cell.value)


def safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def meant(text: str) -> str:
    """What stood in a cell before `safe`, once it comes back."""
    return text[1:] if text[:1] == "'" and safe(text[1:]) == text else text


def write_xlsx(
    header: Iterable[str],
    rows: Iterable[Iterable[Any]],
    *,
    headings: Iterable[str] | None = None,
    hidden: Iterable[str] = (),
    is_rtl: bool = False,
) -> bytes:
    """A spreadsheet of texts whose lines wrap; `read` takes it in again, cells through `meant`.

    With `headings` (the header in words) the header itself is hidden above them, so that a file can be read whatever
    the language of its headings; they come back as a row. Columns of the header that are `hidden` are for machines.
    """
    with _without_numpy():
        from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.sheet_view.rightToLeft = is_rtl
    sheet.freeze_panes = "A2" if headings is None else "A3"
    sheet.row_dimensions[1].hidden = headings is not None
    names, apart = list(header), frozenset(hidden)
    for number, name in enumerate(names, 1):
        if name in apart:
            sheet.column_dimensions[get_column_letter(number)].hidden = True
    for row in (names, *([] if headings is None else [headings]), *rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", safe(value)))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """A CSV in UTF-8 with a byte order mark, line by line, so that it can be streamed."""
    yield b"\xef\xbb\xbf"
    for row in (header, *rows) if isinstance(rows, (list, tuple)) else _chain(header, rows):
        out = io.StringIO()
        csv.writer(out).writerow([safe(cell) for cell in row])
        yield out.getvalue().encode()


def _chain(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[Iterable[Any]]:
    yield header
    yield from rows
