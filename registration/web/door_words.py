"""Why a scan ended as it did, in words for organisers."""

from django.utils.translation import gettext_lazy as _

from registration.enums import Outcome
from registration.models import Scan

_REASONS = {
    "override": _("A steward admitted with a reason: “{words}”."),
    "not_a_badge": _("The code belongs to another system."),
    "unreadable": _("The code is cut or damaged."),
    "other_congress": _("The badge is of another congress."),
    "not_listed": _("The badge is genuine, but no registration has its number."),
    "unknown_point": _("The device may not scan at this point."),
    "device_revoked": _("The device was withdrawn long before."),
    "bad_time": _("The device sent no readable time."),
    "bad_direction": _("The device sent no readable direction."),
    "bad_override": _("The device sent no readable reason."),
}
_OUTCOMES = {
    Outcome.UNPAID: _("The payment is outstanding. The desk can help."),
    Outcome.NOT_CONFIRMED: _("The registration is not confirmed yet."),
    Outcome.CANCELLED: _("The registration is no longer valid."),
    Outcome.SUPERSEDED: _("A newer badge was issued for this registration."),
    Outcome.WRONG_POINT: _("The badge does not include this point."),
    Outcome.WRONG_TIME: _("The badge is valid here at another time."),
    Outcome.ROOM_FULL: _("The room held as many people as it may."),
    Outcome.FORGED: _("The signature is not the congress's."),
}
_FLAGS = {
    "future": _("Its time lies in the future."),
    "before_set_up": _("Its time lies before the device was set up."),
    "after_revocation": _("Handed in after the device was withdrawn."),
}


def reason_words(scan: Scan) -> str:
    """The reason, a steward's words and what is odd about the scan, as one line."""
    because = str(_REASONS.get(scan.reason) or _OUTCOMES.get(Outcome(scan.settled), ""))
    parts = [because.replace("{words}", scan.override)]
    parts += [str(_FLAGS[flag]) for flag in scan.flags if flag in _FLAGS]
    return " ".join(part for part in parts if part)
