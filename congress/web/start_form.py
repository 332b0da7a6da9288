"""The first step of a draft: for whom one writes, in which language, and a title."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from common import clock, fields, formats
from congress.enums import Eligibility
from congress.models import Call, CallParty
from congress.queries.submission import organisations_of
from congress.rules.content import TITLE_CHARACTERS, Content
from congress.rules.submission import refusal
from congress.web.submission_form import language_field
from network.models import Organisation

MOST_NAMED = 5  # of those that may not take part; more are only counted on


class StartForm(forms.Form):
    """The first step: only those are offered that may take part in the call, one's own city first."""

    title = forms.CharField(label=gettext_lazy("Title of the experience"), max_length=TITLE_CHARACTERS)

    def __init__(self, data: Any = None, *, call: Call, person: Person) -> None:
        super().__init__(data)
        rows = list(organisations_of(person, clock.now().date()))
        parties = dict(CallParty.objects.filter(call=call).values_list("organisation", "kind"))
        may = [row for row in rows if _may(call, row, parties)]
        self.organisations = {str(row.pk): row for row in may}
        self.left_out = _left_out(call, [row for row in rows if row not in may])
        may.sort(key=lambda row: (row.pk != person.organisation_id, formats.sorting(fields.pick(row.name))))
        blank = [] if len(may) == 1 else [("", _("Choose a city or organisation"))]
        own = {
            "organisation": forms.ChoiceField(
                label=_("City or organisation"),
                choices=blank + [(str(row.pk), fields.pick(row.name)) for row in may],
                help_text=self.left_out,
            ),
            "language": language_field(call),
        }
        self.fields = {**own, **self.fields}
        self.fields["language"].initial = person.language if person.language in call.languages else None

    @property
    def content(self) -> Content:
        language = self.cleaned_data["language"]
        return Content(language=language, title={language: self.cleaned_data["title"]})

    @property
    def organisation(self) -> Any:
        return self.organisations[self.cleaned_data["organisation"]]


def _may(call: Call, row: Organisation, parties: dict[int, str]) -> bool:
    """Whether one can begin for it; standing is asked when the experience is handed in."""
    party = parties.get(row.pk, "")
    return refusal(rule=call.eligibility, kind=row.kind, in_good_standing=True, party=party) is None


def _left_out(call: Call, rows: list[Organisation]) -> str:
    """Why some are not offered, with their names where they are few; "" where all are."""
    if not rows:
        return ""
    if call.eligibility == Eligibility.INVITED:
        why = _("This call is for those who were invited; if you think that yours should be, write to the organisers.")
    elif call.eligibility == Eligibility.MEMBER_CITIES:
        why = _("This call is for member cities, and some cannot take part in it.")
    else:
        why = _("Some were excluded from this call by its organisers.")
    if len(rows) > MOST_NAMED:
        return why
    names = formats.listing([fields.pick(row.name) for row in rows])
    return f"{why} {formats.labelled(_('Not among those who may take part'), names)}"
