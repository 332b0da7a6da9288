"""`…/manage/settings/rooms/`: the rooms in which sessions take place."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, formats
from common.fields import pick
from common.web.texts import TextsField
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from congress.web.settings_page import LIST, edited, posted
from programme.actions.rooms import RoomFacts, remove_room, save_room
from programme.models import Room

ROLES = (Role.OWNER, Role.PROGRAMME)


class RoomForm(forms.Form):
    capacity = forms.IntegerField(label=gettext_lazy("Seats"), required=False, min_value=1, max_value=100_000)
    floor = forms.IntegerField(
        label=gettext_lazy("Floor"),
        min_value=-20,
        max_value=200,
        initial=0,
        help_text=gettext_lazy("0 is the ground floor, -1 the basement."),
    )
    has_network = forms.BooleanField(
        label=gettext_lazy("Has a network connection for scanners"), required=False, initial=True
    )
    has_interpretation = forms.BooleanField(label=gettext_lazy("Has booths for interpreters"), required=False)

    def __init__(self, *args: Any, congress: Congress, room: Room | None, **kwargs: Any) -> None:
        names = ("capacity", "floor", "has_network", "has_interpretation")
        kept = {name: getattr(room, name) for name in names} if room else None
        super().__init__(*args, initial=kept, **kwargs)
        name = TextsField(label=_("Name"), languages=congress.languages, kept=room.name if room else {}, max_length=80)
        self.fields = {"name": name, **self.fields}


def rooms(request: HttpRequest, congress: str) -> HttpResponse:
    event = team_congress(request, congress, *ROLES)
    heads = [_("Name"), _("Seats"), _("Floor")]
    rows = [
        {
            "title": pick(row.name) or row.code,
            "url": reverse("programme-room", args=[event.slug, row.code]),
            "cells": [
                {"head": heads[1], "text": formats.number(row.capacity) if row.capacity else ""},
                {"head": heads[2], "text": formats.number(row.floor)},
            ],
        }
        for row in Room.objects.filter(congress=event)
    ]
    section = {
        "heads": heads,
        "rows": rows,
        "empty": _("There is no room yet"),
        "add_url": reverse("programme-room-new", args=[event.slug]),
        "add_label": _("Add a room"),
    }
    return render(request, LIST, {"title": _("Rooms for sessions"), "sections": [section]})


def room(request: HttpRequest, congress: str, code: str = "") -> HttpResponse:
    """One room, or a new one."""
    event = team_congress(request, congress, *ROLES)
    row = Room.objects.select_related("congress").filter(congress=event, code=code).first() if code else None
    if code and row is None:
        raise Http404
    form = RoomForm(posted(request), congress=event, room=row)
    by, now = request.user.as_actor(), clock.now()
    return edited(
        request,
        form,
        lambda: save_room(congress=event, room=row, facts=RoomFacts(**form.cleaned_data), by=by, now=now),
        back=reverse("programme-rooms", args=[event.slug]),
        context={"title": pick(row.name) if row else _("A new room"), "eyebrow": _("Rooms for sessions")},
        remove=(lambda: remove_room(room=row, by=by, now=now)) if row else None,
    )
