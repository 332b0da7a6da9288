"""`…/manage/settings/hosts/`: who holds the congress and answers for its data."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import clock, formats
from common.web.texts import TextsField
from congress.actions.hosts import HostFacts, remove_host, save_host
from congress.enums import HostKind, Role
from congress.models import Congress, Host
from congress.web.scope import team_congress
from congress.web.settings_page import LIST, edited, posted
from network.web.city_field import CityField


class HostForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=HostKind.choices)
    legal_name = forms.CharField(label=gettext_lazy("Legal name"), max_length=200)
    address = forms.CharField(
        label=gettext_lazy("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    city = CityField(
        label=gettext_lazy("City of the network"),
        required=False,
        help_text=gettext_lazy("If it is one of ours: its name, or its short name such as sao-paulo."),
    )
    is_controller = forms.BooleanField(
        label=gettext_lazy("Answers for people's data (controller)"),
        required=False,
        help_text=gettext_lazy("The privacy notice names every controller, with the address to write to."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact point"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("An office or a function, such as: Data protection officer."),
    )
    contact_email = forms.EmailField(label=gettext_lazy("Address of the contact point"), required=False)

    def __init__(self, *args: Any, congress: Congress, host: Host | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(host, congress), **kwargs)
        self.fields["country"].choices = [("", "–"), *formats.countries(get_language() or "en")]  # type: ignore[attr-defined]
        self.fields["duties"] = TextsField(
            label=_("What it does with the data"),
            languages=congress.languages,
            rows=2,
            max_length=1000,
            kept=host.duties if host else {},
            required=False,
            help_text=_("Where several answer together: which of them sees to what."),
        )

    def facts(self) -> HostFacts:
        data = dict(self.cleaned_data)
        return HostFacts(organisation=data.pop("city"), **data)


def _initial(host: Host | None, congress: Congress) -> dict[str, Any]:
    if host is None:
        return {
            "kind": HostKind.CO_HOST,
            "is_controller": True,
            "country": congress.host.country if congress.host else "",
        }
    names = ("kind", "legal_name", "address", "country", "is_controller", "contact", "contact_email")
    values = {name: getattr(host, name) for name in names}
    return {**values, "city": host.organisation.slug if host.organisation else ""}


def hosts(request: HttpRequest, congress: str) -> HttpResponse:
    """Those who hold it, in the order in which the privacy notice names them."""
    event = team_congress(request, congress, Role.OWNER)
    heads = [_("Legal name"), _("Kind"), _("Contact point"), _("Controller")]
    rows = [
        {
            "title": row.legal_name,
            "url": reverse("congress-settings-host", args=[event.slug, row.pk]),
            "cells": [
                {"head": heads[1], "text": row.get_kind_display()},
                {"head": heads[2], "text": row.contact_email or row.contact},
                {"head": heads[3], "text": _("Yes") if row.is_controller else _("No")},
            ],
        }
        for row in event.hosts.all()
    ]
    section = {
        "heads": heads,
        "rows": rows,
        "empty": _("Nobody is named yet"),
        "add_url": reverse("congress-settings-host-new", args=[event.slug]),
        "add_label": _("Add a host or controller"),
    }
    lead = _("The privacy notice names every controller exactly as it stands here.")
    return render(request, LIST, {"title": _("Hosts and controllers"), "lead": lead, "sections": [section]})


def host(request: HttpRequest, congress: str, pk: int | None = None) -> HttpResponse:
    """One host, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    row = event.hosts.select_related("organisation", "congress").filter(pk=pk).first() if pk is not None else None
    if pk is not None and row is None:
        raise Http404
    form = HostForm(posted(request), congress=event, host=row)
    by, now = request.user.as_actor(), clock.now()
    return edited(
        request,
        form,
        lambda: save_host(congress=event, host=row, facts=form.facts(), by=by, now=now),
        back=reverse("congress-settings-hosts", args=[event.slug]),
        context={"title": row.legal_name if row else _("A host or controller"), "eyebrow": _("Hosts and controllers")},
        remove=(lambda: remove_host(host=row, by=by, now=now)) if row else None,
    )
