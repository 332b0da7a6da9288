"""Forms about people of the network."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import NetworkRoleKind
from common import clock
from common.fields import pick
from network.models import Cluster, Organisation, TerritorialNetwork
from network.web.city_field import CityField

DAY = {"type": "date"}


class NamedField(forms.ModelChoiceField):
    """A choice among rows that have a translated name and a code."""

    def label_from_instance(self, obj: Any) -> str:
        return pick(obj.name) or obj.code


class PersonForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120, required=False)


class RoleForm(PersonForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=NetworkRoleKind.choices)
    territorial_network = NamedField(
        label=gettext_lazy("Territorial network"),
        queryset=TerritorialNetwork.objects.order_by("code"),
        required=False,
        help_text=gettext_lazy("For a territorial coordinator only."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # Refused here, before anybody is invited.
        if data.get("role") and (data["role"] == NetworkRoleKind.TERRITORIAL) != bool(data.get("territorial_network")):
            text = _("A territorial coordinator, and only they, is tied to a territorial network.")
            self.add_error("territorial_network", text)
        return data


class SpeaksForm(PersonForm):
    """Who is to speak for a city that the page knows, on what, and until when."""

    theme = forms.CharField(
        label=gettext_lazy("Theme"), max_length=80, required=False, help_text=gettext_lazy("Empty: on all themes.")
    )
    cluster = NamedField(
        label=gettext_lazy("Cluster"),
        queryset=Cluster.objects.none(),
        required=False,
        help_text=gettext_lazy("For the city’s representative in one cluster, who speaks for it there alone."),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=gettext_lazy("The first day on which the person no longer speaks for the city. Empty: two years."),
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Cluster.objects.filter(is_active=True)
        if organisation is not None:
            seats = organisation.cluster_seats.held(clock.now().date())  # type: ignore[attr-defined]
            rows = rows.filter(pk__in=seats.values("cluster"))
        self.fields["cluster"].queryset = rows  # type: ignore[attr-defined]


class LiaisonForm(SpeaksForm):
    city = CityField()
    field_order = ("city",)


class ClaimForm(forms.Form):
    city = CityField()
    theme = forms.CharField(
        label=gettext_lazy("Theme"), max_length=80, required=False, help_text=gettext_lazy("Empty: on all themes.")
    )
    claim = forms.CharField(
        label=gettext_lazy("In what function do you speak for the city?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The secretariat reads it, and may ask the city."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads it."),
    )
