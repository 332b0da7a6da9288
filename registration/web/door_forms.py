"""Forms of the door."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import pick
from common.web.context import NATIVE
from congress.models import Congress
from registration.models import AddOn, Category, Point
from registration.rules.door import point_rules


class CodeForm(forms.Form):
    """Which points a new device may scan at."""

    points = forms.MultipleChoiceField(label=_("Control points of the device"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Point.objects.filter(congress=congress)
        self.fields["points"].choices = [(point.code, pick(point.name) or point.code) for point in rows]  # type: ignore[attr-defined]


class PointForm(forms.Form):
    """A control point: its names and its rules."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters, digits and hyphens. It stays as it is.")
    )
    once = forms.ChoiceField(
        label=_("How often a badge is admitted"),
        choices=[("ever", _("Once")), ("day", _("Once a day")), ("no", _("Any number of times"))],
        help_text=_("Somebody who was seen leaving may come in again."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Only these categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody."),
    )
    add_ons = forms.MultipleChoiceField(
        label=_("Only with one of these extras"), required=False, widget=forms.CheckboxSelectMultiple
    )
    entitled = forms.BooleanField(
        label=_("Only who has booked"), required=False, help_text=_("For buses of study visits and the like.")
    )
    opens_at = forms.DateTimeField(label=_("Opens"), required=False)
    closes_at = forms.DateTimeField(label=_("Closes"), required=False)
    capacity = forms.IntegerField(
        label=_("People at most"), required=False, min_value=1, max_value=1_000_000, help_text=_("Empty: not counted.")
    )
    shows = forms.MultipleChoiceField(
        label=_("Devices show"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("name", _("Name")), ("city", _("City")), ("category", _("Category"))],
        help_text=_("Devices carry the least that their points need."),
    )

    def __init__(self, *args: Any, congress: Congress, point: Point | None, **kwargs: Any) -> None:
        self.congress = congress
        kwargs["initial"] = _initial(point, congress)
        super().__init__(*args, **kwargs)
        categories = Category.objects.filter(congress=congress)
        add_ons = AddOn.objects.filter(congress=congress)
        self.fields["categories"].choices = [(row.code, pick(row.name) or row.code) for row in categories]  # type: ignore[attr-defined]
        self.fields["add_ons"].choices = [(row.code, pick(row.name) or row.code) for row in add_ons]  # type: ignore[attr-defined]
        names = {
            f"name_{code}": forms.CharField(
                label=_("Name ({language})").format(language=native), max_length=80, required=code == "en"
            )
            for code, native in NATIVE.items()
        }
        self.fields = {"code": self.fields.pop("code"), **names, **self.fields}
        for name in ("opens_at", "closes_at"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            self.fields[name].help_text = _("Time of the congress ({zone}).").format(zone=congress.timezone)
        if point is not None:
            self.fields.pop("code")
        self.code = point.code if point else ""

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if code == "new":
            raise forms.ValidationError(_("Please choose another code."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("The end must come after the beginning."))
        return data

    def values(self) -> dict[str, Any]:
        """What `save_point` takes."""
        data = self.cleaned_data
        rules: dict[str, Any] = {"once": data["once"], "shows": data["shows"]}
        for name in ("categories", "add_ons", "entitled"):
            if data[name]:
                rules[name] = data[name]
        for name in ("opens_at", "closes_at"):
            if data[name]:
                rules[name] = self._here(data[name]).isoformat()
        texts = {code: data[f"name_{code}"] for code in NATIVE if data[f"name_{code}"]}
        return {"code": self.code or data["code"], "name": texts, "rules": rules, "capacity": data["capacity"]}

    def _here(self, moment: datetime) -> datetime:
        """What was typed is wall time of the congress, whatever zone the form read it in."""
        return moment.replace(tzinfo=self.congress.zone)


def _initial(point: Point | None, congress: Congress) -> dict[str, Any]:
    if point is None:
        return {"once": "day", "shows": ["name"]}
    rules = point_rules(point.rules)
    names = {f"name_{code}": point.name.get(code, "") for code in NATIVE}
    return {
        **names,
        "once": rules.once,
        "categories": sorted(rules.categories),
        "add_ons": sorted(rules.add_ons),
        "entitled": rules.entitled,
        "opens_at": rules.opens_at.astimezone(congress.zone).replace(tzinfo=None) if rules.opens_at else None,
        "closes_at": rules.closes_at.astimezone(congress.zone).replace(tzinfo=None) if rules.closes_at else None,
        "capacity": point.capacity,
        "shows": list(rules.shows),
    }
