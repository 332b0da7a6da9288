"""Lists and amounts as a reader of a language writes them."""

import pytest

from common.formats import figures, listing
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
