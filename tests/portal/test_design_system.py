"""The design system keeps its promises: small, without inline script or style, accessible forms."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
# E-mails alone have inline style.
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "mail" not in p.parts)
INLINE = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)\s*=\s*[\"']|<style\b", re.IGNORECASE)


class PersonForm(forms.Form):
    name = forms.CharField(help_text="As on the badge.")
    language = forms.ChoiceField(widget=forms.RadioSelect, choices=[("en", "English"), ("fr", "Français")])
    terms = forms.BooleanField(label="I agree")


def test_styles_of_a_page_stay_under_45_kilobytes():
    apart = {
        "living.css",
        "manage.css",
        "over.css",
        "pages.css",
        "programme.css",
        "rehearsal.css",
        "words.css",
    }  # loaded on pages of one kind only
    sizes = {path.name: path.stat().st_size for path in CSS.glob("*.css") if path.name not in apart}
    assert sum(sizes.values()) < 45_000, sizes


def test_fonts_stay_under_120_kilobytes():
    assert sum(path.stat().st_size for path in (ROOT / "static" / "fonts").glob("*.woff2")) < 120_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_no_inline_style_or_handler(path):
    assert INLINE.findall(path.read_text()) == []


def test_every_component_is_documented():
    text = (ROOT / "docs" / "design-system.md").read_text()
    frame = {"account_menu", "breadcrumbs", "footer", "language_switch", "mark", "masthead", "messages", "motif"}
    frame |= {"nav", "theme_toggle", "topbar"}
    names = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")} - frame
    assert {name for name in names if f"{name}.html" not in text} == set()


def test_error_summary_links_every_error_to_its_field():
    html = PersonForm({}).as_div()
    ids = set(re.findall(r' id="([^"]+)"', html))
    links = re.findall(r'href="#([^"]+)"', html)
    assert links == ["id_name", "id_language_group", "id_terms"]
    assert set(links) <= ids


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Word in its address", "Word in its address: Another one is taken."),
        ("I mean to finish it earlier.", "I mean to finish it earlier. Another one is taken."),
        ("Is it meant?", "Is it meant? Another one is taken."),
    ],
)
def test_error_summary_joins_label_and_error_in_one_punctuation(label, said):
    class OneForm(forms.Form):
        word = forms.CharField(label=label, error_messages={"required": "Another one is taken."})

    summary = render_to_string("components/error_summary.html", {"form": OneForm({})})

    assert re.search(r'<a href="#id_word">(.*?)</a>', summary)[1] == said


def test_links_on_the_translation_desk_are_large_enough_to_touch():
    css = (ROOT / "static" / "css" / "words.css").read_text()

    assert re.search(r"\.pair \.meta a \{ display: inline-block; min-height: 1\.5rem; \}", css)


def test_field_names_its_help_and_its_error():
    html = str(PersonForm({})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


def test_form_without_errors_shows_no_summary():
    assert "error-summary" not in PersonForm().as_div()


def test_checkbox_stands_inside_its_label():
    html = re.sub(r"\s+", " ", str(PersonForm()["terms"].as_field_group()))
    assert re.search(r'<label class="choice" for="id_terms"><input type="checkbox"[^>]*id="id_terms">', html)


def test_frame_renders_without_any_context():
    html = render_to_string("base.html")
    assert html.count("<main") == 1
    assert "masthead-name" not in html
