"""Forms of the committee and the chair."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import formats
from common.marked import marked, option
from congress.enums import Outcome, SubmissionState
from congress.models import Call, Criterion, Format, Review, Submission
from congress.rules.decision import may_decide
from congress.rules.scoring import SCALE, Opinion


class ReviewForm(forms.Form):
    """Scores by criteria with their anchors, two comments, a format; how sure the member is, where that is asked."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: list[Criterion],
        review: Review | None,
        formats: Sequence[Format] = (),
        asks_confidence: bool = False,
        is_open_round: bool = False,
    ) -> None:
        super().__init__(data)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"score_{row.code}"] = forms.TypedChoiceField(
                label=marked(row.name),
                help_text=_("Weight: %(weight)s") % {"weight": row.weight},
                choices=[(step, _anchor(row, step)) for step in SCALE],
                coerce=int,
                empty_value=None,
                required=False,
                initial=review.scores.get(row.code) if review else None,
                widget=forms.RadioSelect,
            )
        named = _("They read it with the decision. In this round they also learn who reviewed.")
        unnamed = _("They read it with the decision, without your name.")
        self.fields["comment_authors"] = _comment(
            _("Comment for the authors"),
            named if is_open_round else unnamed,
            review.comment_authors if review else "",
        )
        self.fields["comment_committee"] = _comment(
            _("Comment for the committee"), _("The authors never see it."), review.comment_committee if review else ""
        )
        self._more(list(formats), review, asks_confidence)
        if not self.is_bound:
            self._mark()

    def _more(self, rows: list[Format], review: Review | None, asks_confidence: bool) -> None:
        if rows:
            chosen = review.recommended_format if review else None
            self.fields["recommended_format"] = forms.ChoiceField(
                label=_("Format that you recommend"),
                choices=[("", _("No recommendation")), *((row.code, option(row.name)) for row in rows)],
                required=False,
                initial=chosen.code if chosen else "",
            )
        if asks_confidence:
            self.fields["confidence"] = forms.TypedChoiceField(
                label=_("How sure are you?"),
                choices=[
                    (1, _("1 – not at all: this is far from what I know")),
                    (2, "2"),
                    (3, _("3 – rather sure")),
                    (4, "4"),
                    (5, _("5 – very sure: I know this field well")),
                ],
                coerce=int,
                empty_value=None,
                required=False,
                initial=review.confidence if review else None,
                widget=forms.RadioSelect,
            )

    def full_clean(self) -> None:
        super().full_clean()
        self._mark()

    def _mark(self) -> None:
        for row in self.criteria:
            self.fields[f"score_{row.code}"].required = True
        if "confidence" in self.fields:
            self.fields["confidence"].required = True

    @property
    def opinion(self) -> Opinion:
        data = self.cleaned_data
        return Opinion(
            scores={row.code: data.get(f"score_{row.code}") for row in self.criteria},
            comment_authors=data["comment_authors"],
            comment_committee=data["comment_committee"],
            recommended_format=data.get("recommended_format", ""),
            confidence=data.get("confidence"),
        )


def _anchor(row: Criterion, step: int) -> str:
    text = marked(row.anchors.get(str(step)))
    return format_html("{} – {}", step, text) if text else str(step)


def _comment(label: str, help_text: str, initial: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget, initial=initial)


class RecuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you step back?"),
        help_text=gettext_lazy("The chair reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    """An outcome that is possible in this state, and the reason that the author will read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason for the author"),
        help_text=gettext_lazy("Needed when the experience is not selected. It goes into the letter as it stands."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, submission: Submission, pending: Any) -> None:
        initial = {"version": 0, "reason": ""}
        if pending:
            initial = {"version": pending.version, "outcome": pending.outcome, "reason": pending.reason}
        super().__init__(data, initial=initial)
        self.fields["outcome"].choices = [
            (value, label) for value, label in Outcome.choices if may_decide(submission.state, value)
        ]


class AssignForm(forms.Form):
    """One more reader, among those who may read it."""

    member = forms.ChoiceField(label=gettext_lazy("Committee member"))

    def __init__(self, data: Any = None, *, members: list[Any], language: str) -> None:
        super().__init__(data)
        self.fields["member"].choices = [("", _("Choose a member"))] + [
            (str(member.pk), _member_label(member, language)) for member in members
        ]


def _member_label(member: Any, language: str) -> str:
    words = {"name": member.user.person.name_or_address, "number": member.load - member.done}
    if language in member.languages:
        return _("%(name)s, has %(number)s to read") % words
    words["language"] = formats.language_name(language)
    return _("%(name)s, has %(number)s to read, does not read %(language)s") % words


class SubmissionFilter(forms.Form):
    """What the chair's list shows."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    axis = forms.ChoiceField(label=gettext_lazy("Axis"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    decision = forms.ChoiceField(label=gettext_lazy("Pending decision"), required=False)

    def __init__(self, data: Any, *, call: Call, countries: list[str], decides: bool) -> None:
        super().__init__(data)
        if not decides:
            del self.fields["decision"]
        every = [("", _("All"))]
        states = [row for row in SubmissionState.choices if row[0] != SubmissionState.DRAFT]
        axes = [(axis.code, option(axis.name)) for axis in call.congress.axes.all()]
        named = sorted(((formats.country(code), code) for code in countries), key=lambda row: formats.sorting(row[0]))
        choices = {
            "state": states,
            "axis": axes,
            "language": [(code, formats.language_name(code)) for code in call.languages],
            "country": [(code, name) for name, code in named],
            "decision": [("none", _("None")), *Outcome.choices],
        }
        for name in self.fields:
            self.fields[name].choices = [*every, *choices[name]]
