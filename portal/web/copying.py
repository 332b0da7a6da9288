"""`…/manage/copy/`: the next edition begins with what was set up for this one. Looked at first, then made."""

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common import clock, formats
from common.errors import DomainError
from common.fields import pick
from common.transfer.shift import Shift
from common.web.page import form_error
from common.web.texts import TextsField
from congress.enums import Role
from congress.models import Congress
from congress.permissions import has_role
from congress.rules.settings import LENGTHS
from portal.actions.copying import copy_edition
from portal.actions.editions import check_slug
from portal.permissions import may_copy
from portal.queries.copying import prospect
from portal.web import choices, edition_words


class CopyForm(forms.Form):
    """What has to be said of the next edition; everything else is taken over."""

    name = TextsField(label=gettext_lazy("Name"))
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    slug = forms.CharField(
        label=gettext_lazy("Word in its address"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Small letters, figures and hyphens."),
    )
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    is_past_meant = forms.BooleanField(
        label=gettext_lazy("Make it all the same: I look at the dates in the past afterwards"), required=False
    )

    def __init__(self, *args: Any, source: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextsField(
            label=gettext_lazy("Name"), languages=source.languages, max_length=LENGTHS["name"], kept=source.name
        )
        country = source.host.country if source.host else ""
        self.fields["timezone"].choices = choices.zones(country, source.timezone)  # type: ignore[attr-defined]
        self.fields["timezone"].initial = source.timezone
        self.fields["timezone"].help_text = _("Hours stay as they are: what opens at nine opens at nine there.")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip().lower()
        return slug

    def hidden(self) -> list[tuple[str, str]]:
        """What was said, for the button that confirms it."""
        data = self.cleaned_data
        texts = [(f"name_{code}", text) for code, text in data["name"].items()]
        return [*texts, ("starts_on", data["starts_on"].isoformat()), ("slug", data["slug"]),
                ("timezone", data["timezone"])]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, congress: str) -> HttpResponse:
    """A form; then what is taken and how dates move; then the new congress."""
    now = clock.now()
    source = _source(request, congress)
    if not may_copy(request.user, source, now.date()):
        if request.method == "POST":
            raise Http404
        return render(request, "portal/copy_ask.html", {"who": edition_words.who_may_copy(source)})
    form = CopyForm(request.POST or None, source=source)
    once = request.POST.get("once", "")[:32] or uuid.uuid4().hex
    context: dict[str, Any] = {"form": form, "source": source, "source_name": pick(source.name), "once": once}
    if request.method == "POST" and form.is_valid():
        try:
            is_to_be_made = request.POST.get("step") == "make"
            if not is_to_be_made:
                check_slug(form.cleaned_data["slug"])
            ahead = _ahead(source, form)
            if is_to_be_made and (form.cleaned_data["is_past_meant"] or not ahead["past"]):
                return _make(request, source, form, once)
            if is_to_be_made:
                form.add_error("is_past_meant", _("Please tick this, or begin again with another first day."))
            context |= ahead
        except DomainError as error:
            form_error(form, error)
    return render(request, "portal/copy.html", context, status=422 if form.errors else 200)


def _source(request: HttpRequest, slug: str) -> Congress:
    """The congress of the address if the visitor may begin another one from it, or organises it and is told who may;
    archived ones too, which stay so."""
    congress = Congress.objects.select_related("host", "logo", "header_image", "territorial_network").filter(slug=slug)
    source = congress.first()
    if source is None:
        raise Http404
    if not may_copy(request.user, source, clock.now().date()) and not has_role(request.user, source, Role.OWNER):
        raise Http404
    request.congress = source  # type: ignore[attr-defined]
    request.may_write_archive = True  # type: ignore[attr-defined]
    return source


def _make(request: HttpRequest, source: Congress, form: CopyForm, once: str) -> HttpResponse:
    data = form.cleaned_data
    made = copy_edition(
        source=source,
        slug=data["slug"],
        name=data["name"],
        starts_on=data["starts_on"],
        timezone=data["timezone"],
        by=request.user.as_actor(),
        now=clock.now(),
        key=once,
    )
    messages.success(request, _("The next edition is set up. Only you and those you invite can see it."))
    return redirect("portal-copied", made.slug)


def _ahead(source: Congress, form: CopyForm) -> dict[str, Any]:
    data = form.cleaned_data
    after = ZoneInfo(data["timezone"] or source.timezone)
    shift = Shift((data["starts_on"] - source.starts_on).days, source.zone, after)
    found = prospect(source, shift, clock.now())
    return {
        "is_ahead": True,
        "over_on": _over_on(shift.moved(source.ends_on), after),
        "hidden": form.hidden(),
        "new_name": pick(data["name"]),
        "days": formats.days(data["starts_on"], shift.moved(source.ends_on)),
        "taken": edition_words.taken(found),
        "shifted": edition_words.shifted(shift.days),
        "moves": edition_words.moved(found.moves, source.zone, after),
        "past": edition_words.moved(found.past, source.zone, after),
        "faults": edition_words.faults(found.faults),
        "zone": after.key,
    }


def _over_on(last: date, zone: ZoneInfo) -> str:
    """The last day in words where it would be over already, else ""."""
    return formats.day(last) if last < clock.now().astimezone(zone).date() else ""
