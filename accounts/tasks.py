"""Housekeeping of sign-in."""

from datetime import datetime

from accounts.actions import erasure
from accounts.actions.sign_in import drop_codes, drop_sessions
from common.erasure import eraser
from common.jobs import sweep


@sweep("sign_in_codes")
def drop_sign_in_codes(now: datetime) -> int:
    """Codes go a day after they expired."""
    return drop_codes(now=now)


@sweep("sessions")
def drop_old_sessions(now: datetime) -> int:
    """Sessions go once they are over."""
    return drop_sessions()


@eraser("accounts")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)
