"""When something opens or has closed, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from common import formats
from congress.rules.openings import Window


def said(window: Window, now: datetime, zone: ZoneInfo) -> str:
    """ "Opens on …" before a window, "Closed on …" after it, "" while it is open; with the zone."""
    place = window.place(now)
    if place == "before" and window.opens_at is not None:
        return _("Opens on %(at)s.") % {"at": formats.zoned(window.opens_at, zone)}
    if place == "closed" and window.closes_at is not None:
        return _("Closed on %(at)s.") % {"at": formats.deadline(window.closes_at, zone)}
    return ""
