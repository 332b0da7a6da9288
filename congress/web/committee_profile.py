"""A member's own page: what they read, in which languages, how much, and with whom they have ties."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, fields, formats
from common.errors import DomainError
from common.marked import option
from common.web.page import form_error
from congress.actions.committee_profile import ProfileFacts, save_profile
from congress.enums import STATE_TONES, InterestState
from congress.models import CommitteeMember, InterestCase
from congress.permissions import COMMITTEE, seat_of
from congress.queries.conflicts import declared_cases
from congress.rules.committee import MOST_LOAD
from congress.web.scope import team_congress
from network.models import Organisation


class ProfileForm(forms.Form):
    """What a member brings, and one partner city to add or some to take out."""

    use_required_attribute = False

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that you read"), widget=forms.CheckboxSelectMultiple, required=False
    )
    axes = forms.MultipleChoiceField(
        label=gettext_lazy("Axes that you would like to read"),
        help_text=gettext_lazy("None: any of them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    expertise = forms.CharField(
        label=gettext_lazy("Your fields"),
        help_text=gettext_lazy("Keywords with commas between them, such as school gardens, libraries, mobility."),
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    max_load = forms.IntegerField(
        label=gettext_lazy("How many you can read at most"),
        help_text=gettext_lazy("Empty: as many as the others."),
        min_value=0,
        max_value=MOST_LOAD,
        required=False,
    )
    partner = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("A city or organisation with which you have ties"),
        help_text=gettext_lazy("You are not given its experiences. Your own city is left out anyway."),
        required=False,
    )
    partner_detail = forms.CharField(
        label=gettext_lazy("What ties you to it"),
        help_text=gettext_lazy("The chair reads it."),
        max_length=200,
        required=False,
    )
    no_partners = forms.MultipleChoiceField(
        label=gettext_lazy("Take out"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any, *, seat: CommitteeMember) -> None:
        known = [code for code, _name in settings.LANGUAGES]
        asked = [code for call in seat.congress.calls.all() for code in call.languages]
        codes = dict.fromkeys([*seat.congress.languages, *known, *asked, *seat.languages])
        super().__init__(
            data,
            initial={
                "languages": seat.languages,
                "axes": [axis.code for axis in seat.axes.all()],
                "expertise": ", ".join(str(word) for word in seat.expertise),
                "max_load": seat.max_load,
            },
        )
        self._choices("languages", [(code, formats.language_name(code)) for code in codes])
        self._choices("axes", [(axis.code, option(axis.name)) for axis in seat.congress.axes.all()])
        ties = seat.partnerships.select_related("organisation")
        self._choices("no_partners", [(str(tie.pk), fields.pick(tie.organisation.name)) for tie in ties])
        if not self.fields["no_partners"].choices:  # type: ignore[attr-defined]
            del self.fields["no_partners"]
        partner: Any = self.fields["partner"]
        partner.queryset = Organisation.objects.filter(is_active=True).order_by("search", "slug")
        partner.label_from_instance = lambda row: fields.pick(row.name)

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def facts(self) -> ProfileFacts:
        sent = self.cleaned_data
        return ProfileFacts(
            languages=sent["languages"],
            axes=sent["axes"],
            expertise=sent["expertise"],
            max_load=sent["max_load"],
            partner=sent["partner"],
            partner_detail=sent["partner_detail"],
            no_partners=[int(number) for number in sent.get("no_partners", [])],
        )


@login_required
def profile(request: HttpRequest, congress: str) -> HttpResponse:
    """What the member brings to the committee; filled in by themselves, changed whenever they like."""
    edition = team_congress(request, congress, *COMMITTEE)
    seat = seat_of(request.user, edition)
    if seat is None:
        raise Http404
    seat.congress = edition
    form = ProfileForm(request.POST or None, seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            save_profile(member=seat, facts=form.facts, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("Saved. The chair takes it into account when the reading is shared out."))
            return redirect(request.path)
    context = {
        "form": form,
        "ties": [
            {"name": fields.pick(tie.organisation.name), "detail": tie.detail}
            for tie in seat.partnerships.select_related("organisation")
        ],
        "declared": [_declared(row) for row in declared_cases(seat)],
        "is_first": seat.profile_at is None,
        "least": seat.min_load,
        "breadcrumbs": [
            {"label": _("Committee"), "url": reverse("congress-committee", args=[congress])},
            {"label": _("Your profile")},
        ],
    }
    return render(request, "congress/committee_profile.html", context, status=422 if form.errors else 200)


def _declared(row: InterestCase) -> dict[str, Any]:
    state = InterestState(row.state)
    return {"code": row.submission.code, "detail": row.detail, "label": state.label, "tone": STATE_TONES[state]}
