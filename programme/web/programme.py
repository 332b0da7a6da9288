"""The public programme and session pages."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from common import clock, formats
from common.marked import option
from congress.models import Congress
from congress.permissions import roles_of
from congress.web.openings import said
from congress.web.scope import public_congress
from programme.enums import SessionKind
from programme.models import Room
from programme.queries import sessions


class FilterForm(forms.Form):
    axis = forms.ChoiceField(label=_("Axis"), required=False)
    room = forms.ChoiceField(label=_("Room"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        options = {
            "axis": [(row.code, option(row.name)) for row in congress.axes.all()],
            "room": [(row.code, option(row.name)) for row in Room.objects.filter(congress=congress)],
            "type": list(SessionKind.choices),
            "language": [(code, formats.language_name(code)) for code in congress.languages],
        }
        for name, rows in options.items():
            self.fields[name].choices = [every, *rows]  # type: ignore[attr-defined]


def programme(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/programme/`: published sessions by day. Until it opens, and once it is closed, the team alone reads it."""
    event = public_congress(request, congress)
    now = clock.now()
    opening = said(event.programme_window, now, event.zone)
    if opening and not roles_of(request.user, event):
        is_before = event.programme_window.place(now) == "before"
        return render(request, "programme/closed.html", {"opening": opening, "is_before": is_before})
    form = FilterForm(request.GET or None, congress=event)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = sessions.published(
        event,
        axis=wanted.get("axis", ""),
        room=wanted.get("room", ""),
        language=wanted.get("language", ""),
        kind=wanted.get("type", ""),
    )
    context = {
        "form": form,
        "days": sessions.by_day(list(rows), event.zone),
        "publication": sessions.last_publication(event),
        "zone": event.timezone,
        "opening": opening,
    }
    return render(request, "programme/programme.html", context)


def session(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """`…/sessions/{code}/`: one public session with its experiences."""
    event = public_congress(request, congress)
    if not event.programme_window.is_open(clock.now()) and not roles_of(request.user, event):
        raise Http404
    row = sessions.published(event).filter(code=code).first()
    if row is None:
        raise Http404
    languages = formats.listing([formats.language_name(one) for one in row.interpretation])
    # A session published by an earlier release does not say in which language its experiences were written.
    items = [{"language": "", **item} for item in row.items]
    context = {"row": row, "items": items, "zone": event.timezone, "languages": languages}
    return render(request, "programme/session.html", context)
