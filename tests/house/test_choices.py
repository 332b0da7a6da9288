"""An empty choice is a word, wherever it stands: never dashes, never nothing."""

import re

import pytest
from django import forms
from django.forms.renderers import get_default_renderer

from common.web.renderer import WordedRenderer
from common.web.several import SeveralSelect
from network.models import TerritorialNetwork
from tests.house.test_source import ROOT

EMPTY = re.compile(r'<option[^>]*value=""[^>]*>(.*?)</option>', re.S)
ROWS = [("es", "Spain")]


class Lists(forms.Form):
    model = forms.ModelChoiceField(TerritorialNetwork.objects.none())
    may_model = forms.ModelChoiceField(TerritorialNetwork.objects.none(), required=False)
    dash = forms.ChoiceField(choices=[("", "–"), *ROWS])
    dashes = forms.ChoiceField(choices=[("", "---------"), *ROWS], required=False)
    nothing = forms.ChoiceField(choices=[("", ""), *ROWS], required=False)
    word = forms.ChoiceField(choices=[("", "All countries"), *ROWS], required=False)
    grouped = forms.ChoiceField(choices=[("", "–"), ("Europe", ROWS)])
    several = forms.MultipleChoiceField(choices=[("", "–"), *ROWS], widget=SeveralSelect(1), required=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("model", "Choose…"), ("may_model", "None"), ("dash", "Choose…"), ("dashes", "None"), ("nothing", "None"),
        ("word", "All countries"), ("grouped", "Choose…"), ("several", "None"),
    ],
)  # fmt: skip
def test_an_empty_choice_is_a_word(name, word):
    assert EMPTY.findall(str(Lists()[name])) == [word]


def test_a_list_that_is_made_required_later_asks_to_choose():
    form = Lists()
    form.fields["nothing"].required = True

    assert EMPTY.findall(str(form["nothing"])) == ["Choose…"]


def test_whoever_draws_a_form_draws_it_so():
    assert isinstance(get_default_renderer(), WordedRenderer)


def test_no_template_has_an_empty_choice_without_a_word():
    """A list that a template writes itself: its empty choice is a word, as in the forms."""
    bare = {
        str(path.relative_to(ROOT)): found
        for path in (ROOT / "templates").rglob("*.html")
        if (found := [text for text in EMPTY.findall(path.read_text()) if not re.search(r"\w", text)])
    }

    assert bare == {}
