"""Calendars as iCalendar bytes (RFC 5545, RFC 7986): the same bytes until something changes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from common import formats
from common.fields import pick, pick_or_original
from common.rehearsals import TEST
from congress.models import Congress, Milestone
from programme.models import PublishedSession
from visits.models import Departure

REFRESH = timedelta(hours=1)
STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}


def host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "plenaria"


def calendar(name: str, events: Iterable[Event], source: str = "", colour: str = "") -> bytes:
    """A whole calendar with its time zones. No METHOD: this is a feed, not an invitation."""
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//Plenaria//Calendar 1//EN")
    whole.add("calscale", "GREGORIAN")
    whole.add("name", name)
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", vDuration(REFRESH))
    if source:
        whole.add("source", source, parameters={"VALUE": "URI"})
    if colour:
        whole.add("color", colour)
    for event in events:
        whole.add_component(event)
    whole.add_missing_timezones()
    return whole.to_ical()


def _stamp(event: Event, changed_at: datetime, sequence: int, uid: str, status: str) -> None:
    at = changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", sequence)
    event.add("status", status)


def tried(text: str, congress: Congress) -> str:
    """A title of what is only rehearsed says so, in whichever calendar it ends up."""
    return f"{TEST}: {text}" if congress.is_rehearsing else text


def _text(event: Event, name: str, value: str, lang: str) -> None:
    if value:
        event.add(name, vText(value), parameters={"LANGUAGE": lang})


def session_event(row: PublishedSession, congress: Congress, lang: str) -> Event:
    """A published session; a cancelled one says so, a moved one says from where."""
    event = Event()
    with translation.override(lang):
        _stamp(event, row.changed_at, row.sequence, row.uid, STATUS[row.status])
        event.add("dtstart", row.starts_at.astimezone(congress.zone))
        event.add("dtend", row.ends_at.astimezone(congress.zone))
        title = pick(row.title, lang)
        said = _("Cancelled: %(title)s") % {"title": title} if row.status == "cancelled" else title
        _text(event, "summary", tried(said, congress), lang)
        place = [pick(row.room_name, lang), pick(congress.venue, lang), congress.address]
        _text(event, "location", ", ".join(part for part in place if part), lang)
        _text(event, "description", _description(row, congress, lang), lang)
        if row.axis_name:
            event.add("categories", [pick(row.axis_name, lang)])
        event.add("url", f"{settings.PUBLIC_URL}/{lang}/{congress.slug}/sessions/{row.code}/")
    return event


def _description(row: PublishedSession, congress: Congress, lang: str) -> str:
    parts = [pick(row.description, lang)]
    if row.moved_from:
        was = datetime.fromisoformat(row.moved_from["starts_at"])
        room = pick(row.moved_from["room_name"], lang)
        when = formats.instant(was, congress.zone, lang)
        parts.append(_("Moved. Before: %(when)s, %(room)s.") % {"when": when, "room": room or "–"})
    if row.interpretation:
        names = formats.listing([formats.language_name(code, lang) for code in row.interpretation], lang)
        parts.append(_("Languages: %(names)s") % {"names": names})
    for item in row.items:
        title = pick_or_original(item["title"], item.get("language", ""), lang)
        parts.append(f"– {title} ({pick(item['city'], lang)})")
    return "\n".join(part for part in parts if part)


def visit_event(row: Departure, congress: Congress, lang: str, *, waiting: bool = False) -> Event:
    """A booked visit: confirmed, or tentative while one waits for a place."""
    event = Event()
    with translation.override(lang):
        cancelled = row.state == "cancelled"
        status = "CANCELLED" if cancelled else "TENTATIVE" if waiting else "CONFIRMED"
        _stamp(event, row.changed_at, row.sequence, row.uid, status)
        event.add("dtstart", row.starts_at.astimezone(congress.zone))
        event.add("dtend", row.ends_at.astimezone(congress.zone))
        title = _("Study visit: %(title)s") % {"title": pick(row.visit.title, lang)}
        said = _("Waiting list: %(title)s") % {"title": title} if waiting else title
        _text(event, "summary", tried(said, congress), lang)
        _text(event, "location", pick(row.visit.meeting_point, lang), lang)
        _text(event, "description", pick(row.visit.summary, lang) or pick(row.visit.description, lang), lang)
        event.add("url", f"{settings.PUBLIC_URL}/{lang}/{congress.slug}/visits/{row.visit.code}/")
    return event


def congress_event(congress: Congress, lang: str, *, changed_at: datetime) -> Event:
    """A congress as an all-day entry; DTEND is the day after the last (RFC 5545, 3.6.1)."""
    event = Event()
    _stamp(event, changed_at, 0, f"congress-{congress.slug}@{host()}", "CONFIRMED")
    event.add("dtstart", congress.starts_on)
    event.add("dtend", congress.ends_on + timedelta(days=1))
    _text(event, "summary", tried(pick(congress.name, lang), congress), lang)
    _text(event, "location", ", ".join(p for p in (pick(congress.venue, lang), congress.address) if p), lang)
    _text(event, "description", pick(congress.theme, lang), lang)
    event.add("url", f"{settings.PUBLIC_URL}/{lang}/{congress.slug}/")
    return event


def deadline_event(uid: str, title: str, at: datetime, congress: Congress, lang: str, changed_at: datetime) -> Event:
    """A deadline of one's own, as the quarter of an hour before it."""
    event = Event()
    _stamp(event, changed_at, 0, uid, "CONFIRMED")
    event.add("dtstart", (at - timedelta(minutes=15)).astimezone(congress.zone))
    event.add("dtend", at.astimezone(congress.zone))
    _text(event, "summary", tried(title, congress), lang)
    return event


def milestone_event(row: Milestone, congress: Congress, lang: str) -> Event:
    """A milestone as an all-day entry that keeps nobody busy; a dropped one says that it is cancelled."""
    event = Event()
    status = "CANCELLED" if row.state == "dropped" else "CONFIRMED"
    _stamp(event, row.updated_at, row.sequence, f"milestone-{row.pk}@{host()}", status)
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    title = pick(row.title, lang)
    with translation.override(lang):
        said = _("Done: %(title)s") % {"title": title} if row.state == "done" else title
        path = reverse("congress-plan-milestone", args=[congress.slug, row.code])
    _text(event, "summary", said, lang)
    _text(event, "description", pick(row.description, lang), lang)
    event.add("url", f"{settings.PUBLIC_URL}{path}")
    return event
