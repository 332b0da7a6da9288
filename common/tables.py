"""Reading tables people send (CSV, XLSX) and writing tables that survive spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.uploads import check_zip

MAX_ROWS = 20_000
MAX_BYTES = 8 * 1024 * 1024


@dataclass
class Row:
    """One line of a table: its number as a spreadsheet shows it, its cells by column, what is wrong with it."""

    number: int
    cells: dict[str, str]
    errors: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Row]:
    """Rows of a CSV (UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab) or XLSX file.

    Column names are lower-cased and stripped. Raises Invalid for other files, too many rows or no header.
    """
    if len(data) > MAX_BYTES:
        raise Invalid(_("The file is larger than {limit} MB."), limit=MAX_BYTES // (1024 * 1024))
    lines = _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    header: list[str] | None = None
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if header is None:
            header = [cell.lower() for cell in cells]
            _check_header(header)
            continue
        if len(rows) >= MAX_ROWS:
            raise Invalid(_("The file has more than {limit} rows."), limit=MAX_ROWS)
        rows.append(Row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name}))
    if header is None:
        raise Invalid(_("The file is empty."))
    return rows


def _check_header(header: list[str]) -> None:
    names = [name for name in header if name]
    if len(set(names)) != len(names):
        raise Invalid(_("Two columns of the file have the same name."))


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
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


def _xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    check_zip(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except (InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise Invalid(_("The spreadsheet is damaged and cannot be opened.")) from error


def safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


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
