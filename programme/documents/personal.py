"""One person's calendar for one congress."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from common.fields import pick
from programme.documents import calendar as ics
from programme.queries import sessions
from registration.models import Registration
from visits.queries.bookings import bookings_of
from visits.queries.bookings import changed_at as bookings_changed_at


def personal_calendar(row: Registration, lang: str, since: datetime) -> tuple[bytes, datetime]:
    """The bytes of a registration's calendar and when they last changed."""
    event, instants = row.congress, [since]
    entries = [ics.congress_event(event, lang, changed_at=row.created_at)]
    for talk in sessions.talks_of(row.person_id, event):
        entries.append(ics.session_event(talk, event, lang))
        instants.append(talk.changed_at)
    for booking in bookings_of(row):
        waiting = booking.state == "waitlisted"
        entries.append(ics.visit_event(booking.departure, event, lang, waiting=waiting))
        instants.append(booking.departure.changed_at)
    booked = bookings_changed_at(row)
    if booked:
        instants.append(booked)
    if row.hold_expires_at and row.state == "awaiting_payment":
        with translation.override(lang):
            title = _("Pay your registration for %(congress)s") % {"congress": pick(event.name, lang)}
        uid = f"deadline-{row.code}@{ics.host()}"
        entries.append(ics.deadline_event(uid, title, row.hold_expires_at, event, lang, row.created_at))
    with translation.override(lang):
        name = _("My agenda: %(congress)s") % {"congress": pick(event.name, lang)}
    return ics.calendar(ics.tried(name, event), entries), max(instants)
