"""A city, typed: its names are suggested as one types, without a script."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.fields import pick
from common.formats import country, listing
from network.models import Organisation
from network.queries.search import by_slug, every_city, find
from network.rules.search import fold

_LOOKED_AT, _OFFERED = 40, 6


class CityInput(forms.TextInput):
    """A line with a list of suggestions beneath it (`datalist`); what is not on the list can be typed as well."""

    template_name = "django/forms/widgets/city.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        base = (attrs or {}).get("id") or f"id_{name}"
        listed = {"list": f"{base}_cities", "autocomplete": "off"}
        context = super().get_context(name, value, {**(attrs or {}), **listed})
        context["widget"]["cities"] = _suggestions()
        return context


def _suggestions() -> list[dict[str, str]]:
    """Each city once, by the name in the reader's language; those that share one by their short name. One query."""
    rows = [(row.slug, pick(row.name) or row.slug, row.country) for row in every_city()]
    names = [fold(name) for _slug, name, _country in rows]
    told = [
        {"value": slug if names.count(fold(name)) > 1 else name, "label": f"{name}, {country(code)}"}
        for slug, name, code in rows
    ]
    return sorted(told, key=lambda one: (fold(one["label"]), one["value"]))


class CityField(forms.CharField):
    """A city by its name, if no other bears it, or by its short name. Cleans to the organisation, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("City"))
        kwargs.setdefault("help_text", gettext_lazy("Its name, or its short name such as sao-paulo."))
        super().__init__(max_length=80, widget=CityInput(), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        city = by_slug(text)
        return city if city is not None else _by_name(text)


def _by_name(text: str) -> Organisation:
    found = list(find(text, _LOOKED_AT))
    so_called = [row for row in found if fold(text) in {fold(name) for name in row.name.values()}]
    fitting = so_called or found
    if not fitting:
        raise forms.ValidationError(_("There is no such city in the network."))
    if len(fitting) > 1:
        names = listing(f"{pick(row.name)} ({row.slug})" for row in fitting[:_OFFERED])
        sentence = _("Several cities are named so. Please write the short name of one: %(cities)s.")
        raise forms.ValidationError(sentence % {"cities": names})
    return fitting[0]
