"""The five short forms of a new congress. Each is told what was said before it; few of their fields are required."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import clock, formats
from common.fields import pick
from common.web.context import NATIVE
from common.web.several import SeveralSelect
from congress.actions.settings import slug_taken
from congress.enums import CongressKind
from congress.faults import SettingsFault
from congress.models import Congress
from congress.queries.slugs import free_slug
from congress.rules.settings import LENGTHS, Days, day_faults
from congress.rules.slugs import proposed, slug_fault
from network.models import Organisation, TerritorialNetwork
from payments.actions.issuers import IssuerFacts, checked
from payments.models import Issuer
from portal.rules.places import currency_of, zones_of
from portal.rules.templates import CODES, template
from portal.web import choices

Said = dict[str, Any]
_DAY = {"type": "date"}


class StepForm(forms.Form):
    """One step. `said` holds what the steps before it gave; `values` is what it adds."""

    def __init__(self, *args: Any, said: Said, **kwargs: Any) -> None:
        self.said = said
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fits the fields to what was said before."""

    def values(self) -> Said:
        return dict(self.cleaned_data)


class TemplateForm(StepForm):
    template = forms.ChoiceField(label=_("What is it?"), choices=[(code, code) for code in CODES], initial="meeting")

    def prepare(self) -> None:
        self.fields["template"].choices = [(code, CongressKind(code).label) for code in self.codes]  # type: ignore[attr-defined]

    @property
    def codes(self) -> tuple[str, ...]:
        return CODES if self.said["is_secretariat"] else ("meeting",)

    def cards(self) -> list[dict[str, Any]]:
        """The templates as choice cards."""
        return [
            {"value": code, "label": CongressKind(code).label, "detail": pick(template(code)["summary"])}
            for code in self.codes
        ]


