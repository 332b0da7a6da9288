"""`…/manage/settings/`: registration, categories, extras, and what they cost when."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock, formats
from common.fields import pick
from congress.enums import Part, Role
from congress.models import Congress
from congress.web.scope import team_congress
from congress.web.settings_page import LIST, edited, posted
from registration.actions import setup as actions
from registration.models import AddOn, Category, Terms
from registration.queries.limits import is_used
from registration.web.settings_forms import AddOnForm, CategoryForm, FeesForm, TermsForm

Thing = Category | AddOn


def terms(request: HttpRequest, congress: str) -> HttpResponse:
    """When registration is open, places, holds and tax."""
    event = team_congress(request, congress, Role.OWNER)
    row = Terms.objects.filter(congress=event).first()
    form = TermsForm(posted(request), congress=event, terms=row)
    args: dict[str, Any] = {"congress": event, "by": request.user.as_actor(), "now": clock.now()}

    def save() -> None:
        if row is None:
            actions.open_registration(book=None, facts=form.facts(), **args)
        else:
            actions.change_terms(facts=form.facts(), **args)

    lead = _("Times are as announced: they stay when the dates of the congress or its zone change.")
    context = {"title": _("Registration"), "lead": lead, "groups": form.groups()}
    return edited(request, form, save, back=reverse("registration-settings", args=[event.slug]), context=context)


def categories(request: HttpRequest, congress: str) -> HttpResponse:
    """Categories and extras with their places and what they cost now."""
    event = team_congress(request, congress, Role.OWNER)
    sections = [
        {
            "title": _("Categories"),
            **_table(event, event.categories.prefetch_related("fees"), "registration-category"),
            "empty": _("There is no category yet"),
            "add_url": reverse("registration-category-new", args=[event.slug]),
            "add_label": _("Add a category"),
        },
        {
            "title": _("Extras"),
            **_table(event, event.add_ons.prefetch_related("fees"), "registration-add-on"),
            "empty": _("There are no extras"),
            "add_url": reverse("registration-add-on-new", args=[event.slug]),
            "add_label": _("Add an extra"),
        },
    ]
    if not event.uses(Part.FEES) and not sections[1]["rows"]:
        del sections[1]
    title = _("Categories and fees") if event.uses(Part.FEES) else _("Categories")
    return render(request, LIST, {"title": title, "sections": sections})


def _table(event: Congress, rows: Any, name: str) -> dict[str, Any]:
    has_fees = event.uses(Part.FEES)
    heads = [_("Name"), _("Places"), *([_("Fees")] if has_fees else [])]
    return {"heads": heads, "rows": [_row(event, row, name, heads) for row in rows]}


def _row(event: Congress, row: Thing, name: str, heads: list[str]) -> dict[str, Any]:
    places = formats.number(row.places) if row.places is not None else _("no limit")
    cells: list[dict[str, Any]] = [{"head": heads[1], "text": places}]
    if event.uses(Part.FEES):
        amounts = [formats.money(fee.amount) if fee.minor else _("free of charge") for fee in row.fees.all()]
        text = formats.listing(amounts) if amounts else _("free of charge")
        cells.append({"head": heads[2], "text": text, "url": reverse(f"{name}-fees", args=[event.slug, row.code])})
    return {
        "title": pick(row.name) or row.code,
        "url": reverse(name, args=[event.slug, row.code]),
        "cells": cells,
    }


def category(request: HttpRequest, congress: str, code: str = "") -> HttpResponse:
    """One category, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    row: Category | None = _found(event.categories.select_related("congress"), code)
    form = CategoryForm(posted(request), congress=event, category=row)
    args: dict[str, Any] = {"by": request.user.as_actor(), "now": clock.now()}

    def save() -> str | None:
        made = actions.save_category(congress=event, category=row, facts=form.facts(), **args)
        # A new one is no offer before it is said what it costs.
        is_fresh = row is None and event.uses(Part.FEES)
        return reverse("registration-category-fees", args=[event.slug, made.code]) if is_fresh else None

    title = pick(row.name) if row else _("A new category")
    return _edited(request, event, form, save, row, title, args)


def add_on(request: HttpRequest, congress: str, code: str = "") -> HttpResponse:
    """One extra, or a new one."""
    event = team_congress(request, congress, Role.OWNER)
    row: AddOn | None = _found(event.add_ons.select_related("congress"), code)
    form = AddOnForm(posted(request), congress=event, add_on=row)
    args: dict[str, Any] = {"by": request.user.as_actor(), "now": clock.now()}

    def save() -> str | None:
        made = actions.save_add_on(congress=event, add_on=row, facts=form.facts(), **args)
        is_fresh = row is None and event.uses(Part.FEES)
        return reverse("registration-add-on-fees", args=[event.slug, made.code]) if is_fresh else None

    title = pick(row.name) if row else _("A new extra")
    return _edited(request, event, form, save, row, title, args)


def _edited(
    request: HttpRequest, event: Congress, form: Any, save: Any, row: Thing | None, title: str, args: dict[str, Any]
) -> HttpResponse:
    return edited(
        request,
        form,
        save,
        back=reverse("registration-categories", args=[event.slug]),
        context={"title": title, "eyebrow": _("Categories"), "groups": form.groups()},
        remove=(lambda: actions.remove(thing=row, **args)) if row is not None and not is_used(row) else None,
    )


def category_fees(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    event = team_congress(request, congress, Role.OWNER)
    return _fees(request, event, _found(event.categories.select_related("congress"), code))


def add_on_fees(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    event = team_congress(request, congress, Role.OWNER)
    return _fees(request, event, _found(event.add_ons.select_related("congress"), code))


def _fees(request: HttpRequest, event: Congress, row: Thing) -> HttpResponse:
    """What something costs when: the table, and beneath it what applies from when to when."""
    if not event.uses(Part.FEES):
        raise Http404
    known = Terms.objects.select_related("book").filter(congress=event).first()
    fees = list(row.fees.all())
    form = FeesForm(posted(request), congress=event, fees=fees, currency=known.currency if known else "EUR")
    by, now = request.user.as_actor(), clock.now()

    def save() -> str:
        actions.set_fees(thing=row, periods=form.periods, by=by, now=now)
        return request.path

    context = {
        "title": pick(row.name) or row.code,
        "eyebrow": _("Fees"),
        "rows": form.rows(),
        "calendar": _calendar(event, fees, now),
        "zone": event.timezone,
    }
    return edited(
        request,
        form,
        save,
        back=reverse("registration-categories", args=[event.slug]),
        context=context,
        template="registration/settings_fees.html",
    )


def _calendar(event: Congress, fees: list[Any], now: Any) -> list[dict[str, Any]]:
    """Which fee applies from when to when."""
    return [
        {
            "from": formats.zoned(fee.starts_at, event.zone) if fee.starts_at else _("from the beginning"),
            "until": formats.deadline(fee.ends_at, event.zone) if fee.ends_at else _("to the end"),
            "amount": formats.money(fee.amount) if fee.minor else _("Free of charge"),
            "is_now": (fee.starts_at is None or fee.starts_at <= now) and (fee.ends_at is None or now < fee.ends_at),
        }
        for fee in fees
    ]


def _found(rows: Any, code: str) -> Any:
    """The row of a code, None for a new one; 404 for a code that nothing has."""
    if not code:
        return None
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found
