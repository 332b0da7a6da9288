"""Forms of study visits as organisers enter them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import formats
from common.fields import pick
from common.web.texts import TextsField
from congress.models import Congress
from congress.web.moments import MomentField, bind_moments
from congress.web.settings_page import groups_of
from network.web.city_field import CityField
from visits.actions.setup import DepartureFacts, VisitFacts
from visits.enums import Transport
from visits.models import Departure, StudyVisit

_CLOCK = {"type": "time"}


class VisitForm(forms.Form):
    """A visit: its texts, its host, its theme."""

    host = CityField(
        label=gettext_lazy("City that receives"),
        required=False,
        help_text=gettext_lazy("If it is one of the network: its name, or its short name such as sao-paulo."),
    )
    axis = forms.ChoiceField(label=gettext_lazy("Axis"), required=False)
    is_published = forms.BooleanField(label=gettext_lazy("Shown on the public pages"), required=False)

    def __init__(self, *args: Any, congress: Congress, visit: StudyVisit | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(visit), **kwargs)
        self.congress = congress
        axes = [(row.code, pick(row.name) or row.code) for row in congress.axes.all()]
        self.fields["axis"].choices = [("", "–"), *axes]  # type: ignore[attr-defined]
        if not axes:
            del self.fields["axis"]
        texts = {
            "title": (_("Title"), 1, 160, True, ""),
            "summary": (_("In one sentence"), 2, 300, False, ""),
            "description": (_("Description"), 6, 4000, False, _("A blank line parts paragraphs.")),
            "goals": (_("What one learns"), 3, 1000, False, _("One a line.")),
            "host_questions": (_("What the host asks the visitors"), 3, 1000, False, _("One a line.")),
            "meeting_point": (_("Meeting point"), 1, 200, False, ""),
            "host_name": (_("Host, in words"), 1, 160, False, _("A school, a museum, a department.")),
        }
        for name, (label, rows, most, required, note) in texts.items():
            kept = getattr(visit, name) if visit else {}
            self.fields[name] = TextsField(
                label=label,
                languages=congress.languages,
                rows=rows,
                max_length=most,
                kept=kept,
                required=required,
                help_text=note,
            )

    def groups(self) -> list[dict[str, Any]]:
        return groups_of(
            self,
            (_("Texts"), ["title", "summary", "description", "goals", "host_questions"]),
            (_("Where"), ["meeting_point", "host_name", "host"]),
            (_("Theme"), ["axis"]),
            (_("Publishing"), ["is_published"]),
        )

    def facts(self) -> VisitFacts:
        data = dict(self.cleaned_data)
        code = data.pop("axis", "")
        axis = self.congress.axes.filter(code=code).first() if code else None
        return VisitFacts(axis=axis, **data)


def _initial(visit: StudyVisit | None) -> dict[str, Any]:
    if visit is None:
        return {}
    return {
        "host": visit.host.slug if visit.host else "",
        "axis": visit.axis.code if visit.axis else "",
        "is_published": visit.is_published,
    }


class DepartureForm(forms.Form):
    """A slot. Its time is asked for once; later it is moved where everybody who is booked is told."""

    held_on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(label=gettext_lazy("Start"), widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"))
    ends = forms.TimeField(
        label=gettext_lazy("End"),
        widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
        help_text=gettext_lazy("An end before the start is taken for the next day."),
    )
    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=10_000, initial=25)
    has_waiting_list = forms.BooleanField(
        label=gettext_lazy("A waiting list when it is full"), required=False, initial=True
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the visit"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_step_free = forms.BooleanField(label=gettext_lazy("Step-free all the way"), required=False)
    transport = forms.ChoiceField(label=gettext_lazy("Transport"), choices=Transport.choices, initial=Transport.FOOT)
    vehicle_seats = forms.IntegerField(
        label=gettext_lazy("Seats in the vehicle"), required=False, min_value=1, max_value=500
    )
    opens_at = MomentField(label=gettext_lazy("Bookings open"))
    closes_at = MomentField(label=gettext_lazy("Bookings close"), is_end=True)
    cancel_until = MomentField(label=gettext_lazy("May be given back until"), is_end=True)

    def __init__(self, *args: Any, congress: Congress, departure: Departure | None, **kwargs: Any) -> None:
        names = [name for name in DepartureFacts.__slots__ if name not in ("access_note", "transport_label")]
        kept = {name: getattr(departure, name) for name in names} if departure else {"held_on": congress.starts_on}
        super().__init__(*args, initial=kept, **kwargs)
        self.departure = departure
        codes = dict.fromkeys([*congress.languages, *(departure.languages if departure else [])])
        self.fields["languages"].choices = [(code, formats.language_name(code)) for code in codes]  # type: ignore[attr-defined]
        for name, label in (("transport_label", _("Name of the vehicle")), ("access_note", _("Notes on access"))):
            self.fields[name] = TextsField(
                label=label,
                languages=congress.languages,
                max_length=200,
                kept=getattr(departure, name) if departure else {},
                required=False,
            )
        if departure is not None:
            for name in ("held_on", "starts", "ends"):
                del self.fields[name]
        bind_moments(self, congress)

    def groups(self) -> list[dict[str, Any]]:
        return groups_of(
            self,
            (_("When"), ["held_on", "starts ends"]),
            (_("Places"), ["places", "has_waiting_list"]),
            (_("How"), ["languages", "transport vehicle_seats", "transport_label", "is_step_free", "access_note"]),
            (_("Booking"), ["opens_at closes_at", "cancel_until"]),
        )

    def facts(self) -> DepartureFacts:
        data = dict(self.cleaned_data)
        row = self.departure
        when = {"held_on": row.held_on, "starts": row.starts, "ends": row.ends} if row else {}
        return DepartureFacts(languages=tuple(data.pop("languages")), **when, **data)
