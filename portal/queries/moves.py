"""What follows when a congress moves to other days or another zone, said before it is done."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import formats
from common.fields import pick
from congress.models import Congress, Milestone
from programme.models import PublishedSession, Session
from registration.models import Fee, Terms
from visits.models import Departure


@dataclass(frozen=True, slots=True)
class Move:
    """The days and the zone to which a congress is to move."""

    starts_on: date
    ends_on: date
    timezone: str


@dataclass(frozen=True, slots=True)
class _Instant:
    """An announced instant; what ends at it is said as deadlines are."""

    name: str
    at: datetime
    is_end: bool = False


def consequences(event: Congress, move: Move) -> list[str]:
    """A sentence for everything that moves along and everything that stays; [] where nothing moves."""
    told = []
    if move.timezone != event.timezone:
        told += _zone(event, move)
    if (move.starts_on, move.ends_on) != (event.starts_on, event.ends_on):
        told += _days(event, move)
    return told


def _zone(event: Congress, move: Move) -> list[str]:
    told = []
    sessions, slots = _planned(event)
    if sessions or slots:
        words = {"things": _things(sessions, slots), "zone": move.timezone}
        told.append(_("%(things)s keep the time on the clock: 09:00 stays 09:00, now in %(zone)s.") % words)
    if PublishedSession.objects.filter(congress=event).exists():
        told.append(_("Readers of the programme and its calendars see this with the next publication."))
    booked = Departure.objects.filter(visit__congress=event, taken__gt=0).count()
    if booked:
        text = ngettext(
            "People booked on %(n)s slot see its new time in their calendars at once.",
            "People booked on %(n)s slots see their new times in their calendars at once.",
            booked,
        )
        told.append(text % {"n": formats.number(booked)})
    told += [_restated(one, event.zone, ZoneInfo(move.timezone)) for one in _instants(event)]
    return told


def _restated(one: _Instant, before: ZoneInfo, after: ZoneInfo) -> str:
    say = formats.deadline if one.is_end else formats.zoned
    words = {"name": one.name, "before": say(one.at, before), "after": say(one.at, after)}
    return _("%(name)s stays at its instant: %(before)s will read %(after)s.") % words


def _days(event: Congress, move: Move) -> list[str]:
    told = []
    days = (move.starts_on - event.starts_on).days
    tied = Milestone.objects.filter(congress=event, days_before__isnull=False).count()
    if days and tied:
        text = ngettext(
            "%(n)s milestone of the work plan moves with the opening.",
            "%(n)s milestones of the work plan move with the opening.",
            tied,
        )
        told.append(text % {"n": formats.number(tied)})
    outside = ~Q(day__range=(move.starts_on, move.ends_on))
    sessions = Session.objects.filter(outside, congress=event, is_cancelled=False).count()
    beyond = ~Q(held_on__range=(move.starts_on, move.ends_on))
    slots = Departure.objects.filter(beyond, visit__congress=event).count()
    if sessions or slots:
        words = {"things": _things(sessions, slots)}
        told.append(_("%(things)s stay on their days, which then lie outside the congress. Please move them.") % words)
    fixed = [one.name for one in _instants(event)]
    if fixed:
        words = {"names": formats.listing(fixed)}
        told.append(_("These stay at the instants that were announced; please look at them: %(names)s.") % words)
    return told


def _planned(event: Congress) -> tuple[int, int]:
    sessions = Session.objects.filter(congress=event).count()
    return sessions, Departure.objects.filter(visit__congress=event).count()


def _things(sessions: int, slots: int) -> str:
    """ "3 sessions and 1 slot"."""
    told = []
    if sessions:
        told.append(ngettext("%(n)s session", "%(n)s sessions", sessions) % {"n": formats.number(sessions)})
    if slots:
        told.append(ngettext("%(n)s slot of a study visit", "%(n)s slots of study visits", slots)
                    % {"n": formats.number(slots)})  # fmt: skip
    return formats.listing(told)


def _instants(event: Congress) -> list[_Instant]:
    """All that opens, closes or changes at an announced instant."""
    found: list[_Instant] = []
    for call in event.calls.all():
        name = pick(call.title) or call.code
        found += [_Instant(_("%(name)s, opening") % {"name": name}, call.opens_at)]
        found += [_Instant(_("%(name)s, closing") % {"name": name}, call.closes_at, is_end=True)]
    terms = Terms.objects.filter(congress=event).first()
    turns = Fee.objects.filter(Q(category__congress=event) | Q(add_on__congress=event), ends_at__isnull=False)
    changes = sorted({at for at in turns.values_list("ends_at", flat=True) if at})
    windows = [
        (_("Registration, opening"), terms.opens_at if terms else None, False),
        (_("Registration, closing"), terms.closes_at if terms else None, True),
        *((_("Change of fees"), at, False) for at in changes),
        (_("Announcement, opening"), event.announced_at, False),
        (_("Announcement, closing"), event.announced_until, True),
        (_("Programme, opening"), event.programme_at, False),
        (_("Programme, closing"), event.programme_until, True),
    ]
    return found + [_Instant(name, at, is_end=is_end) for name, at, is_end in windows if at]
