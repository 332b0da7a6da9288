"""The members of the committee with what they bring; chair and deputies set how much each reads."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, fields, formats
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.committee_profile import set_loads
from congress.models import Call, CommitteeMember
from congress.queries.readers import seated_members
from congress.rules.committee import MOST_LOAD
from congress.web.chair import chair_context
from congress.web.sharing import judges_call


class LoadsForm(forms.Form):
    """Of every member the least and the most that they are given."""

    use_required_attribute = False

    def __init__(self, data: Any, *, members: list[CommitteeMember]) -> None:
        super().__init__(data)
        self.members = members
        for row in members:
            self.fields[f"least-{row.pk}"] = self._load(row, _("At least"), row.min_load)
            self.fields[f"load-{row.pk}"] = self._load(row, _("At most"), row.max_load)

    def _load(self, row: CommitteeMember, label: str, value: int | None) -> forms.IntegerField:
        name = row.user.person.name_or_address
        widget = forms.NumberInput({"aria-label": f"{label}: {name}"})
        return forms.IntegerField(
            label=label, initial=value, min_value=0, max_value=MOST_LOAD, required=False, widget=widget
        )

    @property
    def loads(self) -> dict[int, tuple[int, int | None]]:
        sent = self.cleaned_data
        return {row.pk: (sent[f"least-{row.pk}"] or 0, sent[f"load-{row.pk}"]) for row in self.members}

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [_row(row) | {"least": self[f"least-{row.pk}"], "most": self[f"load-{row.pk}"]} for row in self.members]


def _row(row: CommitteeMember) -> dict[str, Any]:
    return {
        "name": row.user.person.name_or_address,
        "city": fields.pick(row.organisation.name) if row.organisation else "",
        "languages": formats.listing(formats.language_name(code) for code in row.languages),
        "axes": formats.listing(fields.pick(axis.name) for axis in row.axes.all()),
        "expertise": formats.listing(str(word) for word in row.expertise),
        "profile_at": row.profile_at,
    }


@login_required
def members(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Who is in the committee, what they said of themselves, and how much each is given."""
    row: Call = judges_call(request, congress, call)
    seated = list(seated_members(row.congress, clock.now()).prefetch_related("axes"))
    form = LoadsForm(request.POST or None, members=seated)
    if request.method == "POST" and form.is_valid():
        by = request.user.as_actor()  # type: ignore[union-attr]
        try:
            number = set_loads(congress=row.congress, loads=form.loads, by=by, now=clock.now())
        except DomainError as error:
            form_error(form, error)
        else:
            text = ngettext("%(n)s member was changed.", "%(n)s members were changed.", number)
            messages.success(request, text % {"n": formats.number(number)})
            return redirect(request.path)
    context = chair_context(request, row, "members") | {"form": form}
    return render(request, "congress/manage_members.html", context, status=422 if form.errors else 200)
