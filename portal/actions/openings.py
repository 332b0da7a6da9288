"""Announcement, calls, registration and programme open and close, each at its instant."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from congress.actions import stage
from congress.actions.hold import hold
from congress.actions.openings import OpeningsChanged, OpeningsUnsound, set_announcement, set_call, set_programme
from congress.models import Congress
from congress.rules.openings import Window
from portal.actions.publishing import note_opening, open_announced
from portal.queries import openings as read
from registration.actions.openings import set_registration


def save_openings(
    *, congress: Congress, windows: Mapping[str, Window], seen: str, by: Actor, now: datetime
) -> list[str]:
    """Sets the windows given (keys of queries/openings.py); returns the keys of those that changed.

    `seen` is the fingerprint of what was read. Raises OpeningsUnsound per field, OpeningsChanged when somebody else
    saved in between, CongressArchived. The same again changes nothing.
    """
    with transaction.atomic():
        row = stage.locked(congress)
        hold(row)
        before = read.windows_of(row)
        if seen != read.fingerprint(before):
            raise OpeningsChanged()
        changed = [key for key, window in windows.items() if key in before and before[key] != window]
        _check({key: windows[key] for key in changed})
        calls = {read.call_key(call): call for call in row.calls.all()}
        for key in changed:
            if key == read.ANNOUNCEMENT:
                set_announcement(row, windows[key])
            elif key == read.PROGRAMME:
                set_programme(row, windows[key])
            elif key == read.REGISTRATION:
                set_registration(row, windows[key])
            else:
                set_call(calls[key], windows[key], by=by, now=now)
        if changed:
            names = {key: f"call {calls[key].code}" if key in calls else key for key in changed}
            audit.record(
                verb="openings_changed",
                subject=row,
                by=by,
                now=now,
                scope=row.slug,
                before={names[key]: _instants(before[key]) for key in changed},
                after={names[key]: _instants(windows[key]) for key in changed},
            )
            note_opening(congress=stage.locked(row), by=by, now=now)  # as it is saved now
    return changed


def open_what_has_opened(*, now: datetime) -> int:
    """Notes of announced congresses that a call, registration or the programme has opened; returns how many."""
    opened = 0
    for row in read.announced():
        if read.has_opened(row, now):
            opened += open_announced(congress=row, by=Actor.system("openings"), now=now)
    return opened


def _check(windows: Mapping[str, Window]) -> None:
    fields: dict[str, list[object]] = {}
    for key, window in windows.items():
        if not window.is_sound:
            fields[f"{key}_closes"] = [_("This is not after the opening.")]
        elif key.startswith(read.CALL) and (window.opens_at is None or window.closes_at is None):
            fields[f"{key}_closes" if window.opens_at else f"{key}_opens"] = [_("A call has both instants.")]
    if fields:
        raise OpeningsUnsound(fields=fields)


def _instants(window: Window) -> dict[str, str | None]:
    ends = {"opens_at": window.opens_at, "closes_at": window.closes_at}
    return {name: at.isoformat() if at else None for name, at in ends.items()}
