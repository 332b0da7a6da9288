"""Tables that people send: what is read of them, and what no file can make the reader do."""

import io
import time
import zipfile

import openpyxl
import pytest

from common import tables
from common.errors import Invalid

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(data: bytes, part: str, change) -> bytes:
    """The workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, change(text) if name == part else text)
    return out.getvalue()


def sheet(rows: str, dimension: str = "A1:B2") -> bytes:
    """A workbook whose sheet holds exactly this XML."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    text = head + f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()
    return altered(workbook(("a", "b")), SHEET, lambda _text: text)


def cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def refused(data: bytes, **kw) -> str:
    with pytest.raises(Invalid) as refusal:
        tables.read(data, **kw)
    return str(refusal.value)


# --- every row has every column -----------------------------------------------------------------
@pytest.mark.parametrize("data", [b"a,b,c\n1\n", workbook(("a", "b", "c"), (1,))], ids=["csv", "xlsx"])
def test_short_row_has_all_columns(data):
    assert tables.read(data) == [tables.Row(2, {"a": "1", "b": "", "c": ""})]


def test_sheet_that_says_it_is_smaller_is_read_whole():
    rows = f'<row r="1">{cell("A1", "a")}{cell("B1", "b")}</row><row r="2">{cell("A2", "1")}{cell("B2", "2")}</row>'

    assert tables.read(sheet(rows, dimension="A1")) == [tables.Row(2, {"a": "1", "b": "2"})]


def test_numbers_of_rows_count_the_empty_ones():
    rows = f'<row r="3">{cell("A3", "a")}</row><row r="7">{cell("A7", "1")}</row>'

    assert tables.read(sheet(rows)) == [tables.Row(7, {"a": "1"})]


# --- caps ---------------------------------------------------------------------------------------
def test_rows_are_counted_to_the_callers_limit():
    assert len(tables.read(b"a\n1\n2\n", max_rows=2)) == 2
    assert refused(b"a\n1\n2\n3\n", max_rows=2) == "The file has more than 2 rows."


def test_columns_are_counted():
    header = ",".join(f"c{n}" for n in range(tables.MAX_COLUMNS + 1))

    assert refused(f"{header}\n1\n".encode()) == "The file has more than 200 columns."


def test_cells_are_counted_also_where_nothing_is_in_them(monkeypatch):
    monkeypatch.setattr(tables, "MAX_CELLS", 100)

    assert refused(b"a\n" + b",,,,,,,,,\n" * 20) == "The file has more than 100 cells."


def test_too_many_bytes_are_not_read(monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 1024 * 1024)

    assert refused(b"a\n" * 600_000) == "The file is larger than 1 MB."


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{cell("A1", "a")}</row><row r="999999999999">{cell("A999999999999", "1")}</row>',
        f'<row r="1">{cell("A1", "a")}</row>'
        + "".join(f'<row r="{n}">{cell(f"XFD{n}", "1")}</row>' for n in range(2, 2_000)),
    ],
    ids=["a row far below", "cells far to the right"],
)
def test_sheet_of_few_bytes_keeps_nobody_busy(rows):
    started = time.process_time()

    refused(sheet(rows, dimension="A1:XFD1048576"))

    assert time.process_time() - started < 5


def test_sheet_that_says_it_is_huge_is_read_as_it_is():
    rows = f'<row r="1">{cell("A1", "a")}</row><row r="2">{cell("A2", "1")}</row>'
    started = time.process_time()

    found = tables.read(sheet(rows, dimension="A1:XFD1048576"))

    assert (found, time.process_time() - started < 2) == ([tables.Row(2, {"a": "1"})], True)


def test_bomb_is_refused_before_it_is_unpacked():
    assert refused(sheet(" " * 5_000_000)) == "The spreadsheet unpacks to far too much data."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_xml_with_a_document_type_is_refused(part, encoding):
    declaration = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    data = altered(workbook(("a",), (1,)), part, lambda _text: declaration.encode(encoding))

    assert "document type declaration" in refused(data)


@pytest.mark.parametrize(
    "change",
    [lambda text: text[: len(text) // 2], lambda text: text.replace(b"<sheetData", b"<broken"), lambda text: b"\xff"],
)
def test_damaged_sheet_is_refused_with_a_sentence(change):
    assert refused(altered(workbook(("a",), (1,)), SHEET, change)) in (
        "The spreadsheet is damaged and cannot be opened.",
        "The file is empty.",
    )


# --- files that are no tables -------------------------------------------------------------------
def chart_only() -> bytes:
    book = openpyxl.Workbook()
    book.create_chartsheet()
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        files.writestr(name, "<x/>")
    return out.getvalue()


def moved(data: bytes) -> bytes:
    """A workbook whose list of parts points before its beginning."""
    at = data.rindex(b"PK\x05\x06") + 16
    return data[:at] + (0xFFFFFF).to_bytes(4, "little") + data[at + 4 :]


@pytest.mark.parametrize("data", [chart_only(), moved(workbook(("a", "b")))], ids=["charts", "moved"])
def test_workbook_that_cannot_be_read_is_damaged(data):
    assert refused(data) == "The spreadsheet is damaged and cannot be opened."


@pytest.mark.parametrize("name", ["word/document.xml", "content.xml"])
def test_other_office_files_are_no_spreadsheets(name):
    assert refused(archive(name)) == "This is neither a CSV nor an XLSX file."


def test_a_formula_is_told_where_it_is_asked_for():
    data = workbook(["a", "b"], ["=1+1", "text"])

    assert [row.cells for row in tables.read(data, tells_formulas=True)] == [{"a": f"{tables.FORMULA}1+1", "b": "text"}]


def test_columns_for_machines_are_hidden():
    data = tables.write_xlsx(["key", "text"], [["k", "t"]], hidden=["key"])
    columns = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].column_dimensions

    assert (columns["A"].hidden, columns["B"].hidden) == (True, False)
