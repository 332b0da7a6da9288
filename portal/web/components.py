"""The living page of the design system: every component in every state, on made-up data."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("pt", "Português")]
COUNTRIES = [("", "Choose a country"), ("es", "Spain"), ("pt", "Portugal"), ("kr", "대한민국")]
NEEDS = [("step", "Step-free access"), ("loop", "Induction loop"), ("sign", "Sign language")]

CATEGORIES = [
    {"value": "member", "label": "Member city", "detail": "Cities and bodies in good standing.", "price": "€300.00"}
    | {"places": "412 places left", "places_tone": "ok"},
    {"value": "non-member", "label": "Other participants", "detail": "Universities, associations, companies."}
    | {"price": "€350.00", "places": "9 places left", "places_tone": "warn"},
    {"value": "observer", "label": "Observer", "detail": "Plenary sessions only.", "price": "Free of charge"}
    | {"places": "Full", "places_tone": "bad", "is_disabled": True},
]
TASKS = [
    {"title": "Pay your fee", "url": "#tasks", "detail": "€300.00 by 12 March 2026", "tone": "warn", "state": "Due"},
    {"title": "Choose your study visits", "url": "#tasks", "detail": "Six slots still have places.", "tone": "info"}
    | {"state": "Open"},
    {"title": "Letter of the mayor", "detail": "The organisers are reading it.", "tone": "wait", "state": "Waiting"},
    {"title": "Names of your delegation", "url": "#tasks", "tone": "ok", "state": "Done"},
]
STEPS = [
    {"label": "Category", "url": "#steps", "state": "done"},
    {"label": "Your details", "state": "current"},
    {"label": "Payment", "state": "todo"},
    {"label": "Confirmation", "state": "todo"},
]
STATS = [
    {"value": "1,129", "label": "Registrations", "url": "#tables", "detail": "38 since yesterday"},
    {"value": "189", "label": "Cities", "url": "#tables", "detail": "34 countries"},
    {"value": "€214,350", "label": "Received", "url": "#tables"},
    {"value": "7", "label": "To telephone", "url": "#tables", "detail": "Letters that came back"},
]
ROWS = [
    {"name": "Inês Carvalho Figueiredo", "city": "Porto", "tone": "ok", "state": "Confirmed", "due": "€0.00"},
    {"name": "김서연", "city": "창원시", "tone": "wait", "state": "Awaiting payment", "due": "€300.00"},
    {"name": "محمد الإدريسي", "city": "الرباط", "tone": "warn", "state": "Expires today", "due": "€350.00"},
    {"name": "Maximiliane Freifrau von Hohenstein-Lichtenberg", "city": "Katowice", "tone": "bad"}
    | {"state": "Cancelled", "due": "€0.00"},
]
COUNTRIES_BY_COUNT = [
    {"label": "Spain", "value": 412, "url": "#bars"},
    {"label": "Portugal", "value": 238},
    {"label": "France", "value": 171},
    {"label": "Republic of Korea", "value": 64},
]
FACTS = [
    {"label": "Reference", "value": "RF18 K7WQ 2M"},
    {"label": "Category", "value": "Member city"},
    {"label": "Paid on", "value": "3 February 2026", "url": "#facts"},
]
CHIPS = [
    {"tone": "ok", "label": "Confirmed"},
    {"tone": "wait", "label": "Waiting"},
    {"tone": "warn", "label": "Expires today"},
    {"tone": "bad", "label": "Cancelled"},
    {"tone": "info", "label": "New"},
    {"tone": "", "label": "Draft"},
]
TABS = [
    {"label": "All", "url": "#tabs", "is_current": True, "count": 185},
    {"label": "To review", "url": "#tabs", "count": 12},
    {"label": "Decided", "url": "#tabs", "count": 0},
]
JOBS = [
    {"state": "waiting"},
    {"state": "running", "done": 2, "of": 3},
    {"state": "done"},
    {"state": "failed", "refusal": "Some rows still need your attention. Nothing was imported."},
]
SWATCHES = ["brand", "accent", "action", "tint", "tint-2", "paper", "ink", "ink-2", "line"]


class PersonForm(forms.Form):
    """One field of each kind, rendered by the form templates of the design system."""

    given_name = forms.CharField(max_length=60, help_text="As it should be printed on your badge.")
    email = forms.EmailField(label="E-mail address")
    country = forms.ChoiceField(choices=COUNTRIES)
    arrives_on = forms.DateField(label="Day of arrival", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    people = forms.IntegerField(label="People accompanying you", min_value=0, required=False)
    language = forms.ChoiceField(label="Language of your letters", widget=forms.RadioSelect, choices=LANGUAGES)
    needs = forms.MultipleChoiceField(
        label="What may we prepare for you?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=NEEDS,
        help_text="Only the access team reads this.",
    )
    letter = forms.FileField(label="Letter of the mayor", required=False, help_text="PDF, at most 5 MB.")
    note = forms.CharField(
        label="Note to the organisers", required=False, widget=forms.Textarea(attrs={"maxlength": "400"})
    )
    terms = forms.BooleanField(label="I have read the privacy notice of the congress")


class CategoryForm(forms.Form):
    category = forms.ChoiceField(
        choices=[(c["value"], c["label"]) for c in CATEGORIES], help_text="Prices include VAT."
    )


class FilterForm(forms.Form):
    q = forms.CharField(label="Name or code", required=False)
    state = forms.ChoiceField(required=False, choices=[("", "All"), ("confirmed", "Confirmed")])


def components(request: HttpRequest) -> HttpResponse:
    """Shows the page; it reads nothing and writes nothing."""
    wrong = PersonForm({"email": "ines@", "country": "es", "people": "-3"}, auto_id="wrong_%s")
    wrong.is_valid()
    context: dict[str, Any] = {
        "form": PersonForm(initial={"language": "pt"}),
        "wrong_form": wrong,
        "category_form": CategoryForm(initial={"category": "member"}),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "page_obj": Paginator(range(1129), 50).get_page(request.GET.get("page", 4)),
        "sort": request.GET.get("sort", "name"),
        "categories": CATEGORIES,
        "tasks": TASKS,
        "steps": STEPS,
        "stats": STATS,
        "rows": ROWS,
        "bars": COUNTRIES_BY_COUNT,
        "facts": FACTS,
        "chips": CHIPS,
        "tabs": TABS,
        "jobs": JOBS,
        "swatches": SWATCHES,
        "congress_cards": [
            ("brand-wine", "Porto 2025"),
            ("brand-sun", "Curitiba 2024"),
            ("brand-night", "Andong 2022"),
        ],
    }
    return render(request, "portal/components.html", context)
