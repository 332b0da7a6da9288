"""`…/manage/settings/calls/` and `…/axes/`: calls with their formats and criteria, and the axes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock, formats
from common.fields import pick
from congress.actions import calls as actions
from congress.enums import Role
from congress.models import Axis, Call, Congress, Criterion, Format
from congress.rules.scoring import MOST_CRITERIA
from congress.web.call_forms import CallForm, CriterionForm, FormatForm, NameForm
from congress.web.scope import team_congress
from congress.web.settings_call_rules import rule_ways
from congress.web.settings_page import LIST, edited, posted


def calls(request: HttpRequest, congress: str) -> HttpResponse:
    """The calls, with when each is open."""
    event = team_congress(request, congress, Role.OWNER)
    now = clock.now()
    heads = [_("Title"), _("Opens"), _("Closes"), _("State")]
    rows = [
        {
            "title": pick(row.title) or row.code,
            "url": reverse("congress-settings-call", args=[event.slug, row.code]),
            "cells": [
                {"head": heads[1], "text": formats.zoned(row.opens_at, event.zone)},
                {"head": heads[2], "text": formats.deadline(row.closes_at, event.zone)},
                {"head": heads[3], **_state(row, row.place(now))},
            ],
        }
        for row in event.calls.prefetch_related("formats", "criteria")
    ]
    section = {
        "heads": heads,
        "rows": rows,
        "empty": _("There is no call yet"),
        "add_url": reverse("congress-settings-call-new", args=[event.slug]),
        "add_label": _("Add a call"),
    }
    return render(request, LIST, {"title": _("Calls"), "sections": [section]})


def _state(row: Call, place: str) -> dict[str, str]:
    """Open, closed or to come; an open one that nobody could read says so."""
    if place == "open" and not (row.formats.all() and row.criteria.all()):
        return {"text": _("Open, but not complete"), "tone": "warn"}
    tones = {"before": ("wait", _("Not open yet")), "open": ("ok", _("Open")), "closed": ("info", _("Closed"))}
    return {"text": tones[place][1], "tone": tones[place][0]}


def call(request: HttpRequest, congress: str, call: str = "") -> HttpResponse:
    """One call with the way to its formats and criteria, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    row = _call(event, call) if call else None
    by, now = request.user.as_actor(), clock.now()
    form = CallForm(posted(request), congress=event, call=row, now=now)

    def save() -> str:
        made = actions.save_call(congress=event, call=row, facts=form.facts(), by=by, now=now)
        return reverse("congress-settings-call", args=[event.slug, made.code])

    context: dict[str, Any] = {
        "title": pick(row.title) if row else _("A new call"),
        "eyebrow": _("Calls"),
        "groups": form.groups(),
        "lists": _lists(event, row) if row else [],
        "ways": [*_ways(event, row), *rule_ways(event, row)] if row else [],
        "lacks": lacks(row) if row else [],
    }
    back = reverse("congress-settings-calls", args=[event.slug])
    return edited(request, form, save, back=back, context=context, template="congress/settings_call.html")


def _call(event: Congress, code: str) -> Call:
    row = event.calls.select_related("congress", "form").filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _lists(event: Congress, row: Call) -> list[dict[str, Any]]:
    """Formats and criteria as two short lists beneath the call."""
    formats_ = [
        {
            "title": pick(each.name) or each.code,
            "url": reverse("congress-settings-format", args=[event.slug, row.code, each.code]),
            "detail": _("%(n)s minutes") % {"n": formats.number(each.minutes)} if each.minutes else "",
        }
        for each in row.formats.all()
    ]
    criteria = [
        {
            "title": pick(each.name) or each.code,
            "url": reverse("congress-settings-criterion", args=[event.slug, row.code, each.code]),
            "detail": _("Weight %(n)s") % {"n": formats.number(each.weight)},
        }
        for each in row.criteria.all()
    ]
    args = [event.slug, row.code]
    return [
        {"title": _("Formats"), "rows": formats_, "add_url": reverse("congress-settings-format-new", args=args),
         "add_label": _("Add a format"), "begins": True},
        {"title": _("Criteria"), "rows": criteria, "add_url": reverse("congress-settings-criterion-new", args=args),
         "add_label": _("Add a criterion"), "begins": True},
    ]  # fmt: skip


