"""The badge on paper: what the pixels say, names of all sorts, and who may fetch it."""

import io
import random
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from common.mailing import build
from common.paper import fonts
from common.paper.fitting import MM, fit
from registration.actions.badges import badge_pdf, badge_pdf_apart
from registration.documents import badge
from registration.models import Registration
from registration.permissions import HELD
from registration.tasks import badge as _registered
from tests.registration.doors import NOW, Door, city, door

pytestmark = pytest.mark.django_db
NAMES = [
    ("Ana", "Pérez Gómez"),
    ("", "Wolfeschlegelsteinhausenbergerdorffvonundzuhohenzollernsigmaringenundvonschwarzburgsonderh"),
    ("Maria del Carme Immaculada Concepció", "de Vallgornera i Puigdellívol-Castellterçol"),
    ("Παναγιώτης", "Παπαδημητρακόπουλος"),
    ("Nguyễn Thị", "Phương Thảo"),
    ("Анастасия", "Преображенская"),
    ("محمد", "العربي"),
    ("שלום", "כהן"),
    ("Zoë\u0007\u200b\t", "O’Brien"),
]


def pixels(pdf: bytes, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=200 / 72).to_pil().convert("L")
    finally:
        document.close()


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("name", NAMES)
def test_pixels_say_the_token(name: tuple[str, str]) -> None:
    here = door()
    row = here.registration(given_name=name[0], family_name=name[1], organisation=city(), badge_languages=["es", "en"])
    pdf = badge_pdf(row, now=NOW)
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert read(pixels(pdf)) == [here.text(row)]
    assert (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)) == (105, 148)


def test_noise_and_a_fold_are_survived() -> None:
    here = door()
    row = here.registration()
    image = pixels(badge_pdf(row, now=NOW))
    dots = random.Random(7)
    for _dot in range(12_000):
        image.putpixel((dots.randrange(image.width), dots.randrange(image.height)), dots.choice((0, 255)))
    fold = image.height * 100 // 148
    image.paste(150, (0, fold, image.width, fold + 3))
    assert read(image) == [here.text(row)]


def test_name_is_whole_however_long() -> None:
    name = NAMES[1][1]
    here = door()
    row = here.registration(given_name="", family_name=name)
    text = PdfReader(io.BytesIO(badge_pdf(row, now=NOW))).pages[0].extract_text()
    assert name in text.replace("\n", "").replace("-", "")


