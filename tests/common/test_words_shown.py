"""A text that is not in the reader's language says so."""

import pytest
from django.template import Context, Template
from django.utils import translation


def shown(tag: str, value: object, lang: str = "en") -> str:
    with translation.override(lang):
        return Template("{% load plenaria %}{% " + tag + " value %}").render(Context({"value": value}))


@pytest.mark.parametrize("value", [{"en": "Hall"}, {"en": "Hall", "es": "Sala"}, "Hall"])
def test_a_text_of_the_readers_language_stands_alone(value):
    assert shown("text", value) == "Hall"


def test_a_text_of_another_language_says_which():
    assert shown("text", {"es": "Sala <b>"}) == (
        '<span lang="es" dir="ltr">Sala &lt;b&gt;</span> <span class="in-language">(in Spanish)</span>'
    )


@pytest.mark.parametrize(
    ("lang", "name", "direction"), [("ar", "Arabic", "rtl"), ("ca", "Catalan", "ltr"), ("ko", "Korean", "ltr")]
)
def test_every_language_of_a_congress_is_marked(lang, name, direction):
    assert shown("text", {lang: "x"}) == (
        f'<span lang="{lang}" dir="{direction}">x</span> <span class="in-language">(in {name})</span>'
    )


@pytest.mark.parametrize(("value", "note"), [({"en": "x"}, ""), ({}, ""), ({"fr": "x"}, "(in French)")])
def test_a_long_text_has_its_note_beside_it(value, note):
    assert shown("in_language", value) == (f'<span class="in-language">{note}</span>' if note else "")


@pytest.mark.parametrize("tag", ["text", "in_language"])
def test_no_text_says_nothing(tag):
    assert shown(tag, {"es": ""}) == ""
