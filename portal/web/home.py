"""The network's front page, a congress's home, and the two pages every site owes its readers."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, formats
from common.fields import pick
from common.web.context import NATIVE
from congress.enums import Part, Role
from congress.models import Congress, Page
from congress.permissions import roles_of
from congress.queries.bank import experiences_of
from congress.queries.pages import published
from congress.rules.blocks import latest_news
from congress.rules.page_kinds import HOME, NEWS
from congress.web.page_shown import direction_of, language_of, menu_of, news_item, shown
from congress.web.scope import public_congress
from portal.web.stage_words import announcement_note
from registration.models import Registration
from registration.queries.congresses import offer
from visits.queries.departures import departures


def root(request: HttpRequest) -> HttpResponse:
    """`/`: to the reader's language, by cookie or Accept-Language."""
    lang = translation.get_language_from_request(request)
    response = redirect(f"/{lang if lang in NATIVE else 'en'}/")
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def home(request: HttpRequest) -> HttpResponse:
    """`/{lang}/`: the congresses of the network, the coming ones first."""
    now = clock.now()
    today = now.date()
    rows = Congress.objects.public(now).filter(is_listed=True).select_related("host")
    listed = sorted(rows, key=lambda row: row.starts_on)
    context = {
        "coming": [_card(row) for row in listed if row.ends_on >= today],
        "past": [_card(row) for row in reversed(listed) if row.ends_on < today],
    }
    return render(request, "portal/home.html", context)


def _card(row: Congress) -> dict[str, Any]:
    return {
        "title": row.name,
        "url": reverse("portal-congress", args=[row.slug]),
        "meta": formats.days(row.starts_on, row.ends_on),
        "text": row.theme,
    }


def congress_home(request: HttpRequest, congress: str) -> HttpResponse:
    """`/{lang}/{congress}/`: what, when, where, and the way in."""
    event = public_congress(request, congress)
    now = clock.now()
    terms = getattr(event, "terms", None)
    shown = [(row, offer(row, terms, now)) for row in event.categories.prefetch_related("fees").filter(is_public=True)]
    is_open = any(offered["open"] for _row, offered in shown)
    calls = [call for call in event.calls.all() if call.place(now) == "open"]
    paragraphs = pick(event.description).split("\n\n")
    actions = []
    if is_open:
        actions.append({"label": _("Register"), "url": reverse("registration-register", args=[event.slug])})
    if event.uses(Part.PROGRAMME):
        url = reverse("programme-programme", args=[event.slug])
        actions.append({"label": _("Programme"), "url": url, "quiet": is_open})
    context = {
        "hero_text": paragraphs[0],
        "hero_words": event.theme if pick(event.theme) else event.name,
        "hero_lead": event.description,
        "paragraphs": paragraphs[1:],
        "hero_actions": actions,
        "hero_facts": [
            {"label": _("Languages"), "value": formats.listing(map(formats.language_name, event.languages))}
        ],
        "axes": event.axes.all(),
        "fees": _fees(shown, event.zone) if event.uses(Part.FEES) and not event.is_over(now) else [],
        "calls": calls if event.uses(Part.CALL) else [],
        **_own_words(event),
        "visits": _visits(event) if event.uses(Part.VISITS) else [],
        "figures": _figures(event),
        "left_url": _left_url(request, event),
        "unseen": announcement_note(request, event),
    }
    return render(request, "portal/congress.html", context)


def _left_url(request: HttpRequest, event: Congress) -> str:
    """Where its owner finds what is left before publishing; "" for everybody else, and afterwards."""
    is_mine = event.is_rehearsing and Role.OWNER in roles_of(request.user, event)
    return reverse("portal-manage", args=[event.slug]) if is_mine else ""


def _visits(event: Congress) -> list[Any]:
    """A first few of the study visits."""
    return list({row.visit_id: row.visit for row in departures(event)}.values())[:6]


def _own_words(event: Congress) -> dict[str, Any]:
    """What the organiser's pages give to the home: its text instead of the description's rest, the menu, the news."""
    rows = {row.slug: row for row in Page.objects.filter(congress=event, is_published=True)}
    text, news = rows.get(HOME), rows.get(NEWS)
    found = shown(event, published(text)) if text is not None else None
    return {
        "own": found if found is not None and found.lang else None,
        "menu": menu_of(event, [row for row in rows.values() if row.in_menu and row.slug != HOME]),
        "news": _news(event, news) if news is not None else None,
    }


def _news(event: Congress, page: Page) -> dict[str, Any] | None:
    """The newest three items, with the way to all of them; None while there is none."""
    text = published(page)
    lang = language_of(event, text, translation.get_language() or "en")
    items = [news_item(block) for block in latest_news(text.body.get(lang, []), 3)]
    url = reverse("congress-page", args=[event.slug, page.slug])
    return {"rows": items, "url": url, "lang": lang, "direction": direction_of(lang)} if items else None


def _last_day(ends_at: datetime | None, zone: ZoneInfo) -> str:
    """The last day on which a fee applies, or the instant where it ends within a day; "" where it does not end."""
    if ends_at is None:
        return ""
    local = ends_at.astimezone(zone)
    if local.time() == time():
        return formats.day(local.date() - timedelta(days=1))
    return formats.deadline(ends_at, zone)


def _fees(shown: list[tuple[Any, dict[str, Any]]], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Categories people may choose, with every period's fee."""
    rows = []
    for row, offered in shown:
        periods = [
            {
                "amount": formats.money(fee.amount) if fee.minor else _("Free of charge"),
                "until": _last_day(fee.ends_at, zone),
            }
            for fee in row.fees.all()
        ]
        rows.append({"name": row.name, "periods": periods, "open": offered["open"]})
    return rows


def _figures(event: Congress) -> list[dict[str, Any]]:
    accepted = experiences_of(event).count() if event.uses(Part.CALL) else 0
    figures = []
    if accepted:
        url = reverse("portal-experiences", args=[event.slug])
        label = ngettext("experience selected", "experiences selected", accepted)
        figures.append({"value": formats.number(accepted), "label": label, "url": url})
    cities = Registration.objects.filter(congress=event, state__in=["confirmed", "secured"], organisation__isnull=False)
    count = cities.values("organisation").distinct().count()
    if count:
        countries = cities.values("organisation__country").distinct().count()
        figures.append(
            {
                "value": formats.number(count),
                "label": ngettext("city taking part", "cities taking part", count),
                "url": "",
            }
        )
        figures.append(
            {"value": formats.number(countries), "label": ngettext("country", "countries", countries), "url": ""}
        )
    return figures


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")