@pytest.mark.parametrize("length", [1, 30, 90, 240])
def test_every_length_fits_its_box(length: int) -> None:
    for text in ("W" * length, "Wm " * (length // 3 + 1)):
        size, lines = fit(text.strip(), badge.INNER, 40 * MM, 40, bold=True)
        assert size * 1.16 * len(lines) <= 40 * badge.MM
        assert max(fonts.width(line, True) * size for line in lines) <= badge.INNER + 0.01
        assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_badge_name_and_language_of_the_badge() -> None:
    here = door()
    row = here.registration(badge_name="Anita", language="es", organisation=city("Granollers"), position="Regidora")
    text = PdfReader(io.BytesIO(badge_pdf(row, now=NOW))).pages[0].extract_text()
    for word in ("Anita", "Regidora", "Granollers", "España", "Ciudad miembro", "Congreso mundial", row.code):
        assert word in text
    assert "Pérez" not in text


def test_arabic_is_joined_and_stands_on_the_right() -> None:
    (run,) = fonts.runs("محمد", True)
    shaped = fonts._shape(run, 20)
    assert run.is_rtl
    assert [letter for letter in shaped if letter in "محمد"] == []  # joined forms, not the letters by themselves
    here = door()
    image = pixels(badge_pdf(here.registration(given_name="محمد", family_name=""), now=NOW))
    block = image.crop((0, image.height * 32 // 148, image.width, image.height * 78 // 148)).point(
        lambda v: 255 if v < 128 else 0
    )
    left, _top, right, _bottom = block.getbbox() or (0, 0, 0, 0)
    assert left > image.width / 2
    assert right > image.width * 0.9


def test_mixed_directions_keep_their_order() -> None:
    assert [run.text for run in fonts.runs("محمد Smith 42", True)] == ["Smith 42", "محمد "]
    assert [run.text for run in fonts.runs("42 العربي", True)] == [" العربي", "42"]
    assert [run.text for run in fonts.runs("Ana (מרים) Cohen", True)] == ["Ana (", "מרים", ") Cohen"]
    assert [run.text for run in fonts.runs("Ana 12", True)] == ["Ana 12"]


def test_letters_that_no_font_has_are_reported_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.missing_glyphs("Ana Pérez Ω Ж ש م") == ""
    assert fonts.missing_glyphs("A\U00012345B\U00012345") == "\U00012345"
    here = door()
    row = here.registration(given_name="\U00012345", family_name="Sumer")
    pdf = badge_pdf(row, now=NOW)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert row.code in text
    assert "Please ask the desk" in text.replace("\n", " ")
    assert read(pixels(pdf)) == [here.text(row)]


def test_every_font_is_embedded() -> None:
    here = door()
    row = here.registration(given_name="Ana", family_name="محمد", organisation=city())
    fonts_of = PdfReader(io.BytesIO(badge_pdf(row, now=NOW))).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    used = [font.get_object() for font in fonts_of.values()]
    assert all("/FontFile2" in font["/FontDescriptor"] for font in used if font["/BaseFont"] != "/Helvetica")
    assert any("DejaVu" in font["/BaseFont"] for font in used)


def test_same_badge_gives_the_same_bytes_and_a_child_draws_it_too() -> None:
    here = door()
    row = here.registration()
    assert badge_pdf(row, now=NOW) == badge_pdf(row, now=NOW) == badge_pdf_apart(row, now=NOW)


def test_batch_keeps_the_order_asked_for(assert_queries: Any) -> None:
    here = door()
    rows = [here.registration() for _count in range(5)]
    with assert_queries(2):
        pdf = badge_pdf([row.pk for row in reversed(rows)], now=NOW)
    assert [read(pixels(pdf, page)) for page in range(5)] == [[here.text(row)] for row in reversed(rows)]


def test_letter_carries_the_badge_under_a_name_without_a_person() -> None:
    here = door()
    row = here.registration()
    name, kind, content = build("badge", row.pk, "en")
    assert (name, kind, content[:5]) == (f"badge-{row.code}.pdf", "application/pdf", b"%PDF-")
    assert _registered is not None


# --- who may fetch it ---------------------------------------------------------------------------
def url(row: Registration) -> str:
    return reverse("registration-badge", args=[row.code])


def holder(row: Registration, *, proven: bool) -> Client:
    client = Client()
    session = client.session
    session[HELD] = {row.code: [row.access_version, proven]}
    session.save()
    return client


def test_holder_of_the_letters_link_gets_the_pdf() -> None:
    row = door().registration()
    answer = holder(row, proven=True).get(url(row))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content[:5] == b"%PDF-"


def test_who_only_claims_the_address_is_told_of_the_letter() -> None:
    row = door().registration()
    answer = holder(row, proven=False).get(url(row))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("registration-mine", args=[row.code]))


def test_unconfirmed_registration_has_no_badge_yet() -> None:
    row = door().registration("awaiting_payment")
    assert holder(row, proven=True).get(url(row)).status_code == 302


def test_somebody_elses_badge_does_not_exist(client_for: Callable[[Any], Client]) -> None:
    here = door()
    mine, other = here.registration(), here.registration()
    user = User.objects.create_user("ana@example.org", person=mine.person, created_at=NOW)
    assert Client().get(url(mine)).status_code == 302  # to sign in
    assert holder(other, proven=True).get(url(mine)).status_code == 302
    assert client_for(user).get(url(other)).status_code == 404
    assert client_for(user).get(url(mine)).status_code == 200


# --- commands -----------------------------------------------------------------------------------
def test_badge_tokens_prints_a_line_for_every_registration(capsys: pytest.CaptureFixture[str]) -> None:
    here = door()
    rows = [here.registration(state) for state in ("confirmed", "cancelled", "awaiting_payment")]
    call_command("badge_tokens", congress=here.congress.slug)
    assert capsys.readouterr().out == "".join(f"{row.code}\t{here.text(row)}\n" for row in rows)


def test_scanner_code_prints_the_code_alone_on_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    here = door()
    here.point("entrance")
    here.point("lunch")
    call_command("scanner_code", congress=here.congress.slug, points="entrance,lunch")
    code = capsys.readouterr().out.splitlines()[-1]
    answer = Client().post("/api/v1/scanner/devices/", {"code": code, "name": "x"}, content_type="application/json")
    assert (answer.status_code, len(code.replace("-", ""))) == (201, 24)


@pytest.mark.parametrize(("congress", "points"), [("nowhere", "entrance"), (None, "entrance,nowhere"), (None, "")])
def test_scanner_code_says_what_is_wrong(congress: str | None, points: str) -> None:
    here: Door = door()
    here.point("entrance")
    with pytest.raises(CommandError):
        call_command("scanner_code", congress=congress or here.congress.slug, points=points)
