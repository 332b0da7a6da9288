"""`…/manage/settings/visits/`: study visits with their texts, and their slots."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock, formats
from common.fields import pick
from congress.models import Congress
from congress.web.scope import team_congress
from congress.web.settings_page import LIST, edited, posted
from visits.actions import setup as actions
from visits.models import Booking, Departure, StudyVisit
from visits.permissions import WRITE
from visits.web import shown
from visits.web.settings_forms import DepartureForm, VisitForm


def visits(request: HttpRequest, congress: str) -> HttpResponse:
    """Every visit with how many slots it has, and whether it is shown."""
    event = team_congress(request, congress, *WRITE)
    heads = [_("Title"), _("Slots"), _("State")]
    rows = [
        {
            "title": pick(row.title) or row.code,
            "url": reverse("visits-settings-visit", args=[event.slug, row.code]),
            "cells": [
                {"head": heads[1], "text": formats.number(len(row.departures.all()))},
                {
                    "head": heads[2],
                    "text": _("Shown") if row.is_published else _("In preparation"),
                    "tone": "ok" if row.is_published else "wait",
                },
            ],
        }
        for row in StudyVisit.objects.filter(congress=event).prefetch_related("departures")
    ]
    section = {
        "heads": heads,
        "rows": rows,
        "empty": _("There are no study visits yet"),
        "add_url": reverse("visits-settings-new", args=[event.slug]),
        "add_label": _("Add a study visit"),
    }
    return render(request, LIST, {"title": _("Study visits"), "sections": [section]})


def visit(request: HttpRequest, congress: str, visit: str = "") -> HttpResponse:
    """One visit with its slots, or a new one."""
    event = team_congress(request, congress, *WRITE)
    row = _visit(event, visit) if visit else None
    form = VisitForm(posted(request), congress=event, visit=row)
    args: dict[str, Any] = {"by": request.user.as_actor(), "now": clock.now()}

    def save() -> str:
        made = actions.save_visit(congress=event, visit=row, facts=form.facts(), **args)
        return reverse("visits-settings-visit", args=[event.slug, made.code])

    is_free = row is not None and not Booking.objects.filter(departure__visit=row).exists()
    context = {
        "title": pick(row.title) if row else _("A new study visit"),
        "eyebrow": _("Study visits"),
        "groups": form.groups(),
        "lists": [_slots(event, row)] if row else [],
    }
    return edited(
        request,
        form,
        save,
        back=reverse("visits-settings", args=[event.slug]),
        context=context,
        remove=(lambda: actions.remove_visit(visit=row, **args)) if row is not None and is_free else None,
        template="congress/settings_call.html",
    )


def _visit(event: Congress, code: str) -> StudyVisit:
    rows = StudyVisit.objects.select_related("congress", "host", "axis").filter(congress=event, code=code)
    row = rows.first()
    if row is None:
        raise Http404
    return row


def _slots(event: Congress, row: StudyVisit) -> dict[str, Any]:
    """The slots of a visit as a short list."""
    rows = Departure.objects.filter(visit=row).select_related("visit__congress").order_by("starts_at", "pk")
    return {
        "title": _("Slots"),
        "rows": [
            {
                "title": shown.when(each),
                "url": reverse("visits-settings-departure", args=[event.slug, row.code, each.code]),
                "detail": _("%(taken)s of %(places)s booked")
                % {"taken": formats.number(each.taken), "places": formats.number(each.places)},
            }
            for each in rows
        ],
        "add_url": reverse("visits-settings-departure-new", args=[event.slug, row.code]),
        "add_label": _("Add a slot"),
        "begins": True,
    }


def departure(request: HttpRequest, congress: str, visit: str, departure: str = "") -> HttpResponse:
    """One slot, or a new one; times of one that stands are moved elsewhere, where people are told."""
    event = team_congress(request, congress, *WRITE)
    of = _visit(event, visit)
    row = Departure.objects.with_all().filter(visit=of, code=departure).first() if departure else None
    if departure and row is None:
        raise Http404
    form = DepartureForm(posted(request), congress=event, departure=row)
    by, now = request.user.as_actor(), clock.now()

    def save() -> None:
        if row is None:
            actions.add_departure(visit=of, facts=form.facts(), by=by, now=now)
        else:
            actions.change_departure(departure=row, facts=form.facts(), by=by, now=now)

    lead = _("To move it to another time, open it under Manage, Study visits: everybody who is booked is told.")
    return edited(
        request,
        form,
        save,
        back=reverse("visits-settings-visit", args=[event.slug, of.code]),
        context={
            "title": shown.when(row) if row else _("A new slot"),
            "eyebrow": pick(of.title),
            "groups": form.groups(),
            "lead": lead if row else "",
        },
    )
