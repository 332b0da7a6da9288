"""`…/manage/team/`: the team, its invitations, and seeing the congress as a role sees it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions import team as actions
from congress.enums import ROLE_SENTENCES, Role
from congress.models import Congress, Invitation, TeamMember
from congress.permissions import PREVIEW, READERS, has_role
from congress.queries.team import held_by, last_day, members, open_invitations, roles_for, today_in
from congress.web.scope import team_congress

LANGUAGES = [(code, name) for code, name in settings.LANGUAGES]


class LastDayField(forms.DateField):
    """The last day of a role in, the first day without it out."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is None or day == date.max:  # of which there is no day after
            return day
        return day + timedelta(days=1)


class InvitationForm(forms.Form):
    """Whom to invite, as what, until when."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=())
    ends_on = LastDayField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The last day on which the role is held; empty: no end."),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=LANGUAGES)
    message = forms.CharField(
        label=gettext_lazy("A sentence of yours"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = roles_for(congress)
        self.fields["role"].choices = [(role.value, role.label) for role in offered]  # type: ignore[attr-defined]
        # Nobody becomes an owner because the list begins with it.
        self.fields["role"].initial = Role.PROGRAMME if Role.PROGRAMME in offered else Role.REGISTRATION


class EndForm(forms.Form):
    ends_on = LastDayField(required=False)


@login_required
def team(request: HttpRequest, congress: str) -> HttpResponse:
    """Who works here as what, who is invited, and a form to invite."""
    edition = team_congress(request, congress, *READERS)
    is_owner = has_role(request.user, edition, Role.OWNER)
    may_write = is_owner and not edition.is_archived
    if request.method == "POST" and not may_write:
        raise Http404
    form = InvitationForm(request.POST or None, congress=edition, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(congress=edition, by=_by(request), now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect(request.path)
    today = today_in(edition, clock.now())
    team_rows = list(members(edition, today))
    invited = list(open_invitations(edition)) if may_write else []
    known = roles_for(edition, held=[row.role for row in (*team_rows, *invited)])
    context = {
        "form": form,
        "may_write": may_write,
        "may_preview": is_owner,
        "members": [_member(row) for row in team_rows],
        "invitations": [_invitation(row) for row in invited],
        "sentences": [{"code": r.value, "role": r.label, "sentence": ROLE_SENTENCES[r]} for r in known],
        "zone": edition.timezone,
    }
    return render(request, "congress/team.html", context, status=422 if form.errors else 200)


def _member(row: TeamMember) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.user.person.name_or_address,
        "role": row.get_role_display(),
        "sentence": ROLE_SENTENCES[Role(row.role)],
        "last_day": last_day(row.ends_on),
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    return {"row": row, "role": row.get_role_display(), "last_day": last_day(row.ends_on)}


@login_required
@require_POST
def invitation_act(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    """Reminds or withdraws one invitation."""
    edition = team_congress(request, congress, Role.OWNER)
    row = Invitation.objects.filter(congress=edition, pk=pk).first()
    if row is None:
        raise Http404
    try:
        if request.POST.get("verb") == "remind":
            actions.remind_invitation(invitation=row, by=_by(request), now=clock.now())
            messages.success(request, _("The letter is on its way again."))
        elif request.POST.get("verb") == "withdraw":
            actions.withdraw_invitation(invitation=row, by=_by(request), now=clock.now())
            messages.success(request, _("The invitation is withdrawn; its link says so."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("congress-team", congress=edition.slug)


@login_required
@require_POST
def member_act(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    """Sets the end of a role, or ends it now."""
    edition = team_congress(request, congress, Role.OWNER)
    row = TeamMember.objects.filter(congress=edition, pk=pk).select_related("user").first()
    if row is None:
        raise Http404
    form = EndForm(request.POST)
    try:
        if request.POST.get("verb") == "leave":
            actions.leave(member=row, by=_by(request), now=clock.now())
            messages.success(request, _("The role has ended."))
        elif form.is_valid():
            actions.set_end(member=row, ends_on=form.cleaned_data["ends_on"], by=_by(request), now=clock.now())
            messages.success(request, _("The end of the role is set."))
        else:
            messages.error(request, _("This is not a day: write it as in 2027-05-25."))
    except DomainError as error:
        messages.error(request, str(error))
    if not has_role_now(request, edition):
        return redirect(_me(request))
    return redirect("congress-team", congress=edition.slug)


def has_role_now(request: HttpRequest, edition: Congress) -> bool:
    """Whether the visitor may still open the page they came from: an owner may have ended their own role."""
    return any(row.congress_id == edition.pk and row.role == Role.OWNER for row in held_by(request.user, clock.now()))


@login_required
@require_POST
def preview(request: HttpRequest, congress: str) -> HttpResponse:
    """Shows the congress as a role sees it, to its owner, until they end it; nothing can be changed meanwhile."""
    edition = team_congress(request, congress, Role.OWNER, archived_too=True)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    request.session[PREVIEW] = {"congress": edition.pk, "slug": edition.slug, "name": edition.name, "role": role}
    if role == Role.COMMITTEE:
        return redirect("congress-committee", congress=edition.slug)
    return redirect(f"/{request.LANGUAGE_CODE}/{edition.slug}/manage/")


@login_required
@require_POST
def preview_end(request: HttpRequest) -> HttpResponse:
    """Ends the preview; harmless when there is none."""
    kept = request.session.pop(PREVIEW, None)
    return redirect("congress-team", congress=kept["slug"]) if kept else redirect(_me(request))


def _me(request: HttpRequest) -> str:
    return f"/{request.LANGUAGE_CODE}/me/"  # a room above: a fixed address, known to letters


def _by(request: HttpRequest) -> Any:
    return request.user.as_actor()