def _ways(event: Congress, row: Call) -> list[dict[str, str]]:
    """What else is set up for a call, each on a page of its own."""
    args = [event.slug, row.code]
    return [
        {"title": _("Build the form"), "url": reverse("congress-settings-form", args=args)},
        {"title": _("Set the places"), "url": reverse("congress-manage-selection-places", args=args)},
        {
            "title": _("Set up rounds and what members are asked"),
            "url": reverse("congress-settings-reading", args=args),
        },
    ]


def lacks(row: Call) -> list[str]:
    """What a call needs before it can be read, as sentences."""
    found = [] if row.formats.all() else [_("There is no format: authors cannot say how they would present.")]
    found += [] if row.criteria.all() else [_("There is no criterion: the committee cannot score anything.")]
    return found + ([] if row.form_id else [_("There is no form: only title and summary are asked for.")])


def format(request: HttpRequest, congress: str, call: str, code: str = "") -> HttpResponse:
    """One way of presenting, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    of = _call(event, call)
    row: Format | None = _found(of.formats, code)
    name = row.name if row else {}
    form = FormatForm(posted(request), congress=event, name=name, initial={"minutes": row.minutes if row else 10})
    by, now = request.user.as_actor(), clock.now()
    return edited(
        request,
        form,
        lambda: actions.save_format(call=of, format=row, **form.cleaned_data, by=by, now=now),
        back=reverse("congress-settings-call", args=[event.slug, of.code]),
        context={"title": pick(name) or _("A new format"), "eyebrow": pick(of.title)},
        remove=(lambda: actions.remove_format(format=row, by=by, now=now)) if row else None,
    )


def criterion(request: HttpRequest, congress: str, call: str, code: str = "") -> HttpResponse:
    """One criterion with its anchors, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    of = _call(event, call)
    row: Criterion | None = _found(of.criteria, code)
    more = row is None and of.criteria.count() >= MOST_CRITERIA
    form = CriterionForm(posted(request), congress=event, criterion=row, is_one_more=more)
    by, now = request.user.as_actor(), clock.now()

    def save() -> None:
        data = form.cleaned_data
        values = {"name": data["name"], "weight": data["weight"], "anchors": form.anchors()}
        values["is_beyond"] = bool(data.get("is_beyond"))
        actions.save_criterion(call=of, criterion=row, **values, by=by, now=now)

    return edited(
        request,
        form,
        save,
        back=reverse("congress-settings-call", args=[event.slug, of.code]),
        context={"title": pick(row.name) if row else _("A new criterion"), "eyebrow": pick(of.title)},
        remove=(lambda: actions.remove_criterion(criterion=row, by=by, now=now)) if row else None,
    )


def axes(request: HttpRequest, congress: str) -> HttpResponse:
    """The axes under which experiences, sessions and visits stand."""
    event = team_congress(request, congress, Role.OWNER)
    heads = [_("Name"), _("Languages")]
    rows = [
        {
            "title": pick(row.name) or row.code,
            "url": reverse("congress-settings-axis", args=[event.slug, row.code]),
            "cells": [{"head": heads[1], "text": formats.listing(map(formats.language_name, row.name))}],
        }
        for row in event.axes.all()
    ]
    section = {
        "heads": heads,
        "rows": rows,
        "empty": _("There is no axis yet"),
        "add_url": reverse("congress-settings-axis-new", args=[event.slug]),
        "add_label": _("Add an axis"),
    }
    return render(request, LIST, {"title": _("Axes"), "sections": [section]})


def axis(request: HttpRequest, congress: str, code: str = "") -> HttpResponse:
    """One axis, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    row: Axis | None = _found(event.axes.select_related("congress"), code)
    form = NameForm(posted(request), congress=event, name=row.name if row else {})
    by, now = request.user.as_actor(), clock.now()
    return edited(
        request,
        form,
        lambda: actions.save_axis(congress=event, axis=row, name=form.cleaned_data["name"], by=by, now=now),
        back=reverse("congress-settings-axes", args=[event.slug]),
        context={"title": pick(row.name) if row else _("A new axis"), "eyebrow": _("Axes")},
        remove=(lambda: actions.remove_axis(axis=row, by=by, now=now)) if row else None,
    )


def _found(rows: Any, code: str) -> Any:
    """The row of a code, None for a new one; 404 for a code that nothing has."""
    if not code:
        return None
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found