class BasicsForm(StepForm):
    name = forms.CharField(label=_("Name"), max_length=LENGTHS["name"])
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    is_past_meant = forms.BooleanField(label=_("It has already taken place: I enter it afterwards"), required=False)
    territorial_network = forms.ChoiceField(label=_("Territorial network"), required=False)
    slug = forms.CharField(
        label=_("Word in its address"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
        help_text=_("Small letters, figures and hyphens. Left empty, it is made from the name."),
    )

    def prepare(self) -> None:
        days = template(self.said["template"])["days"]
        one = _("Left empty: the same day.")
        several = _("Left empty: {days} days in all.")
        self.fields["ends_on"].help_text = one if days == 1 else str(several).format(days=formats.number(days))
        networks = self.said["networks"]
        if self.said["template"] != "meeting" or not networks:
            del self.fields["territorial_network"]
        else:
            rows = [(row.code, pick(row.name) or row.code) for row in networks]
            self.fields["territorial_network"].choices = [("", "–"), *rows] if self.said["is_secretariat"] else rows  # type: ignore[attr-defined]
            self.fields["territorial_network"].required = not self.said["is_secretariat"]
            self.fields["territorial_network"].initial = "" if self.said["is_secretariat"] else rows[0][0]

    @property
    def asks_past(self) -> bool:
        """Whether the box for days that are over is shown."""
        return self.is_bound and "starts_on" in self.errors or bool(self["is_past_meant"].value())

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip().lower()
        if slug and (fault := slug_fault(slug)):
            raise forms.ValidationError(SettingsFault(fault).label)
        if slug and Congress.objects.filter(slug=slug).exists():
            raise forms.ValidationError(str(slug_taken(slug)))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts: date | None = data.get("starts_on")
        if starts is not None and "ends_on" not in self.errors:
            ends = data["ends_on"] = data.get("ends_on") or self._default_end(starts)
            days = Days(starts, ends, clock.now().date())
            for field, code in day_faults(days, may_be_past=data.get("is_past_meant", False)).items():
                self.add_error(field, SettingsFault(code).label)
        if data.get("name") and "slug" not in self.errors and not data.get("slug"):
            otherwise = f"{self.said['template']}-{starts.year if starts else 1}"
            data["slug"] = free_slug(proposed(data["name"], otherwise))
        return data

    def _default_end(self, starts: date) -> date:
        return starts + timedelta(days=template(self.said["template"])["days"] - 1)

    def values(self) -> Said:
        data = dict(self.cleaned_data)
        code = data.pop("territorial_network", "")
        data["territorial_network"] = TerritorialNetwork.objects.filter(code=code).first() if code else None
        return data


class PlaceForm(StepForm):
    host = forms.ChoiceField(label=_("City that hosts it"), required=False)
    host.is_needed = True  # type: ignore[attr-defined]  # marked as required: the list, or else the city added below
    new_city = forms.CharField(label=_("Name of the city"), max_length=120, required=False)
    new_country = forms.ChoiceField(label=_("Country"), required=False)

    def prepare(self) -> None:
        known = choices.hosts(self.said["hosts"])
        self.fields["new_country"].choices = choices.countries()  # type: ignore[attr-defined]
        if len(known) > 1:
            self.fields["host"].choices = known  # type: ignore[attr-defined]
            if self.said["may_add_city"]:
                self.fields["host"].help_text = _("Choose it from the list, or add it below.")
            if not self.said["may_add_city"]:
                del self.fields["new_city"], self.fields["new_country"]
                self.fields["host"].required = True
        else:
            del self.fields["host"]
            self.fields["new_city"].required = self.fields["new_country"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        host, city = data.get("host", ""), data.get("new_city", "")
        if "host" in self.fields and "new_city" in self.fields:
            if host and city:
                self.add_error("host", _("Choose a city from the list, or add one: not both."))
            elif not host and not city and not self.errors:
                self.add_error("host", _("Please choose a city, or add one below."))
            elif city and not data.get("new_country"):
                self.add_error("new_country", _("Please choose a country."))
        return data

    def values(self) -> Said:
        slug = self.cleaned_data.get("host", "")
        host = Organisation.objects.filter(slug=slug).first() if slug else None
        country = host.country if host else self.cleaned_data["new_country"]
        city = pick(host.name) if host else self.cleaned_data["new_city"]
        return {"host": host, "city": city, "country": country}


class WordsForm(StepForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages of the congress"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which its pages and letters are written. Letters and buttons of ours speak the first four."),
    )
    other_language = forms.MultipleChoiceField(
        label=_("More languages"),
        required=False,
        widget=SeveralSelect,
        help_text=_("Any in which you write, several if you like. More can be added later in the settings."),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def prepare(self) -> None:
        country = self.said["country"]
        self.fields["languages"].choices = choices.likely_languages(country)  # type: ignore[attr-defined]
        self.fields["languages"].initial = choices.proposed_languages(country, self.said["host"])
        self.fields["other_language"].choices = choices.other_languages()  # type: ignore[attr-defined]
        self.fields["timezone"].choices = choices.zones(country)  # type: ignore[attr-defined]
        self.fields["timezone"].initial = next(iter(zones_of(country)), "UTC")
        self.fields["timezone"].error_messages["invalid_choice"] = SettingsFault.UNKNOWN_ZONE.label
        self.fields["currency"].choices = choices.money()  # type: ignore[attr-defined]
        self.fields["currency"].initial = currency_of(country)

    def values(self) -> Said:
        data = self.cleaned_data
        chosen = [*data["languages"], *data["other_language"]]
        order = dict.fromkeys([*NATIVE, *chosen])
        proposed_ones = choices.proposed_languages(self.said["country"], self.said["host"])
        return {
            "languages": tuple(code for code in order if code in chosen) or tuple(proposed_ones),
            "timezone": data["timezone"] or self.fields["timezone"].initial,
            "currency": data["currency"] or self.fields["currency"].initial,
        }


class EntityForm(StepForm):
    issuer = forms.ChoiceField(label=_("Legal entity"), required=False)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the privacy notice and, where fees are charged, on every invoice."),
    )
    entity_country = forms.ChoiceField(label=_("Country"), required=False)
    tax_id = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    iban = forms.CharField(label=_("Account number (IBAN)"), max_length=42, required=False)
    contact_email = forms.EmailField(
        label=_("Address for questions"),
        max_length=254,
        required=False,
        help_text=_("Letters are answered to it, and the privacy notice names it."),
    )

    def prepare(self) -> None:
        rows = [(row.code, row.legal_name) for row in self.said["issuers"]]
        if rows:
            self.fields["issuer"].choices = [("", _("A new one, entered below")), *rows]  # type: ignore[attr-defined]
        else:
            del self.fields["issuer"]
        host = self.said["host"]
        self.fields["entity_country"].choices = choices.countries()  # type: ignore[attr-defined]
        self.fields["entity_country"].initial = self.said["country"]
        self.fields["legal_name"].initial = (host.legal_name if host else "") or self.said["city"]
        self.fields["address"].initial = host.address if host else ""
        self.fields["tax_id"].initial = host.tax_id if host else ""
        self.fields["contact_email"].initial = self.said["email"]
        if "fees" not in template(self.said["template"])["parts"]:
            for name in ("tax_id", "iban"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("issuer") and not self.errors:
            for name, sentences in checked(self._facts(data)).items():
                self.add_error("entity_country" if name == "country" else name, [str(text) for text in sentences])
        return data

    def _facts(self, data: dict[str, Any]) -> IssuerFacts:
        return IssuerFacts(
            legal_name=data.get("legal_name") or self.said["city"],
            address=data.get("address", ""),
            country=data.get("entity_country") or self.said["country"],
            tax_id=data.get("tax_id", ""),
            iban=data.get("iban", ""),
        )

    def values(self) -> Said:
        code = self.cleaned_data.get("issuer", "")
        known = Issuer.objects.filter(code=code).first() if code else None
        email = self.cleaned_data["contact_email"] or self.said["email"]
        return {"issuer": known or self._facts(self.cleaned_data), "contact_email": email}
