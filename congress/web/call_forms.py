"""Forms of calls as their organisers set them up."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import formats
from common.web.several import SeveralSelect
from common.web.texts import TextsField
from congress.actions.calls import CallFacts
from congress.actions.deadlines import is_end_fixed
from congress.enums import CallKind, Eligibility
from congress.models import Call, Congress, Criterion
from congress.web.moments import MomentField, bind_moments
from congress.web.settings_page import groups_of

STEPS = ("1", "3", "5")


def text(congress: Congress, label: Any, kept: dict[str, str], **kw: Any) -> TextsField:
    """A text in the congress's languages."""
    return TextsField(label=label, languages=congress.languages, kept=kept, **kw)


class CallForm(forms.Form):
    """A call: its texts, its instants, who may submit what."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CallKind.choices)
    opens_at = MomentField(label=gettext_lazy("Opens"), required=True)
    closes_at = MomentField(label=gettext_lazy("Closes"), required=True, is_end=True)
    eligibility = forms.ChoiceField(label=gettext_lazy("Who may submit"), choices=Eligibility.choices)
    standing_on = forms.DateField(
        label=gettext_lazy("Day of good standing"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("For member cities. Empty: the day of submission."),
    )
    per_city_max = forms.IntegerField(
        label=gettext_lazy("Experiences of a city at most"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Empty: no limit."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which one may write"), widget=forms.CheckboxSelectMultiple, required=False
    )
    summary_words = forms.IntegerField(label=gettext_lazy("Words of the summary at most"), min_value=50, max_value=2000)
    asks_endorsement = forms.BooleanField(
        label=gettext_lazy("An endorsement of the municipality is asked for"), required=False
    )
    reviews_per_submission = forms.IntegerField(
        label=gettext_lazy("Readers of each experience"), min_value=1, max_value=9
    )
    confirm_days = forms.IntegerField(
        label=gettext_lazy("Days in which a selected author confirms"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("From the letter on. Empty: 14."),
    )
    presenters_due_on = forms.DateField(
        label=gettext_lazy("Presenters register by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Afterwards an unregistered presenter’s place goes to the reserve. Empty: no such day."),
    )

    other_language = forms.MultipleChoiceField(
        label=gettext_lazy("More languages"), required=False, widget=SeveralSelect(rows=2)
    )

    def __init__(self, *args: Any, congress: Congress, call: Call | None, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(call, congress), **kwargs)
        self.call = call
        if call is not None and is_end_fixed(call, now):
            self._fix_end(call)
        self.fields["title"] = text(congress, _("Title"), call.title if call else {}, max_length=200)
        self.fields["guidance"] = text(
            congress,
            _("Guidance for authors"),
            call.guidance if call else {},
            rows=8,
            max_length=8000,
            required=False,
            help_text=_("A blank line parts paragraphs."),
        )
        known = [code for row in congress.calls.all() for code in row.languages]
        codes = dict.fromkeys([*congress.languages, *(call.languages if call else []), *known])
        self.fields["languages"].choices = [(code, formats.language_name(code)) for code in codes]  # type: ignore[attr-defined]
        others = [row for row in formats.languages(get_language() or "en") if row[0] not in codes]
        self.fields["other_language"].choices = [("", "–"), *others]  # type: ignore[attr-defined]
        bind_moments(self, congress)

    def _fix_end(self, call: Call) -> None:
        url = reverse("congress-settings-call-deadline", args=[call.congress.slug, call.code])
        text = _("The call has opened, so its end is moved with a reason:")
        self.fields["closes_at"].disabled = True
        self.fields["closes_at"].help_text = format_html('{} <a href="{}">{}</a>', text, url, _("Extend the call"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("languages") and not data.get("other_language"):
            self.add_error("languages", self.fields["languages"].error_messages["required"])
        return data

    def groups(self) -> list[dict[str, Any]]:
        return groups_of(
            self,
            (_("Texts"), ["title", "guidance"]),
            (_("When"), ["opens_at closes_at"]),
            (_("Who and how many"), ["kind eligibility", "standing_on per_city_max"]),
            (
                _("What is asked for"),
                ["languages", "other_language", "summary_words", "asks_endorsement", "reviews_per_submission"],
            ),
            (_("After the selection"), ["confirm_days presenters_due_on"]),
        )

    def facts(self) -> CallFacts:
        data = dict(self.cleaned_data)
        data["confirm_days"] = data["confirm_days"] or 14
        languages = dict.fromkeys([*data.pop("languages"), *data.pop("other_language")])
        return CallFacts(languages=tuple(languages), form=self.call.form if self.call else None, **data)


def _initial(call: Call | None, congress: Congress) -> dict[str, Any]:
    if call is None:
        return {
            "kind": CallKind.EXPERIENCES,
            "eligibility": Eligibility.ANY,
            "languages": congress.languages,
            "summary_words": 300,
            "reviews_per_submission": 3,
        }
    names = ("kind", "opens_at", "closes_at", "eligibility", "standing_on", "per_city_max", "languages")
    others = ("summary_words", "asks_endorsement", "reviews_per_submission", "confirm_days", "presenters_due_on")
    return {name: getattr(call, name) for name in (*names, *others)}


class NameForm(forms.Form):
    """Whatever has a name in the congress's languages and no more."""

    def __init__(self, *args: Any, congress: Congress, name: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"name": text(congress, _("Name"), name, max_length=120), **self.fields}


class FormatForm(NameForm):
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of each experience"),
        min_value=0,
        max_value=480,
        help_text=gettext_lazy("0 for what only a jury reads."),
    )


class CriterionForm(NameForm):
    """A criterion with what its steps 1, 3 and 5 mean."""

    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("In proportion to the other criteria; 100 in all is easy to read."),
    )

    def __init__(
        self, *args: Any, congress: Congress, criterion: Criterion | None, is_one_more: bool = False, **kwargs: Any
    ) -> None:
        initial = {"weight": criterion.weight if criterion else 10}
        super().__init__(*args, congress=congress, name=criterion.name if criterion else {}, initial=initial, **kwargs)
        anchors = criterion.anchors if criterion else {}
        for step in STEPS:
            label = _("What {step} of 5 means").format(step=step)
            kept = anchors.get(step, {})
            self.fields[f"anchor_{step}"] = text(congress, label, kept, rows=2, max_length=300, required=False)
        if is_one_more:
            label = _("I want more than six criteria, although each more tires the readers")
            self.fields["is_beyond"] = forms.BooleanField(label=label, required=False)

    def anchors(self) -> dict[str, dict[str, str]]:
        return {step: self.cleaned_data[f"anchor_{step}"] for step in STEPS}
