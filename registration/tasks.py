"""Background work of registration: what letters carry, and the waiting lists."""

from datetime import datetime

from common import clock
from common.erasure import eraser
from common.jobs import sweep
from common.mailing import attachment
from registration.actions import erasure
from registration.actions.badges import badge_pdf
from registration.actions.manage import offer_places, remind
from registration.models import Registration


@attachment("badge")
def badge(ident: int, language: str) -> tuple[str, str, bytes]:
    """The badge as a PDF; its name tells the code and nothing of the person."""
    row = Registration.objects.select_related("congress").get(pk=ident)
    return f"badge-{row.code}.pdf", "application/pdf", badge_pdf(row, now=clock.now())


@eraser("registration")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)


@sweep("waiting_lists")
def waiting_lists(now: datetime) -> int:
    """Places that expired holds have freed go to whoever waits."""
    return offer_places(now=now)


@sweep("reminders")
def reminders(now: datetime) -> int:
    """Payments that are due soon."""
    return remind(now=now)
