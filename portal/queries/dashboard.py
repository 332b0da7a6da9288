"""What happened, in figures; each figure leads to the list behind it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from common import formats
from common.fields import pick
from common.models import QueuedMail
from congress.models import Congress
from congress.queries.submission import counts_by_state as submissions_by_state
from payments.models import Book
from payments.queries.orders import totals
from registration.enums import HOLDING, State
from registration.queries import door, lists
from visits.queries.departures import seats

Section = dict[str, Any]


def sections(event: Congress, roles: frozenset[str], now: datetime) -> list[Section]:
    """Stat tiles by theme, those that one's roles may see."""
    found = []
    if roles & {"owner", "registration", "desk", "auditor"}:
        found.append({"title": _("Registrations"), "stats": _registrations(event)})
    book = getattr(getattr(event, "terms", None), "book", None)
    if roles & {"owner", "treasurer", "auditor"} and book is not None:
        found.append({"title": _("Money"), "stats": _money(book)})
    if roles & {"owner", "chair", "deputy", "auditor"}:
        found += _calls(event)
    if roles & {"owner", "visits", "auditor"}:
        found.append({"title": _("Study visits"), "stats": _visits(event)})
    if roles & {"owner", "door", "desk", "safety"}:
        found.append({"title": _("Door"), "stats": _door(event)})
    if roles & {"owner", "registration", "desk", "auditor"}:
        found.append({"title": _("Letters"), "stats": _letters(event)})
    return found


def _registrations(event: Congress) -> list[dict[str, Any]]:
    url = reverse("registration-manage-list", args=[event.slug])
    counts = lists.counts_by_state(event)
    stats = [
        {
            "value": formats.number(sum(counts.get(s, 0) for s in HOLDING)),
            "label": _("hold a place"),
            "url": f"{url}?state=holding",
        }
    ]
    for state in State:
        if counts.get(state):
            stats.append(
                {"value": formats.number(counts[state]), "label": str(state.label), "url": f"{url}?state={state.value}"}
            )
    return stats


def _money(book: Book) -> list[dict[str, Any]]:
    url = reverse("payments-orders", args=[book.code])
    labels = {
        "charged": _("charged"),
        "received": _("received"),
        "refunded": _("refunded"),
        "due": _("still due"),
        "open": _("still due"),
    }
    rows = totals(book)
    return [
        {"value": formats.money(value), "label": labels.get(name, name), "url": url} for name, value in rows.items()
    ]


def _calls(event: Congress) -> list[Section]:
    found = []
    for call in event.calls.all():
        url = reverse("congress-manage-submissions", args=[event.slug, call.code])
        counts = submissions_by_state(call)
        names = dict(call.submissions.model._meta.get_field("state").flatchoices)
        stats = [
            {
                "value": formats.number(n),
                "label": str(names.get(state, state)),
                "url": "" if state == "draft" else f"{url}?state={state}",
            }
            for state, n in counts.items()
            if n
        ]
        if stats:
            found.append({"title": pick(call.title), "stats": stats})
    return found


def _visits(event: Congress) -> list[dict[str, Any]]:
    url = reverse("visits-manage", args=[event.slug])
    figures = seats(event)
    return [
        {"value": formats.number(figures["booked"]), "label": _("seats booked"), "url": url},
        {"value": formats.number(figures["free"]), "label": _("seats free"), "url": url},
        {"value": formats.number(figures["waiting"]), "label": _("on waiting lists"), "url": url},
    ]


def _door(event: Congress) -> list[dict[str, Any]]:
    url = reverse("registration-door", args=[event.slug])
    return [
        {"value": formats.number(row["admitted"]), "label": pick(row["point"].name), "url": url}
        for row in door.admitted_by_point(event)
    ]


def _letters(event: Congress) -> list[dict[str, Any]]:
    url = reverse("portal-outbox", args=[event.slug])
    rows = QueuedMail.objects.filter(scope=event.slug)
    labels = {"sent": _("sent"), "queued": _("waiting to be sent"), "failed": _("undeliverable: people to telephone")}
    return [
        {"value": formats.number(rows.filter(state=state).count()), "label": label, "url": f"{url}?state={state}"}
        for state, label in labels.items()
    ]


def charts(event: Congress) -> list[dict[str, Any]]:
    """Charts that are also tables: by category, country, language."""
    url = reverse("registration-manage-list", args=[event.slug])
    categories = [
        {"label": pick(row["category"].name), "value": row["taken"], "url": f"{url}?category={row['category'].code}"}
        for row in lists.counts_by_category(event)
    ]
    countries = [{"label": formats.country(code), "value": n} for code, n in lists.counts_by_country(event)[:15]]
    languages = [{"label": formats.language_name(code), "value": n} for code, n in lists.counts_by_language(event)]
    made = [(_("Places held, by category"), _("Category"), categories)]
    made.append((_("People by country (the first fifteen)"), _("Country"), countries))
    made.append((_("People by language of letters"), _("Language"), languages))
    return [
        {"caption": caption, "head": head, "rows": rows, "max": max((row["value"] for row in rows), default=1) or 1}
        for caption, head, rows in made
        if rows
    ]
