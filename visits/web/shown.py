"""Slots as pages show them: ready texts, no decisions."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import formats
from common.fields import pick
from common.marked import marked
from visits.enums import BookingState, DepartureState
from visits.models import Booking, Departure
from visits.queries.departures import takes_bookings


def access(row: Departure) -> str:
    words = _("Step-free") if row.is_step_free else _("Not step-free: not suitable for wheelchairs")
    note = marked(row.access_note)
    return format_html("{}. {}", words, note) if note else words


def times(row: Departure) -> str:
    zone = row.visit.congress.zone
    return f"{formats.clock(row.starts_at, zone)}–{formats.clock(row.ends_at, zone)}"


def when(row: Departure) -> str:
    return f"{formats.weekday(row.held_on)}, {times(row)}"


def languages(row: Departure) -> str:
    return formats.listing(formats.language_name(code) for code in row.languages)


def places(row: Departure, now: datetime) -> tuple[str, str]:
    """(what to say of the places, its tone)."""
    if row.state == DepartureState.CANCELLED:
        return _("Cancelled"), "bad"
    if not takes_bookings(row, now):
        if row.opens_at and now < row.opens_at:
            opens = formats.zoned(row.opens_at, row.visit.congress.zone)
            return _("Booking opens on %(opens)s") % {"opens": opens}, ""
        return _("Booking is closed"), ""
    if row.is_full:
        return (_("Full: waiting list") if row.has_waiting_list else _("Full")), "warn"
    left = row.places_left
    tone = "wait" if left <= 5 else "ok"
    return ngettext("%(n)s place left", "%(n)s places left", left) % {"n": formats.number(left)}, tone


TONES = {BookingState.BOOKED: "ok", BookingState.WAITLISTED: "wait", BookingState.CANCELLED: ""}


def card(row: Departure, now: datetime, bookings: list[Booking]) -> dict[str, Any]:
    """A slot in the list, with what this visitor holds of it."""
    label, tone = places(row, now)
    held = next((booking for booking in bookings if booking.departure_id == row.pk), None)
    visit = row.visit
    return {
        "url": f"{reverse('visits-detail', args=[visit.congress.slug, visit.code])}#{row.code}",
        "title": visit.title,
        "text": visit.summary,
        "times": times(row),
        "axis": marked(visit.axis.name) if visit.axis else "",
        "languages": languages(row),
        "access": access(row),
        "transport": marked(row.transport_label) or row.get_transport_display(),
        "places": label,
        "tone": tone if held is None else "",
        "held": held.get_state_display() if held else "",
        "held_tone": TONES[BookingState(held.state)] if held else "",
    }


def figures(numbers: dict[str, int], url: str) -> list[dict[str, Any]]:
    """Stat tiles of `queries.departures.seats`; each leads to its slots on the page `url`."""
    booked, free, waiting = numbers["booked"], numbers["free"], numbers["waiting"]
    labels = {
        "booked": ngettext("seat booked", "seats booked", booked),
        "free": ngettext("seat free", "seats free", free),
        "waiting": ngettext("person on waiting lists", "people on waiting lists", waiting),
    }
    return [
        {"value": formats.number(numbers[key]), "label": label, "url": f"{url}show={key}"}
        for key, label in labels.items()
    ]


def host(row: Departure) -> str:
    names = [marked(row.visit.host_name), pick(row.visit.host.name) if row.visit.host else ""]
    return format_html_join(", ", "{}", ((name,) for name in names if name))


def lines(text: dict[str, str]) -> list[str]:
    return [line.strip() for line in pick(text).splitlines() if line.strip()]


def slot(row: Departure, now: datetime, bookings: list[Booking]) -> dict[str, Any]:
    """A slot on the page of its visit, with what this visitor holds of it."""
    label, tone = places(row, now)
    zone = row.visit.congress.zone
    facts = [
        {"label": _("Transport"), "value": marked(row.transport_label) or row.get_transport_display()},
        {"label": _("Languages"), "value": languages(row)},
        {"label": _("Access"), "value": access(row)},
    ]
    if row.cancel_until:
        facts.append({"label": _("Cancellation until"), "value": formats.deadline(row.cancel_until, zone)})
    if row.identity_needed_until:
        text = _("The host asks for the names and identity papers of all visitors. They must be complete by %(until)s.")
        until = formats.deadline(row.identity_needed_until, zone)
        facts.append({"label": _("Identity papers"), "value": text % {"until": until}})
    return {
        "code": row.code,
        "when": when(row),
        "facts": facts,
        "places": label,
        "tone": tone,
        "is_open": takes_bookings(row, now),
        "is_full": row.is_full,
        "has_waiting_list": row.has_waiting_list,
        "bookings": [booking for booking in bookings if booking.departure_id == row.pk],
    }
