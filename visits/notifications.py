"""Letters about study visits, worded in the person's language and queued inside the action's transaction."""

from datetime import datetime
from typing import Any

from common import formats
from common.actions import mail
from common.fields import pick
from registration.models import Registration
from registration.notifications import link_address
from visits.models import Booking, Departure


def about(departure: Departure, row: Registration) -> dict[str, Any]:
    """What letters about a departure say of it to somebody; also for their preview."""
    lang, visit = row.language, departure.visit
    zone = visit.congress.zone
    return {
        "name": row.person.full_name,
        "congress": pick(visit.congress.name, lang),
        "visit": pick(visit.title, lang),
        "starts": formats.zoned(departure.starts_at, zone, lang),
        "begins": formats.instant(departure.starts_at, zone, lang),
        "ends": formats.with_zone(formats.clock(departure.ends_at, zone, lang), zone),
        "meeting_point": pick(visit.meeting_point, lang),
        "transport": pick(departure.transport_label, lang),
        "languages": formats.listing((formats.language_name(code, lang) for code in departure.languages), lang),
        "is_step_free": departure.is_step_free,
        "cancel_until": formats.deadline(departure.cancel_until, zone, lang) if departure.cancel_until else "",
        "code": row.code,
    }


def tell(template: str, booking: Booking, row: Registration, *, now: datetime, key: str | None = None) -> None:
    """Queues one letter about a booking: visits_booked, _waitlisted, _promoted, _cancelled, _called_off, _moved."""
    if not row.person.email:
        return
    mail.queue(
        template=template,
        context=about(booking.departure, row),
        secrets={"manage_url": link_address(row)},
        to=row.person.email,
        language=row.language,
        now=now,
        scope=booking.departure.visit.congress.scope,
        person=row.person.ref,
        key=key,
    )
