"""Forms about study visits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import formats
from common.marked import option
from congress.models import Congress
from visits.models import Departure


class FilterForm(forms.Form):
    """Which slots to show."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    axis = forms.ChoiceField(label=_("Theme"), required=False)
    step_free = forms.BooleanField(label=_("Step-free only"), required=False)

    def __init__(self, *args: Any, congress: Congress, rows: list[Departure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = sorted({code for row in rows for code in row.languages})
        names = sorted((formats.language_name(code), code) for code in spoken)
        self.fields["language"].choices = [("", _("All")), *[(code, name) for name, code in names]]  # type: ignore[attr-defined]
        axes = {row.visit.axis for row in rows if row.visit.axis}
        ordered = sorted(axes, key=lambda axis: (axis.position, axis.pk))
        self.fields["axis"].choices = [("", _("All")), *[(axis.code, option(axis.name)) for axis in ordered]]  # type: ignore[attr-defined]
        if not ordered:
            del self.fields["axis"]

    def keep(self, rows: list[Departure]) -> list[Departure]:
        """The slots that fit; an address with a wrong value filters by what is right in it."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {}) if self.is_bound else {}
        if data.get("language"):
            rows = [row for row in rows if data["language"] in row.languages]
        if data.get("axis"):
            rows = [row for row in rows if row.visit.axis and row.visit.axis.code == data["axis"]]
        if data.get("step_free"):
            rows = [row for row in rows if row.is_step_free]
        return rows


class PlacesForm(forms.Form):
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=10_000)


class MoveForm(forms.Form):
    """Wall time in the congress's zone."""

    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("End"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("An end before the start is taken for the next day."),
    )
