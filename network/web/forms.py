"""Forms of the network's pages."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.fields import pick
from common.formats import countries, language_name
from common.money import Money
from network.enums import OrganisationKind, Standing
from network.models import Organisation, TerritorialNetwork
from network.queries.listing import NONE
from network.rules.importing import LANGUAGES

_DAY = {"type": "date"}


class TerritorialNetworkField(forms.ModelChoiceField):
    def label_from_instance(self, obj: TerritorialNetwork) -> str:  # type: ignore[override]
        return pick(obj.name) or obj.code


class FilterForm(forms.Form):
    q = forms.CharField(
        label=_("Name"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    standing = forms.ChoiceField(label=_("Membership"), required=False)

    def __init__(self, data: Any, present: set[str]) -> None:
        super().__init__(data)
        names = dict(countries(get_language() or "en"))
        rows = [(code, name) for code, name in names.items() if code in present]
        self.fields["country"].choices = [("", _("All countries")), *rows]  # type: ignore[attr-defined]
        self.fields["standing"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *Standing.choices,
            (NONE, _("Not a member")),
        ]


class OrganisationForm(forms.Form):
    """An organisation's data; a short name only when it is new."""

    slug = forms.CharField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, such as sao-paulo. It stays for good."),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    country = forms.ChoiceField(label=_("Country"))
    territorial_network = TerritorialNetworkField(
        label=_("Territorial network"), queryset=TerritorialNetwork.objects.order_by("code"), required=False
    )
    legal_name = forms.CharField(
        label=_("Legal name"), max_length=200, required=False, help_text=_("Who invoices are made out to.")
    )
    tax_id = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    locality = forms.CharField(label=_("Town"), max_length=120, required=False)
    routing_codes = forms.CharField(
        label=_("Codes for electronic invoices"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, such as DIR3: L01080961."),
    )
    is_active = forms.BooleanField(label=_("Can be chosen in forms"), required=False, initial=True)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs["initial"] = _initial(organisation)
        super().__init__(*args, **kwargs)
        here = get_language() or "en"
        self.fields["country"].choices = [("", "…"), *countries(here)]  # type: ignore[attr-defined]
        names = [f"name_{language}" for language in LANGUAGES]
        for name, language in zip(names, LANGUAGES, strict=True):
            label = str(_("Name in {language}")).format(language=language_name(language, here))
            self.fields[name] = forms.CharField(label=label, max_length=120, required=False)
        if organisation is not None:
            del self.fields["slug"]
        self.order_fields(["slug", "kind", *names])

    def clean_routing_codes(self) -> dict[str, str]:
        codes: dict[str, str] = {}
        for line in self.cleaned_data["routing_codes"].splitlines():
            if not line.strip():
                continue
            name, colon, value = line.partition(":")
            if not colon or not name.strip() or not value.strip():
                raise forms.ValidationError(_("Write each code as NAME: VALUE on a line of its own."))
            codes[name.strip()[:40]] = value.strip()[:120]
        return codes

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        data = dict(self.cleaned_data)
        data["name"] = {language: data.pop(f"name_{language}") for language in LANGUAGES}
        return data


class IdentityForm(forms.Form):
    """Whom a city's invoices are made out to; `seen` marks what the writer had before them."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    tax_id = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    locality = forms.CharField(label=_("Town"), max_length=120, required=False)
    routing_codes = forms.CharField(
        label=_("Codes for electronic invoices"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, such as DIR3: L01080961."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    clean_routing_codes = OrganisationForm.clean_routing_codes

    def __init__(self, data: Any = None, *, organisation: Organisation, seen: str) -> None:
        super().__init__(data, initial=_initial(organisation) | {"seen": seen})


def _initial(organisation: Organisation) -> dict[str, Any]:
    plain = ("kind", "country", "legal_name", "tax_id", "address", "postal_code", "locality", "is_active")
    return {
        **{name: getattr(organisation, name) for name in plain},
        **{f"name_{language}": organisation.name.get(language, "") for language in LANGUAGES},
        "territorial_network": organisation.territorial_network_id,
        "routing_codes": "\n".join(f"{name}: {value}" for name, value in organisation.routing_codes.items()),
    }


class MembershipForm(forms.Form):
    starts_on = forms.DateField(label=_("Member from"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Member until"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("The first day on which the city is no longer a member. Empty: until further notice."),
    )
    standing = forms.ChoiceField(label=_("Dues"), choices=Standing.choices)


class DuesForm(forms.Form):
    """A year of dues; the amount is optional, but not without its currency."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    due_on = forms.DateField(
        label=_("To be paid by"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("The last day in time. Empty: the end of the year."),
    )
    amount = forms.CharField(
        label=_("Amount"), max_length=20, required=False, help_text=_("Such as 250.00. It may stay empty.")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, help_text=_("Such as EUR."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, currency = data.pop("amount", "").replace(",", "."), data.pop("currency", "").upper()
        data["amount"] = None
        if text and not re.fullmatch("[A-Z]{3}", currency):
            self.add_error("currency", _("Please give the currency by its three letters."))
        elif text:
            try:
                data["amount"] = Money.parse(text, currency)
            except ValueError:
                self.add_error("amount", _("This is not an amount."))
            else:
                if data["amount"].minor < 0:
                    self.add_error("amount", _("This is not an amount."))
        return data


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table of cities"),
        help_text=_("CSV or XLSX, up to 2,000 rows. Nothing is imported before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
