"""How far a congress is, in words: that it is over, who sees it, and what of it opens when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock, formats
from common.fields import pick
from congress.enums import Part, Role
from congress.models import Congress
from congress.permissions import has_role, roles_of
from congress.rules.openings import Window
from congress.web.openings import said
from portal.queries.openings import ANNOUNCEMENT, PROGRAMME, REGISTRATION, call_key, windows_of


def over_note(request: HttpRequest, event: Congress) -> dict[str, str] | None:
    """What stands above every page of a congress that is over; its team reads that nothing can be changed any more."""
    if not event.is_over(clock.now()):
        return None
    if not event.is_archived or not roles_of(request.user, event):
        is_ours = "/manage/" in request.path  # there the team works on, and knows
        return None if is_ours else {"text": _("This congress is over. Its pages stay, to be read.")}
    if event.archived_at:
        at = {"at": formats.zoned(event.archived_at, event.zone)}
        text = _("Archived since %(at)s: everything can be read, and nothing can be changed.") % at
    else:
        text = _("Archived: everything can be read, and nothing can be changed.")
    if not has_role(request.user, event, Role.OWNER):
        return {"text": text}
    return {"text": text, "url": reverse("portal-publish", args=[event.slug]), "label": _("State of the congress")}


def announcement_note(request: HttpRequest, event: Congress) -> dict[str, str] | None:
    """What the team reads of a published congress that the public does not see; nobody else comes so far."""
    now, window = clock.now(), event.announcement
    if event.is_rehearsing or window.is_open(now):
        return None
    if window.place(now) == "before" and window.opens_at:
        text = _("Its announcement opens on %(at)s.") % {"at": formats.zoned(window.opens_at, event.zone)}
    else:
        ended = formats.deadline(window.closes_at, event.zone) if window.closes_at else ""
        text = _("Its announcement closed on %(at)s.") % {"at": ended}
    reads = has_role(request.user, event, Role.OWNER, Role.AUDITOR)
    url = reverse("portal-openings", args=[event.slug]) if reads else ""
    return {"title": _("Only the team sees this congress"), "text": text, "url": url, "label": _("Openings")}


@dataclass(frozen=True, slots=True)
class Opening:
    """Of announcement, a call, registration or the programme: whether it is open and what follows, in words."""

    key: str
    title: str
    state: str
    tone: str
    text: str


def openings_of(event: Congress, now: datetime) -> list[Opening]:
    """What is open and what opens when; of a rehearsal, what publishing would open at this instant."""
    names = titles(event)
    return [_opening(event, key, names[key], window, now) for key, window in windows_of(event).items()]


def titles(event: Congress) -> dict[str, str]:
    """What opens, by the keys of queries/openings.py."""
    calls = {call_key(call): pick(call.title) for call in event.calls.all()} if event.uses(Part.CALL) else {}
    return {
        ANNOUNCEMENT: _("Announcement"),
        REGISTRATION: _("Registration"),
        PROGRAMME: _("Programme"),
        **calls,
    }


def _opening(event: Congress, key: str, title: str, window: Window, now: datetime) -> Opening:
    place, text = window.place(now), said(window, now, event.zone)
    if key == REGISTRATION and event.is_finished:
        return Opening(key, title, _word(key, "closed"), "", _("The congress is finished: nobody registers any more."))
    if place == "closed":
        return Opening(key, title, _("Stays closed") if event.is_rehearsing else _word(key, place), "", text)
    if key != ANNOUNCEMENT and (held := _held_back(event.announcement, window, event, now)):
        return Opening(key, title, _word(key, "before"), "wait", held)
    parts = [text] if text else [_("Opens at once on publishing.")] if event.is_rehearsing else []
    if window.closes_at:
        parts.append(_("Closes on %(at)s.") % {"at": formats.deadline(window.closes_at, event.zone)})
    if key == PROGRAMME and event.is_rehearsing:
        parts.append(_("It is empty until you publish it anew: what was published in the rehearsal is dropped."))
    if place == "before":
        return Opening(key, title, _("Opens later"), "wait", " ".join(parts))
    state, tone = (_("Opens on publishing"), "info") if event.is_rehearsing else (_word(key, place), "ok")
    return Opening(key, title, state, tone, " ".join(parts))


def _word(key: str, place: str) -> str:
    """Whether it is open, in the gender of what opens: languages say "ouverte" of an announcement."""
    words = {
        ANNOUNCEMENT: {
            "before": pgettext("the announcement", "Not open yet"),
            "open": pgettext("the announcement", "Open"),
            "closed": pgettext("the announcement", "Closed"),
        },
        REGISTRATION: {
            "before": pgettext("the registration", "Not open yet"),
            "open": pgettext("the registration", "Open"),
            "closed": pgettext("the registration", "Closed"),
        },
        PROGRAMME: {
            "before": pgettext("the programme", "Not open yet"),
            "open": pgettext("the programme", "Open"),
            "closed": pgettext("the programme", "Closed"),
        },
    }
    return words.get(key, {"before": _("Not open yet"), "open": _("Open"), "closed": _("Closed")})[place]


def _held_back(announcement: Window, window: Window, event: Congress, now: datetime) -> str:
    """Why nobody outside the team comes to what would be open by its own instants; "" where that is not so."""
    place = announcement.place(now)
    if place == "closed":
        return _("Nobody outside the team sees it, because the announcement is closed.")
    if place == "before" and announcement.opens_at and (window.opens_at or now) <= announcement.opens_at:
        return _("Opens with the announcement, on %(at)s.") % {"at": formats.zoned(announcement.opens_at, event.zone)}
    return ""


def as_task(opening: Opening) -> dict[str, Any]:
    """An opening as a task of a list: it leads nowhere."""
    return {"title": opening.title, "url": "", "detail": opening.text, "tone": opening.tone, "state": opening.state}
