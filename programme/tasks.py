"""What letters may carry from the programme: the calendar file."""

from datetime import datetime

from common.erasure import eraser
from common.mailing import Attachment, attachment
from programme.actions import erasure
from programme.documents.personal import personal_calendar
from registration.models import Registration


@attachment("calendar")
def calendar_file(ident: int, language: str) -> Attachment:
    """A registration's calendar as it is when the letter leaves."""
    row = Registration.objects.select_related("congress", "person", "order").get(pk=ident)
    data, _changed = personal_calendar(row, language, row.created_at)
    return f"{row.congress.slug}.ics", "text/calendar; charset=utf-8", data


@eraser("programme")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)
