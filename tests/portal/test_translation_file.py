"""Translations as a spreadsheet: out, edited, back."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from common import tables
from common.actions import jobs
from common.actors import Actor
from common.errors import Invalid
from common.models import Job, StoredFile
from congress.models import Congress
from portal.actions import translation_file as actions
from portal.queries.translation import units
from portal.web.text_words import where
from registration.models import Category
from tests.factories import congress as make
from tests.factories import registration as people

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor("user", "7", "")
DESK = "/en/here/manage/translations/"


@pytest.fixture
def event(db: None) -> Any:
    return make.congress(
        slug="here", languages=["es", "ca", "ar"], name={"es": "Congreso"}, theme={}, description={}, venue={}
    )


@pytest.fixture
def translator(client_for: Any, event: Any) -> Any:
    return client_for(make.team_member(congress=event, role="translator").user)


def exported(event: Congress, language: str = "ca") -> list[list[Any]]:
    """The hidden header, the headings, and a row a text."""
    rows = [(unit, "Here", "missing") for unit in units(event) if unit.concerns(language)]
    book = openpyxl.load_workbook(io.BytesIO(actions.export(rows=rows, language=language)))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def written(lines: list[list[Any]]) -> bytes:
    """As a spreadsheet program saves it."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(event: Congress, language: str = "ca", **texts: str) -> bytes:
    """The file of a language with some of its texts, by key."""
    header, headings, *lines = exported(event, language)
    column = header.index(f"text {language}")
    for line in lines:
        line[column] = texts.get(line[0], line[column])
    return written([header, headings, *lines])


def kept(data: bytes, language: str = "ca") -> StoredFile:
    event = Congress.objects.get(slug="here")
    return actions.keep_upload(data=data, name="here.xlsx", congress=event, language=language, now=NOW)


def taken(event: Congress, data: bytes, language: str = "ca") -> dict[str, int]:
    return actions.take_over(file=kept(data, language), congress=event, language=language, by=BY, now=NOW)


def key_of(row: Category) -> str:
    return f"registration.category:{row.pk}:name"


@pytest.fixture
def category(event: Any) -> Any:
    return people.category(congress=event, name={"es": "Invitada\nde honor"}, description={})


def test_the_file_has_a_row_a_text(event, category):
    header, headings, *lines = exported(event)

    assert header == ["key", "where", "original language", "original", "text ca", "state", "check"]
    assert headings[3:5] == ["Original", "Translation (Catalan)"]
    assert sorted(line[:5] for line in lines) == sorted(
        [
            [f"congress.congress:{event.pk}:name", "Here", "es", "Congreso", None],
            [key_of(category), "Here", "es", "Invitada\nde honor", None],
        ]
    )


def test_what_is_written_in_the_file_comes_back(event, category):
    data = filled(event, **{key_of(category): "Convidada\nd’honor"})

    assert taken(event, data) == {"new": 1}
    assert Category.objects.get(pk=category.pk).name == {"es": "Invitada\nde honor", "ca": "Convidada\nd’honor"}
    assert StoredFile.objects.filter(content_type=actions.WAITING).count() == 0


def test_the_file_as_it_was_changes_nothing(event, category):
    Category.objects.filter(pk=category.pk).update(name={"es": "=1+1", "ca": "-x"})

    assert taken(event, filled(event)) == {"same": 1}


@pytest.mark.parametrize("text", ["=SUM(A1)", "+34 600", "-x", "@here", "'quoted'"])
def test_nothing_in_the_file_is_a_formula_and_all_of_it_comes_back(event, category, text):
    Category.objects.filter(pk=category.pk).update(name={"es": text})
    _header, _headings, *lines = exported(event)
    original = next(line[3] for line in lines if line[0] == key_of(category))

    assert original[:1] not in ("=", "+", "-", "@")
    assert tables.meant(original) == text
    assert taken(event, filled(event, **{key_of(category): tables.safe(text + "!")})) == {"new": 1}
    assert Category.objects.get(pk=category.pk).name["ca"] == text + "!"


def test_arabic_is_written_from_right_to_left(event, category):
    rows = [(unit, "Here", "missing") for unit in units(event)]
    book = openpyxl.load_workbook(io.BytesIO(actions.export(rows=rows, language="ar")))

    assert book.worksheets[0].sheet_view.rightToLeft
    assert taken(event, filled(event, "ar", **{key_of(category): "ضيفة"}), "ar") == {"new": 1}


def test_an_original_that_has_changed_since_leaves_its_row(event, category):
    data = filled(event, **{key_of(category): "Convidada"})
    Category.objects.filter(pk=category.pk).update(name={"es": "Otra"})

    assert taken(event, data) == {"moved_on": 1}
    assert "ca" not in Category.objects.get(pk=category.pk).name


def test_a_translation_that_was_changed_here_since_leaves_its_row(event, category):
    data = filled(event, **{key_of(category): "Convidada"})
    name = {"es": "Invitada\nde honor", "ca": "Theirs"}
    Category.objects.filter(pk=category.pk).update(name=name)

    assert taken(event, data) == {"meanwhile": 1}
    assert Category.objects.get(pk=category.pk).name == name


