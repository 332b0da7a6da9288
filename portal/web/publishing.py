"""`…/manage/publish/`: what is missing, what is dropped, and the step itself; later finishing and archiving."""

from collections.abc import Callable
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
from congress.rules.publishing import following
from congress.web.scope import team_congress
from portal.actions import publishing
from portal.queries.checklist import Item, checklist
from portal.queries.rehearsal import held


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


Step = Callable[..., Congress]
# verb: (action, label of its button, what it does, tone of the button)
STEPS: dict[str, tuple[Step, Any, Any, str]] = {
    "finish": (
        publishing.finish,
        gettext_lazy("Finish the congress"),
        gettext_lazy("The congress is over. Everything stays as it is and can still be corrected."),
        "",
    ),
    "archive": (
        publishing.archive,
        gettext_lazy("Archive the congress"),
        gettext_lazy("Everything can be read from then on, and nothing can be changed; its book is closed."),
        "danger",
    ),
    "reopen": (
        publishing.reopen,
        gettext_lazy("Open the congress again"),
        gettext_lazy("Takes the last step back: what could be changed before can be changed again."),
        "quiet",
    ),
}


def publish(request: HttpRequest, congress: str) -> HttpResponse:
    """The owner's page from the rehearsal to the archive."""
    event = team_congress(request, congress, Role.OWNER, archived_too=True)
    form = ConfirmForm(request.POST if request.POST.get("verb") == "publish" else None, congress=event)
    if request.method == "POST":
        answer = _act(request, event, form)
        if answer is not None:
            return answer
    items = checklist(event, clock.now()) if event.is_rehearsing else []
    context = {
        "form": form,
        "items": [_shown(item) for item in sorted(items, key=lambda item: (item.is_done, not item.is_blocking))],
        "is_ready": not any(item.is_blocking and not item.is_done for item in items),
        "held": held(event) if event.is_rehearsing else [],
        "steps_open": [
            {"verb": verb, "label": label, "text": text, "tone": tone}
            for verb, (_action, label, text, tone) in STEPS.items()
            if following(event.state, verb)
        ],
        "published": formats.zoned(event.published_at, event.zone) if event.published_at else "",
    }
    return render(request, "portal/publish.html", context, status=422 if form.errors else 200)


def _shown(item: Item) -> dict[str, str]:
    """An item as a task; what is done leads nowhere."""
    if item.is_done:
        return {"title": item.label, "url": "", "detail": "", "tone": "ok", "state": _("Done")}
    tone, state = ("bad", _("Needed")) if item.is_blocking else ("wait", _("Advisable"))
    return {"title": item.label, "url": item.url, "detail": item.detail, "tone": tone, "state": state}


def _act(request: HttpRequest, event: Congress, form: ConfirmForm) -> HttpResponse | None:
    """One step; None where the page has to say why it was not taken."""
    verb, by, now = request.POST.get("verb", ""), request.user.as_actor(), clock.now()
    if verb == "publish":
        if not form.is_valid():
            return None
        try:
            publishing.publish(congress=event, by=by, now=now)
        except DomainError as error:
            form_error(form, error)
            return None
        messages.success(request, _("The congress is published. The rehearsal and all that it held is dropped."))
        return redirect(request.path)
    if verb not in STEPS:
        return redirect(request.path)
    try:
        STEPS[verb][0](congress=event, by=by, now=now)
        messages.success(request, _("Done."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(request.path)
