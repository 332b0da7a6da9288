"""The book of abstracts: its pages, and that it is drawn once for each state of what it holds."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from common.actions.jobs import run_due
from common.actors import Actor
from common.models import Job, StoredFile
from common.paper import flow, fonts
from common.paper.flow import Style
from congress.actions import book as books
from congress.actions.erasure import forget
from congress.actions.publication import set_consent
from congress.documents import book, book_words
from tests.factories import congress as make
from tests.factories import network, questions, words

BY = Actor("user", "0", "user 0")
ADDRESS = "http://testserver/en/book-test/experiences/"
ARABIC = "مدينة تتعلم مع المدارس والمكتبات 374 (UNESCO)"
KOREAN = "도시는 학교와 도서관을 배움의 공간으로 연결합니다."


@pytest.fixture
def congress(db):
    edition = make.congress(slug="book-test", name=words("Cities that learn"), primary_colour="#f2e205")
    question = questions.question(
        kind="multiple", audience="public", options=[{"code": "time", "label": words("Time and care")}]
    )
    call = make.closed_call(congress=edition, form=question.form)
    axes = [make.axis(congress=edition, name=words(name), position=at) for at, name in enumerate(("Time", "Health"))]
    texts = [
        ("Évora", 0, "pt", {"pt": "Praça", "en": "A square"}, {"pt": "Na praça.", "en": "In the square."}),
        ("Ansan", 0, "ko", {"ko": "도시"}, {"ko": KOREAN}),
        ("Chefchaouen", 1, "ar", {"ar": ARABIC}, {"ar": f"{ARABIC} " * 40}),
    ]
    for city, axis, language, title, summary in texts:
        answers = questions.answer_set(form=question.form, answers={question.code: ["time"]}) if axis == 0 else None
        make.submission(
            call=call, state="accepted", may_publish=True, axis=axes[axis], language=language, title=title,
            summary=summary, organisation=network.organisation(name=words(city)), answer_set=answers,
        )  # fmt: skip
    return edition


def drawn(congress, lang="en"):
    out = io.BytesIO()
    book.write(book_words.of(congress, lang, ADDRESS), out)
    return out.getvalue()


def test_the_book_has_contents_chapters_and_indexes_that_lead_to_their_pages(congress):
    data = drawn(congress)
    pdf = PdfReader(io.BytesIO(data))
    pages = [page.extract_text() for page in pdf.pages]
    outline = [one.title for part in pdf.outline for one in (part if isinstance(part, list) else [part])]

    assert data == drawn(congress)
    assert outline[:4] == ["Contents", "Time", "Praça", "도시"]
    assert outline[-2:] == ["Index of cities and organisations", "Index of subjects"]
    assert ("Cities that learn" in pages[0], "3 experiences from 3 cities" in pages[0]) == (True, True)
    assert [text in pages[3] for text in ("Translation: English", "In the square.", "Na praça.")] == [True] * 3
    assert "Time and care" in pages[-1]
    lines = [line.rpartition(" ")[::2] for line in pages[2].splitlines() if line.split()[-1].isdigit()]
    printed = {title.strip(" ."): int(number) for title, number in lines if title != ""}
    leads = [note.get_object()["/Dest"][0] for note in pdf.pages[2]["/Annots"]]
    assert list(printed.values()) == [pdf.get_page_number(page.get_object()) + 1 for page in leads]
    assert list(printed)[:2] == ["Time", "Praça"]


def test_another_language_has_its_own_words_and_translations(congress):
    page = PdfReader(io.BytesIO(drawn(congress, "pt"))).pages[3].extract_text()

    assert ("In the square." in page, "Na praça." in page) == (False, True)


def test_what_no_font_has_is_said_and_not_drawn_as_question_marks(congress, monkeypatch):
    monkeypatch.setattr(fonts, "missing_glyphs", lambda text: "".join(c for c in text if "가" <= c <= "힣"))
    texts = [entry.text for chapter in book_words.of(congress, "en", ADDRESS).chapters for entry in chapter.entries]

    assert [text.startswith("The original, in Korean, needs letters") for text in texts] == [False, True, False]


@pytest.mark.parametrize("text", [ARABIC, KOREAN, "學習都市" * 20, "a" * 300, "One two three " * 9, ""])
def test_lines_hold_every_letter_and_are_no_wider_than_their_column(text):
    style = Style(9, 13)
    lines = flow.lines(text, 120, style)

    assert "".join(line.text for line in lines).replace("\u200f", "").replace(" ", "") == text.strip().replace(" ", "")
    assert all(fonts.width(line.text, False) * 9 <= 120.001 for line in lines)
    assert all(fonts.is_rtl(line.text) for line in lines if line.is_rtl)


def asked(congress, now):
    job = books.ask_for_book(congress=congress, lang="en", address=ADDRESS, now=now)
    run_due(now=now)
    return job


def test_a_book_is_drawn_once_and_anew_when_something_in_it_changes(congress, now):
    first = asked(congress, now)
    assert asked(congress, now).pk == first.pk
    _job, kept = books.book_of(congress, "en")
    assert kept.original_name == "book-test-en.pdf"
    with default_storage.open(kept.name) as file:
        assert file.read(5) == b"%PDF-"

    congress.name = words("Cities that go on learning")
    congress.save()
    assert books.book_of(congress, "en") == (None, None)
    asked(congress, now)
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [books.book_of(congress, "en")[1].pk]


@pytest.mark.parametrize("event", ["consent", "erasure", "age"])
def test_a_book_goes_with_a_consent_a_person_or_its_age(congress, now, event, django_capture_on_commit_callbacks):
    asked(congress, now)
    name = StoredFile.objects.get().name
    row = congress.calls.get().submissions.first()
    with django_capture_on_commit_callbacks(execute=True):
        if event == "consent":
            set_consent(submission=row, may_publish=False, by=BY, now=now)
        elif event == "erasure":
            forget(person=str(row.author.ref), now=now)
        else:
            assert books.drop_old(now=now + timedelta(days=29)) == 0
            assert books.drop_old(now=now + timedelta(days=30)) == 1

    assert (StoredFile.objects.count(), default_storage.exists(name)) == (0, False)
    assert asked(congress, now).state == Job.State.QUEUED  # whoever asks gets a new one


def test_a_long_name_of_an_axis_and_a_rehearsal_fit_the_page(congress):
    made = book_words.of(congress, "fr", ADDRESS)
    long = replace(made.chapters[0], name="Apprendre ensemble " * 12)
    out = io.BytesIO()

    assert book.write(replace(made, chapters=(long,), test="répétition"), out) == 6
    assert "TEST: répétition" in PdfReader(out).pages[0].extract_text()
