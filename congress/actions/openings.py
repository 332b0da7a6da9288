"""When the public knows of a congress, may read its programme and write for its calls."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.deadlines import EndByReason, is_end_fixed, note_end
from congress.models import Call, Congress
from congress.rules.openings import Window


class OpeningsUnsound(Invalid):
    code = "openings_unsound"
    message = _("Something would close before it opens. Please check the days and times.")


class OpeningsChanged(Conflict):
    code = "openings_changed"
    message = _("Somebody has changed these instants since you opened this page. Please compare, and save again.")


def set_announcement(row: Congress, window: Window) -> None:
    """When a locked congress is announced; null ends: at once, and for good."""
    row.announced_at, row.announced_until = window.opens_at, window.closes_at
    row.save(update_fields=["announced_at", "announced_until"])


def set_programme(row: Congress, window: Window) -> None:
    """When the programme of a locked congress may be read."""
    row.programme_at, row.programme_until = window.opens_at, window.closes_at
    row.save(update_fields=["programme_at", "programme_until"])


def set_call(call: Call, window: Window, *, by: Actor, now: datetime) -> None:
    """When a call is open; it has both instants. Its end is kept, and more time told.

    Raises OpeningsUnsound, EndByReason where the end of a call that has opened would move.
    """
    if window.opens_at is None or window.closes_at is None:
        raise OpeningsUnsound()
    if window.closes_at != call.closes_at and is_end_fixed(call, now):
        raise EndByReason()
    before, call.opens_at, call.closes_at = call.closes_at, window.opens_at, window.closes_at
    call.save(update_fields=["opens_at", "closes_at"])
    note_end(call, before=before, by=by, now=now)
