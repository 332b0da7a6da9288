"""A text in several languages as one field: marked inputs, nothing lost, long texts named by their language."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from common import formats
from common.web.texts import TextsField


def form_with(data=None, **kw):
    class TextForm(forms.Form):
        text = TextsField(label="Text", **{"languages": ["en", "ar"], **kw})

    return TextForm(data)


def test_each_language_has_an_input_of_its_own():
    page = form_with(kept={"en": "Hello", "ar": "مرحبا"}).as_div()

    assert 'name="text_en" id="id_text_en" value="Hello" lang="en" dir="ltr"' in page
    assert 'name="text_ar" id="id_text_ar" value="مرحبا" lang="ar" dir="rtl"' in page
    assert '<label for="id_text_ar" lang="ar">العربية</label>' in page


def test_markup_stays_text():
    assert "&lt;script&gt;" in form_with(kept={"en": "<script>"}).as_div()
    assert "&lt;/textarea&gt;" in form_with(kept={"en": "</textarea>"}, rows=3).as_div()


def test_empty_texts_are_left_out_and_line_ends_are_plain():
    form = form_with({"text_en": " One\r\nTwo ", "text_ar": "  "})

    assert form.is_valid()
    assert form.cleaned_data["text"] == {"en": "One\nTwo"}


def test_languages_that_are_not_shown_stay():
    form = form_with({"text_en": "New"}, kept={"en": "Old", "ar": "قديم", "fr": "Vieux"})

    assert form.is_valid()
    assert form.cleaned_data["text"] == {"fr": "Vieux", "en": "New"}


@pytest.mark.parametrize("data", [{}, {"text_en": "", "text_ar": " "}])
def test_a_required_text_needs_one_language(data):
    form = form_with(data)

    assert not form.is_valid()
    assert form.errors["text"] == ["Please write this in one language at least."]
    assert form_with(data, required=False).is_valid()


def test_a_text_that_is_too_long_is_named_by_its_language():
    with pytest.raises(ValidationError) as refused:
        TextsField(languages=["en", "ar"], max_length=3).clean({"en": "abc", "ar": "abcd"})

    assert refused.value.messages == ["Arabic: 4 characters of 3. Please shorten it."]


def test_what_was_typed_is_shown_again():
    form = form_with({"text_en": "x" * 9, "text_ar": "typed"}, max_length=5)

    page = form.as_div()

    assert 'value="xxxxxxxxx"' in page
    assert 'value="typed"' in page
    assert page.count('aria-invalid="true"') == 2


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [
        ("ca", "Català", "ltr"),
        ("ko", "한국어", "ltr"),
        ("ar", "العربية", "rtl"),
        ("he", "עברית", "rtl"),
        ("xx", "xx", "ltr"),
    ],
)
def test_languages_are_named_in_themselves(code, name, direction):
    assert (formats.autonym(code), formats.direction(code)) == (name, direction)


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt"])
def test_content_languages_have_names_in_the_readers_language(lang):
    found = dict(formats.languages(lang))

    assert {"ca", "ko", "eu", "gl", "ast", "en", "pt"} <= set(found)
    assert all(found.values())
    assert found["ca"] == {"en": "Catalan", "es": "catalán", "fr": "catalan", "pt": "catalão"}[lang]
