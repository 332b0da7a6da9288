"""Forms of what a congress is: its facts, its parts, the legal entity that is paid."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import formats
from common.web.several import SeveralSelect
from common.web.texts import TextsField
from congress.actions.settings import Facts
from congress.enums import Part
from congress.faults import SettingsFault
from congress.models import Congress
from congress.rules.settings import LENGTHS
from congress.web.settings_page import groups_of
from network.models import Organisation
from payments.actions.issuers import IssuerFacts
from payments.models import Issuer
from portal.web import choices
from portal.web.merging import MergingForm

_DAY = {"type": "date"}


class GeneralForm(MergingForm):
    """Name, days, place and languages, over a version that was read."""

    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    is_past_meant = forms.BooleanField(
        label=gettext_lazy("These days are right: the congress has already taken place"), required=False
    )
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    host = forms.ChoiceField(label=gettext_lazy("City that hosts it"), required=False)
    address = forms.CharField(label=gettext_lazy("Address of the venue"), max_length=250, required=False)
    latitude = forms.DecimalField(
        label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=6
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the congress"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Texts in a language that is left out stay, unseen."),
    )
    other_language = forms.MultipleChoiceField(
        label=gettext_lazy("More languages"), required=False, widget=SeveralSelect(rows=2)
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Address for questions"),
        required=False,
        help_text=gettext_lazy("Letters are answered to it."),
    )
    slug = forms.SlugField(label=gettext_lazy("Word in its address"), max_length=60)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the move whose consequences were shown

    def __init__(self, *args: Any, congress: Congress, hosts: Any, **kwargs: Any) -> None:
        self.congress = congress
        super().__init__(*args, initial=_initial(congress), **kwargs)
        self._texts()
        country = congress.host.country if congress.host else ""
        self.fields["timezone"].choices = choices.zones(country, congress.timezone)  # type: ignore[attr-defined]
        self.fields["timezone"].error_messages["invalid_choice"] = SettingsFault.UNKNOWN_ZONE.label
        self.fields["host"].choices = choices.hosts(hosts)  # type: ignore[attr-defined]
        self.fields["languages"].choices = choices.likely_languages(country, congress.languages)  # type: ignore[attr-defined]
        self.fields["other_language"].choices = choices.other_languages()  # type: ignore[attr-defined]
        if not congress.is_rehearsing:
            del self.fields["slug"]
        else:
            self.fields["slug"].help_text = _("It can be changed until the congress is published.")
        self.remember()

    def _texts(self) -> None:
        texts = {"name": (_("Name"), 1), "theme": (_("Theme"), 1), "description": (_("Description"), 5),
                 "venue": (_("Venue"), 1)}  # fmt: skip
        for name, (label, rows) in texts.items():
            self.fields[name] = TextsField(
                label=label,
                languages=self.congress.languages,
                rows=rows,
                max_length=LENGTHS[name],
                kept=getattr(self.congress, name),
                required=name == "name",
            )

    @property
    def asks_past(self) -> bool:
        """Whether the box for days that are over is shown."""
        return (
            self.is_bound and bool({"starts_on", "ends_on"} & set(self.errors)) or bool(self["is_past_meant"].value())
        )

    def groups(self) -> list[dict[str, Any]]:
        past = ["is_past_meant"] if self.asks_past else []
        return groups_of(
            self,
            (_("Texts"), ["name", "theme", "description"]),
            (_("When"), ["starts_on ends_on", *past, "timezone"]),
            (_("Where"), ["host", "venue", "address", "latitude longitude"]),
            (_("Languages"), ["languages", "other_language"]),
            (_("Addresses"), ["reply_to", "slug"]),
        )

    def facts(self) -> Facts:
        data = dict(self.cleaned_data)
        chosen = [*data.pop("languages"), *data.pop("other_language")]
        order = dict.fromkeys([*self.congress.languages, *chosen])
        slug = data.pop("host")
        host = Organisation.objects.filter(slug=slug).first() if slug else None
        for name in ("is_past_meant", "version", "base", "seen"):
            data.pop(name)
        return Facts(host=host, languages=tuple(code for code in order if code in chosen), **data)


def _initial(congress: Congress) -> dict[str, Any]:
    names = ("starts_on", "ends_on", "timezone", "address", "latitude", "longitude", "languages", "reply_to")
    values = {name: getattr(congress, name) for name in (*names, "slug", "version")}
    return {**values, "host": congress.host.slug if congress.host else ""}


class PartsForm(MergingForm):
    """Which parts the congress uses; those that people rely on stay."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("This congress uses"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, congress: Congress, in_use: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"parts": congress.parts, "version": congress.version}, **kwargs)
        rows = [(part.value, f"{part.label} – {in_use[part]}" if part in in_use else part.label) for part in Part]
        self.fields["parts"].choices = rows  # type: ignore[attr-defined]
        self.remember()


class EntityForm(forms.Form):
    """Which legal entity is paid, in which currency; its data where they may be changed here."""

    issuer = forms.ChoiceField(label=gettext_lazy("Legal entity"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    legal_name = forms.CharField(label=gettext_lazy("Legal name"), max_length=200, required=False)
    address = forms.CharField(
        label=gettext_lazy("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    tax_id = forms.CharField(label=gettext_lazy("Tax number"), max_length=40, required=False)
    iban = forms.CharField(label=gettext_lazy("Account number (IBAN)"), max_length=42, required=False)
    bic = forms.CharField(label=gettext_lazy("BIC"), max_length=11, required=False)

    def __init__(
        self, *args: Any, known: list[Issuer], current: Issuer | None, currencies: list[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.code, row.legal_name) for row in known]
        self.fields["issuer"].choices = [*rows, ("", _("A new one, entered below"))]  # type: ignore[attr-defined]
        self.fields["issuer"].initial = current.code if current else ""
        self.fields["currency"].choices = currencies  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "–"), *formats.countries(get_language() or "en")]  # type: ignore[attr-defined]
        for name in IssuerFacts.__slots__:
            self.fields[name].initial = getattr(current, name) if current else ""

    def facts(self) -> IssuerFacts:
        return IssuerFacts(**{name: self.cleaned_data[name] for name in IssuerFacts.__slots__})
