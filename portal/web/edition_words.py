"""What an edition holds and which of its dates move, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import formats
from common.fields import language_of, pick
from congress.enums import CongressKind
from congress.models import Congress
from portal.queries.copying import Move, Prospect

# Tables worth naming, in the order of the organiser's work; the others belong to one of these.
SET_UP: dict[str, Any] = {
    "congress.page": gettext_lazy("Pages"),
    "congress.picture": gettext_lazy("Pictures and files of pages"),
    "congress.host": gettext_lazy("Hosts and controllers"),
    "congress.axis": gettext_lazy("Axes"),
    "congress.call": gettext_lazy("Calls"),
    "questions.question": gettext_lazy("Questions of forms"),
    "congress.format": gettext_lazy("Formats"),
    "congress.criterion": gettext_lazy("Criteria"),
    "registration.category": gettext_lazy("Categories"),
    "registration.addon": gettext_lazy("Extras"),
    "registration.fee": gettext_lazy("Fees"),
    "registration.point": gettext_lazy("Control points"),
    "visits.studyvisit": gettext_lazy("Study visits"),
    "visits.departure": gettext_lazy("Slots of study visits"),
    "programme.room": gettext_lazy("Rooms"),
    "programme.session": gettext_lazy("Sessions"),
    "congress.milestone": gettext_lazy("Milestones"),
    "common.lettertext": gettext_lazy("Letters in your own words"),
}
PEOPLE: dict[str, Any] = {
    "registration.registration": gettext_lazy("Registrations"),
    "registration.delegation": gettext_lazy("Delegations"),
    "payments.order": gettext_lazy("Orders"),
    "payments.entry": gettext_lazy("Entries in the book"),
    "visits.booking": gettext_lazy("Bookings of study visits"),
    "congress.submission": gettext_lazy("Experiences"),
    "congress.review": gettext_lazy("Reviews"),
    "congress.committeemember": gettext_lazy("Committee members"),
    "registration.scan": gettext_lazy("Scans"),
    "congress.note": gettext_lazy("Notes and minutes"),
    "accounts.person": gettext_lazy("People"),
}
MOVES: dict[str, Any] = {
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
    "call_opens": gettext_lazy("Call opens"),
    "call_closes": gettext_lazy("Call closes"),
    "standing_on": gettext_lazy("Day on which dues must be paid"),
    "registration_opens": gettext_lazy("Registration opens"),
    "registration_closes": gettext_lazy("Registration closes"),
    "offer_opens": gettext_lazy("A category or extra opens"),
    "offer_closes": gettext_lazy("A category or extra closes"),
    "fee_changes": gettext_lazy("Fees change"),
    "refund_until": gettext_lazy("Refund up to"),
    "visits_first": gettext_lazy("First study visit"),
    "visits_last": gettext_lazy("Last study visit"),
    "booking_opens": gettext_lazy("Booking of study visits opens"),
    "booking_closes": gettext_lazy("Booking of study visits closes"),
    "milestones_first": gettext_lazy("First milestone"),
    "milestones_last": gettext_lazy("Last milestone"),
}
# The same of rows that are there: (sentence, name of the page on which they are mended).
NOW: dict[str, tuple[Any, str]] = {
    "fees": (gettext_lazy("The fees leave a gap or overlap."), "registration-categories"),
    "refunds": (gettext_lazy("The refund rules do not fit together."), "registration-refunds"),
}
FAULTS: dict[str, Any] = {
    "fees": gettext_lazy("The fees leave a gap or overlap once moved."),
    "refunds": gettext_lazy("The refund rules do not fit together once moved."),
}
LAYOUT: dict[str, Any] = {
    "colours": gettext_lazy("colours"),
    "logo": gettext_lazy("logo"),
    "header_image": gettext_lazy("header image"),
}
# Named in a copy even where there are none, so that nobody looks for them in vain.
POLICIES: dict[str, Any] = {
    "refund_rules": gettext_lazy("Refund rules"),
    "common.lettertext": gettext_lazy("Letters in your own words"),
}


def counted(counts: Mapping[str, Any], words: Mapping[str, Any]) -> list[dict[str, str]]:
    """Facts: how many of each, without those of which there are none."""
    return [
        {"label": str(label), "value": formats.number(number)}
        for name, label in words.items()
        if isinstance(number := counts.get(name), int) and number > 0
    ]


def taken(found: Prospect) -> list[dict[str, str]]:
    """What a copy takes: how many of each, the policies and letters, and the layout."""
    rows = counted(found.counts, {name: label for name, label in SET_UP.items() if name not in POLICIES})
    for name, label in POLICIES.items():
        number = found.counts.get(name, 0)
        rows.append({"label": str(label), "value": formats.number(number) if number else _("none")})
    layout = formats.listing(str(LAYOUT[name]) for name in found.layout)
    return [*rows, {"label": _("Layout"), "value": layout}]


def moved(moves: list[Move], before: ZoneInfo, after: ZoneInfo) -> list[dict[str, Any]]:
    """Rows of the table of dates; instants as each edition's clocks show them."""
    return [
        {
            "label": str(MOVES[move.code]),
            "name": pick(move.name),
            "lang": language_of(move.name),
            "before": _said(move.code, move.before, before),
            "after": _said(move.code, move.after, after),
            "is_past": move.is_past,
        }
        for move in moves
    ]


def _said(code: str, moment: Any, zone: ZoneInfo) -> str:
    if not isinstance(moment, datetime):
        return formats.day(moment)
    is_end = code.endswith(("_closes", "_until"))
    return formats.until(moment, zone) if is_end else formats.instant(moment, zone)


def faults(found: list[tuple[str, dict[str, str]]]) -> list[str]:
    return [formats.labelled(pick(name), str(FAULTS[code])) if name else str(FAULTS[code]) for code, name in found]


def who_may_copy(event: Congress) -> str:
    """To whom an organiser turns who may not begin the next edition themselves."""
    if event.kind == CongressKind.MEETING and event.territorial_network is not None:
        text = _(
            "The next edition of this meeting is begun by the network’s secretariat or by whoever coordinates the "
            "territorial network {network}. Please ask one of them: they copy it and give you a role in it."
        )
        return text.format(network=pick(event.territorial_network.name) or event.territorial_network.code)
    return _(
        "The next edition of this congress is begun by the network’s secretariat. Please ask it: it copies this "
        "congress and gives you a role in the copy."
    )


def copied_by(event: Congress) -> str:
    """To an organiser who exports: the next edition on this installation is no matter of a file."""
    if event.kind == CongressKind.MEETING and event.territorial_network is not None:
        text = _(
            "For the next edition on this installation no file is needed: the network’s secretariat, or whoever "
            "coordinates the territorial network {network}, copies this meeting."
        )
        return text.format(network=pick(event.territorial_network.name) or event.territorial_network.code)
    return _(
        "For the next edition on this installation no file is needed: the network’s secretariat copies this congress."
    )


def shifted(days: int) -> str:
    """By how much the dates move."""
    if days == 0:
        return _("All dates stay as they are.")
    text = _("All dates move {days} days later.") if days > 0 else _("All dates move {days} days earlier.")
    return text.format(days=formats.number(abs(days)))