def test_other_rows_of_a_file_are_left_out_with_their_reason(event, category):
    header, _headings, *lines = exported(event)
    lines = [line for line in lines if line[0] == key_of(category)]
    lines[0][4] = "x" * 121
    lines.append(["registration.category:999999:name", "", "es", "?", "x", "", ""])

    assert taken(event, written([header, *lines])) == {"too_long": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([["key", "original", "text fr"], ["a", "b", "c"]], "This spreadsheet is in French. Here goes the one in Cat"),
        ([["key", "original", "text"], ["a", "b", "c"]], "The column “Translation (Catalan)” is missing."),
        ([["key", "text ca"], ["a", "b"]], "These are not translations."),
        ([["name", "country"], ["a", "b"]], "These are not translations."),
        ([["key", "original", "text ca"]], "The file holds a heading and no rows."),
        ([["key", "original", "text ca"], ["Key", "Original", "Catalan"]], "The file holds a heading and no rows."),
        (
            [["key", "original", "text ca"], ["congress.axis:0:name", "b", "c"]],
            "None of these texts is of this congress",
        ),
    ],
)
def test_other_files_are_refused(event, lines, sentence):
    with pytest.raises(Invalid) as refused:
        kept(written(lines))

    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("data", [b"%PDF-1.4 no table", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\x00 an old one", b""])
def test_what_is_no_spreadsheet_is_refused_on_its_page(translator, event, data):
    answer = uploaded(translator, data)

    assert answer.status_code == 422
    assert len(answer.context["form"].errors) == 1
    assert StoredFile.objects.count() == 0


def test_headings_in_any_language_come_back(event, category):
    with override("pt"):
        data = filled(event, **{key_of(category): "Convidada"})

    with override("fr"):
        assert taken(event, data) == {"new": 1}


def test_the_names_for_the_machine_are_hidden_above_the_headings(event, category):
    rows = [(unit, "Here", "missing") for unit in units(event)]
    sheet = openpyxl.load_workbook(io.BytesIO(actions.export(rows=rows, language="ca"))).worksheets[0]

    assert sheet.row_dimensions[1].hidden
    assert not sheet.row_dimensions[2].hidden
    assert sheet.freeze_panes == "A3"
    assert [name for name in "ABCDEFG" if sheet.column_dimensions[name].hidden] == ["A", "G"]


def test_no_code_stands_in_a_column_that_is_shown(event, category):
    rows = [(unit, where(unit), "missing") for unit in units(event)]
    sheet = openpyxl.load_workbook(io.BytesIO(actions.export(rows=rows, language="ca"))).worksheets[0]

    assert [cell.value for cell in sheet["B"]][-1].endswith(", Name")
    assert not any(category.code in str(cell.value) for column in "BCDEF" for cell in sheet[column])


def test_a_formula_is_counted_apart_and_saves_nothing(event, category):
    data = filled(event, **{key_of(category): "=UPPER(D4)"})
    found = actions.preview(file=kept(data), congress=event, language="ca")[1]

    assert found.outcomes[key_of(category)] == "formula"
    assert taken(event, data) == {"formula": 1}
    assert Category.objects.get(pk=category.pk).name == {"es": "Invitada\nde honor"}


def test_the_page_names_the_column_as_the_file_does(translator, event, category):
    page = translator.get(f"{DESK}ca/import/").content.decode()

    assert f"into its column “{exported(event)[1][4]}”" in page


def test_a_file_is_taken_over_once(event, category):
    file = kept(filled(event, **{key_of(category): "Convidada"}))
    actions.take_over(file=file, congress=event, language="ca", by=BY, now=NOW)

    with pytest.raises(actions.TranslationsGone):
        actions.take_over(file=file, congress=event, language="ca", by=BY, now=NOW)


def test_a_large_file_is_a_job(event, category):
    file = kept(filled(event, **{key_of(category): "Convidada"}))
    job = actions.start(file=file, congress=event, language="ca", by=BY, now=NOW)

    jobs.run_job(job_id=job.pk, now=NOW)

    assert Job.objects.get(pk=job.pk).progress == {"result": {"new": 1, "slug": "here"}}


def test_files_go_after_a_day(event, category):
    kept(filled(event))

    assert actions.drop_old(now=NOW + timedelta(hours=23)) == 0
    assert actions.drop_old(now=NOW + timedelta(hours=24)) == 1


# --- pages --------------------------------------------------------------------------------------
def uploaded(client: Any, data: bytes, language: str = "ca") -> Any:
    return client.post(f"{DESK}{language}/import/", {"file": SimpleUploadedFile("here.xlsx", data)}, follow=True)


def test_the_round_trip_of_a_translator(translator, event, category):
    sent = translator.get(f"{DESK}ca/file/")
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=3):
        row[4].value = f"ca: {row[3].value}"
    out = io.BytesIO()
    book.save(out)

    preview = uploaded(translator, out.getvalue())
    done = translator.post(f"{DESK}ca/import/preview/")

    assert sent.headers["Content-Disposition"] == 'attachment; filename="here-ca.xlsx"'
    assert [row["value"] for row in preview.context["facts"]] == ["2"]
    assert done.status_code == 302
    assert Category.objects.get(pk=category.pk).name["ca"] == "ca: Invitada\nde honor"
    assert {unit.state("ca") for unit in units(event)} == {"done"}


def test_a_preview_saves_nothing_and_can_be_discarded(translator, event, category):
    uploaded(translator, filled(event, **{key_of(category): "Convidada"}))
    translator.post(f"{DESK}ca/import/preview/", {"discard": "1"})

    assert "ca" not in Category.objects.get(pk=category.pk).name
    assert StoredFile.objects.count() == 0


def test_a_file_of_one_language_does_not_go_into_another(translator, event, category):
    uploaded(translator, filled(event))

    assert translator.get(f"{DESK}ar/import/preview/").status_code == 302
    assert uploaded(translator, filled(event), "ar").status_code == 422


def test_a_large_file_leads_to_its_job(translator, event, category, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    uploaded(translator, filled(event, **{key_of(category): "Convidada"}))

    answer = translator.post(f"{DESK}ca/import/preview/", follow=True)

    assert answer.context["job"]["state"] == "waiting"
    assert "ca" not in Category.objects.get(pk=category.pk).name
