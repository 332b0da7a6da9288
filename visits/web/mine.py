"""One's own study visits, and giving one back."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock, formats
from common.errors import DomainError
from common.marked import marked
from congress.enums import Part
from congress.models import Congress
from congress.permissions import roles_of
from registration.permissions import actor
from visits.actions.booking import cancel_booking
from visits.enums import BookingState
from visits.models import Booking
from visits.permissions import held_registrations
from visits.queries.bookings import of_registrations
from visits.rules.booking import may_cancel
from visits.web import shown


def mine(request: HttpRequest) -> HttpResponse:
    """`/{lang}/me/visits/`: the booked and awaited slots of every registration that the visitor holds."""
    held = list(held_registrations(request))
    now = clock.now()
    rows = [_row(booking, now, is_alone=len(held) == 1) for booking in of_registrations(held)]
    congresses = {row.congress_id: row.congress for row in held if _is_seen(request, row.congress, now)}.values()
    context = {"rows": rows, "has_registration": bool(held), "congresses": list(congresses)}
    return render(request, "visits/mine.html", context)


def _is_seen(request: HttpRequest, congress: Congress, now: datetime) -> bool:
    """Whether the congress's study visits open to the visitor: in a rehearsal they do to its team alone."""
    if not congress.uses(Part.VISITS):
        return False
    return congress.is_open_to_public(now) or bool(roles_of(request.user, congress))


def _row(booking: Booking, now: object, *, is_alone: bool) -> dict:
    departure = booking.departure
    slot = departure.slot
    return {
        "booking": booking,
        "congress": departure.visit.congress,
        "visit": departure.visit,
        "when": shown.when(departure),
        "facts": [
            {"label": _("Meeting point"), "value": marked(departure.visit.meeting_point)},
            {"label": _("Transport"), "value": marked(departure.transport_label) or departure.get_transport_display()},
            {"label": _("Languages"), "value": shown.languages(departure)},
            {"label": _("Access"), "value": shown.access(departure)},
            *([] if is_alone else [{"label": _("Registration"), "value": booking.registration.code}]),
        ],
        "tone": shown.TONES[BookingState(booking.state)],
        "can_cancel": may_cancel(slot, departure.cancel_until, now),
        "cancel_until": (
            formats.deadline(departure.cancel_until, departure.visit.congress.zone) if departure.cancel_until else ""
        ),
    }


def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/visits/{code}/cancel/`: asks once, then gives the seat back. Posting again is harmless."""
    related = Booking.objects.select_related("departure__visit__congress", "registration")
    booking = related.filter(code=code, registration__in=held_registrations(request)).first()
    if booking is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            cancel_booking(booking=booking, by=actor(request, booking.registration), now=clock.now())
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Your booking is cancelled."))
            return redirect("visits-mine")
    request.congress = booking.departure.visit.congress  # type: ignore[attr-defined]
    context = {
        "booking": booking,
        "visit": booking.departure.visit,
        "when": shown.when(booking.departure),
        "is_over": booking.state == BookingState.CANCELLED,
        "is_waiting": booking.state == BookingState.WAITLISTED,
        "error": error,
    }
    return render(request, "visits/cancel.html", context, status=409 if error else 200)
