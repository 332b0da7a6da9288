"""Forms of the ranking and the selection."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import fields, formats
from common.marked import option
from congress.enums import Outcome, SubmissionState
from congress.models import Call
from congress.queries.ranking import Standing
from congress.rules.selection import KINDS, MOST, Places
from congress.web.settings_page import groups_of

VALUES = (("adjusted", gettext_lazy("Adjusted mean")), ("raw", gettext_lazy("Raw mean")))
DISPUTED, FEW = "disputed", "few"


class RankingFilter(forms.Form):
    """Which experiences a ranking shows."""

    axis = forms.ChoiceField(label=gettext_lazy("Axis"), required=False)
    format = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    decision = forms.ChoiceField(label=gettext_lazy("Pending decision"), required=False)
    reviews = forms.ChoiceField(label=gettext_lazy("Reviews"), required=False)

    def __init__(self, data: Any, *, call: Call, standings: list[Standing], decides: bool = True) -> None:
        super().__init__(data)
        if not decides:
            del self.fields["decision"]
        every = [("", _("All"))]
        states = [row for row in SubmissionState.choices if row[0] not in ("draft", "withdrawn")]
        named = {(formats.country(row.country), row.country) for row in standings}
        countries = sorted(named, key=lambda row: formats.sorting(row[0]))
        choices = {
            "axis": [(row.code, option(row.name)) for row in call.congress.axes.all()],
            "format": [(row.code, option(row.name)) for row in call.formats.all()],
            "language": [(code, formats.language_name(code)) for code in call.languages],
            "country": [(code, name) for name, code in countries],
            "state": states,
            "decision": [("none", _("None")), *Outcome.choices],
            "reviews": [(DISPUTED, _("The readers disagree")), (FEW, _("Fewer than intended"))],
        }
        for name, field in self.fields.items():
            field.choices = [*every, *choices[name]]  # type: ignore[attr-defined]
        self.intended = call.reviews_per_submission

    def shows(self, row: Standing) -> bool:
        """Whether what was asked for holds for an experience."""
        wanted = getattr(self, "cleaned_data", {})
        plain = all(not wanted.get(name) or getattr(row, name) == wanted[name]
                    for name in ("axis", "format", "language", "country", "state"))  # fmt: skip
        pending = row.pending.outcome if row.pending else "none"
        reviews = {DISPUTED: row.is_disputed, FEW: row.reviews < self.intended}
        return plain and wanted.get("decision", "") in ("", pending) and reviews.get(wanted.get("reviews", ""), True)


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, help_text=help_text)


class PlacesForm(forms.Form):
    """How many can be selected: plain numbers, empty for no limit."""

    total = _number(gettext_lazy("Experiences in all"))
    per_city = forms.IntegerField(label=gettext_lazy("Of one city"), required=False, min_value=1, max_value=MOST)

    def __init__(self, data: Any = None, *, call: Call, places: Places) -> None:
        initial = {"total": places.total, "per_city": places.per_city}
        initial |= {f"{kind}-{code}": number for (kind, code), number in places.groups.items()}
        super().__init__(data, initial=initial)
        self.named = names_of(call)
        for kind in KINDS:
            for code, name in self.named[kind].items():
                self.fields[f"{kind}-{code}"] = _number(name)

    def places(self) -> Places:
        """What was entered; of a form with faults nothing is limited."""
        data = self.cleaned_data
        groups = {
            (kind, code): data[f"{kind}-{code}"]
            for kind in KINDS
            for code in self.named[kind]
            if data.get(f"{kind}-{code}") is not None
        }
        return Places(data.get("total"), groups, data.get("per_city"))

    def groups(self) -> list[dict[str, Any]]:
        titles = {"format": _("By format"), "axis": _("By axis"), "language": _("By language")}
        rows = [(titles[kind], [" ".join(f"{kind}-{code}" for code in self.named[kind])]) for kind in KINDS]
        return groups_of(self, (_("Places"), ["total per_city"]), *rows)


class TryForm(PlacesForm):
    """Places to be tried, and what is to be tried within them."""

    by = forms.ChoiceField(label=gettext_lazy("The best by"), choices=VALUES)
    least = forms.DecimalField(
        label=gettext_lazy("Not below a mean of"),
        required=False,
        min_value=1,
        max_value=5,
        max_digits=3,
        decimal_places=2,
    )
    reserve = _number(gettext_lazy("The next ones go on the reserve list"), gettext_lazy("Empty: none."))
    fill = forms.BooleanField(label=gettext_lazy("Fill the places left with the best"), required=False)

    def groups(self) -> list[dict[str, Any]]:
        return [*super().groups(), *groups_of(self, (_("Proposal"), ["by least", "reserve", "fill"]))]


def names_of(call: Call) -> dict[str, dict[str, str]]:
    """The names of formats, axes and languages of a call, by code."""
    return {
        "format": {row.code: fields.pick(row.name) for row in call.formats.all()},
        "axis": {row.code: fields.pick(row.name) for row in call.congress.axes.all()},
        "language": {code: formats.language_name(code) for code in call.languages},
    }
