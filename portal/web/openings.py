"""`…/manage/openings/`: when announcement, calls, registration and programme open and close."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.enums import Role
from congress.models import Congress
from congress.permissions import has_role
from congress.rules.openings import Window
from congress.web.moments import MomentField, bind_moments
from congress.web.scope import team_congress
from portal.actions.openings import save_openings
from portal.queries.openings import ANNOUNCEMENT, PROGRAMME, REGISTRATION, fingerprint, windows_of
from portal.web.stage_words import Opening, openings_of, titles


class OpeningsForm(forms.Form):
    """Two moments for each window; empty ends are open."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, congress: Congress, windows: dict[str, Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys, names = list(windows), titles(congress)
        for key, window in windows.items():
            self.fields[f"{key}_opens"] = MomentField(label=_("Opens"), initial=window.opens_at)
            self.fields[f"{key}_closes"] = MomentField(label=_("Closes"), initial=window.closes_at, is_end=True)
            for end in ("opens", "closes"):
                self.fields[f"{key}_{end}"].section = names[key]  # type: ignore[attr-defined]
        self.fields["seen"].initial = fingerprint(windows)
        bind_moments(self, congress)

    def windows(self) -> dict[str, Window]:
        data = self.cleaned_data
        return {key: Window(data.get(f"{key}_opens"), data.get(f"{key}_closes")) for key in self.keys}


def openings(request: HttpRequest, congress: str) -> HttpResponse:
    """One page for all that opens; the owner changes, the auditor reads."""
    event = team_congress(request, congress, Role.OWNER, Role.AUDITOR)
    can_write = has_role(request.user, event, Role.OWNER)
    if request.method == "POST" and not can_write:
        raise Http404
    windows = windows_of(event)
    form = OpeningsForm(request.POST or None, congress=event, windows=windows)
    if request.method == "POST" and form.is_valid() and _save(request, event, form):
        return redirect(request.path)
    context = {
        "form": form,
        "sections": [_section(opening, form) for opening in openings_of(event, clock.now())],
        "can_write": can_write,
        "reads_only": not can_write and not event.is_archived,  # what is archived says so itself
        "zone": event.timezone,
    }
    return render(request, "portal/openings.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, event: Congress, form: OpeningsForm) -> bool:
    by, seen = request.user.as_actor(), form.cleaned_data["seen"]
    try:
        changed = save_openings(congress=event, windows=form.windows(), seen=seen, by=by, now=clock.now())
    except DomainError as error:
        form_error(form, error)
        return False
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return True


def _section(opening: Opening, form: OpeningsForm) -> dict[str, Any]:
    return {
        "opening": opening,
        "text": _texts().get(opening.key, ""),
        "fields": [form[f"{opening.key}_opens"], form[f"{opening.key}_closes"]],
    }


def _texts() -> dict[str, str]:
    return {
        ANNOUNCEMENT: _("Before it opens, and once it is closed, the congress does not exist for the public."),
        REGISTRATION: _("Categories and extras may open later, or close earlier."),
        PROGRAMME: _("The published programme, its pages and its calendar feeds. The team reads it at any time."),
    }
