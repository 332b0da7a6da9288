"""Housekeeping of sign-in."""

from datetime import datetime

from accounts.actions.sign_in import drop_codes
from common.jobs import sweep


@sweep("sign_in_codes")
def drop_sign_in_codes(now: datetime) -> int:
    """Codes go a day after they expired."""
    return drop_codes(now=now)
