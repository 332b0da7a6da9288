"""`…/manage/publish/`: what is missing, what is dropped, what opens when, and publishing; afterwards, the state."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, formats
from common.errors import DomainError
from common.web.page import form_error
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from portal.actions import publishing
from portal.queries.checklist import Item, checklist
from portal.queries.rehearsal import held
from portal.web.stage_words import as_task, openings_of
from portal.web.stages import steps_from


class ConfirmForm(forms.Form):
    """Publishing drops rows: whoever does it types the address of the congress."""

    slug = forms.CharField(
        label=gettext_lazy("Type the address of the congress to confirm"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress = congress
        self.fields["slug"].help_text = congress.slug

    def clean_slug(self) -> str:
        if self.cleaned_data["slug"].strip() != self.congress.slug:
            raise forms.ValidationError(_("This is not the address of this congress: %s.") % self.congress.slug)
        return str(self.cleaned_data["slug"])


def publish(request: HttpRequest, congress: str) -> HttpResponse:
    """The owner's page from the rehearsal to the archive."""
    event = team_congress(request, congress, Role.OWNER, archived_too=True)
    form = ConfirmForm(request.POST or None, congress=event)
    if request.method == "POST" and form.is_valid() and _publish(request, event, form):
        return redirect(request.path)
    now = clock.now()
    items = checklist(event, now) if event.is_rehearsing else []
    context = {
        "form": form,
        "items": [_shown(item) for item in sorted(items, key=lambda item: (item.is_done, not item.is_blocking))],
        "is_ready": not any(item.is_blocking and not item.is_done for item in items),
        "held": held(event) if event.is_rehearsing else [],
        "openings": [as_task(one) for one in openings_of(event, now)],
        "stages": steps_from(event),
        "published": formats.zoned(event.published_at, event.zone) if event.published_at else "",
    }
    return render(request, "portal/publish.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, event: Congress, form: ConfirmForm) -> bool:
    """Whether the congress is published; if not, the form says why."""
    try:
        publishing.publish(congress=event, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
    except DomainError as error:
        form_error(form, error)
        return False
    messages.success(request, _("The congress is published. The rehearsal and all that it held is dropped."))
    return True


def _shown(item: Item) -> dict[str, str]:
    """An item as a task; what is done leads nowhere."""
    if item.is_done:
        return {"title": item.label, "url": "", "detail": "", "tone": "ok", "state": _("Done")}
    tone, state = ("bad", _("Needed")) if item.is_blocking else ("wait", _("Advisable"))
    return {"title": item.label, "url": item.url, "detail": item.detail, "tone": tone, "state": state}
