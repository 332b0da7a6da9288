"""Lists and amounts as a reader of a language writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from common.formats import countries, day, days, deadline, figures, instant, listing, weekday, zoned
from common.money import Money


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (["francés", "inglés"], "francés e inglés"),
        (["catalán", "francés", "Italia"], "catalán, francés e Italia"),
        (["padres", "hijos"], "padres e hijos"),
        (["Ana", "Íñigo"], "Ana e Íñigo"),
        (["fuego", "hielo"], "fuego y hielo"),
        (["vocal", "hiato"], "vocal y hiato"),
        (["inglés", "francés"], "inglés y francés"),
        (["y inglés", "y"], "y inglés y y"),
        (["inglés"], "inglés"),
        ([], ""),
    ],
)
def test_a_spanish_list_ends_as_it_sounds(items, text):
    assert listing(items, "es") == text


def test_other_languages_keep_their_word():
    assert [listing(["a", "inglês"], lang) for lang in ("en", "fr", "pt")] == [
        "a and inglês",
        "a et inglês",
        "a e inglês",
    ]


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "text"),
    [
        (35000, "EUR", "en", "350.00"),
        (35000, "EUR", "fr", "350,00"),
        (148505, "EUR", "es", "1485,05"),
        (148500, "EUR", "pt", "1485,00"),
        (1485, "JPY", "fr", "1485"),
        (1485500, "KWD", "fr", "1485,500"),
    ],
)
def test_figures_are_what_one_types(minor, currency, lang, text):
    assert figures(Money(minor, currency), lang) == text


@pytest.mark.parametrize(
    ("first", "last", "texts"),
    [
        (
            (2026, 11, 21),
            (2026, 11, 21),
            ["21 November 2026", "21 de noviembre de 2026", "21 novembre 2026", "21 de novembro de 2026"],
        ),
        (
            (2026, 11, 1),
            (2026, 11, 1),
            ["1 November 2026", "1 de noviembre de 2026", "1er novembre 2026", "1 de novembro de 2026"],
        ),
        (
            (2026, 11, 1),
            (2026, 11, 4),
            ["1–4 November 2026", "1–4 de noviembre de 2026", "1er–4 novembre 2026", "1–4 de novembro de 2026"],
        ),
        (
            (2026, 9, 30),
            (2026, 10, 1),
            [
                "30 September – 1 October 2026",
                "30 de septiembre – 1 de octubre de 2026",
                "30 septembre – 1er octobre 2026",
                "30 de setembro – 1 de outubro de 2026",
            ],
        ),
        (
            (2026, 12, 30),
            (2027, 1, 2),
            [
                "30 December 2026 – 2 January 2027",
                "30 de diciembre de 2026 – 2 de enero de 2027",
                "30 décembre 2026 – 2 janvier 2027",
                "30 de dezembro de 2026 – 2 de janeiro de 2027",
            ],
        ),
    ],
)
def test_days_are_written_out(first, last, texts):
    assert [days(date(*first), date(*last), lang) for lang in ("en", "es", "fr", "pt")] == texts


def test_the_first_of_a_french_month_is_an_ordinal():
    first = date(2027, 5, 1)

    assert [day(first, "fr", style) for style in ("long", "medium", "full", "short")] == [
        "1er mai 2027", "1er mai 2027", "samedi 1er mai 2027", "01/05/2027",
    ]  # fmt: skip
    assert weekday(first, "fr") == "Samedi 1er mai"
    assert instant(datetime(2027, 5, 1, 1, 1, tzinfo=UTC), lang="fr") == "1er mai 2027 à 01:01"
    assert [day(date(2027, 5, number), "fr") for number in (11, 21, 31)] == [
        "11 mai 2027",
        "21 mai 2027",
        "31 mai 2027",
    ]
    assert day(first, "pt") == "1 de maio de 2027"


MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("utc", "text"),
    [
        (datetime(2027, 1, 14, 23, 0, tzinfo=UTC), "14 January 2027, 23:59 (Europe/Madrid)"),
        (datetime(2027, 1, 14, 22, 59, tzinfo=UTC), "14 January 2027, 23:59 (Europe/Madrid)"),
        (datetime(2027, 1, 14, 23, 1, tzinfo=UTC), "15 January 2027, 00:01 (Europe/Madrid)"),
        (datetime(2027, 1, 14, 11, 30, tzinfo=UTC), "14 January 2027, 12:30 (Europe/Madrid)"),
    ],
)
def test_a_deadline_at_midnight_is_the_end_of_the_day_before(utc, text):
    assert deadline(utc, MADRID, "en") == text


@pytest.mark.parametrize(
    ("lang", "first", "then"), [("pt", "BE", "BM"), ("en", "AX", "AL"), ("fr", "EG", "SV"), ("es", "BE", "BZ")]
)
def test_countries_sort_as_if_they_had_no_accents(lang, first, then):
    codes = [code for code, _name in countries(lang)]

    assert codes.index(first) < codes.index(then)


def test_pages_name_the_zone_as_letters_do():
    at = datetime(2027, 1, 14, 23, tzinfo=UTC)
    page = Template(
        "{% load plenaria %}{{ at|deadline:zone }} {{ at|zoned:zone }} {{ at|zoned }} {{ none|deadline:zone }}"
    )

    assert page.render(Context({"at": at, "zone": "Europe/Madrid", "none": None})) == " ".join(
        [deadline(at, MADRID), zoned(at, MADRID), "14 January 2027, 23:00 (UTC)", ""]
    )
