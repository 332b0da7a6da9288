"""The organiser's study visits: what is booked, who comes, places, times, calling off."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from common import clock, formats
from common.errors import DomainError
from common.fields import pick
from common.marked import marked
from common.rehearsals import file_name
from common.tables import write_csv
from common.web.page import form_error
from congress.models import Congress
from congress.permissions import has_role
from congress.web.scope import team_congress
from visits.actions import departures as actions
from visits.actions.booking import cancel_booking
from visits.enums import BookingState, DepartureState
from visits.models import Booking, Departure
from visits.permissions import NAMES, READ, WRITE
from visits.queries.bookings import people_of
from visits.queries.departures import of_team, seats
from visits.web import shown
from visits.web.forms import MoveForm, PlacesForm


def listing(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/visits/`: every slot with booked, places and waiting; `?show=` those behind a figure."""
    event = team_congress(request, congress, *NAMES)
    now, show = clock.now(), request.GET.get("show", "")
    found = of_team(event, show=show)
    rows = [{"row": row, "when": shown.when(row), "chip": shown.places(row, now)} for row in found]
    context = {
        "congress": event,
        "rows": rows,
        "show": show,
        "stats": shown.figures(seats(event), "?"),
        "tabs": _tabs(show),
    }
    return render(request, "visits/manage_list.html", context)


def _tabs(show: str) -> list[dict[str, Any]]:
    lists = [
        ("", _("All slots")),
        ("booked", _("With bookings")),
        ("free", _("With free seats")),
        ("waiting", _("With a waiting list")),
    ]
    return [
        {"label": label, "url": f"?show={code}" if code else "?", "is_current": code == show} for code, label in lists
    ]


def _found(event: Congress, code: str) -> Departure:
    rows: Any = of_team(event)
    return get_object_or_404(rows, code=code)


def one(request: HttpRequest, congress: str, departure: str) -> HttpResponse:
    """`…/manage/visits/{slot}/`: who comes; guides see names alone. POST changes places or time."""
    event = team_congress(request, congress, *NAMES)
    row = _found(event, departure)
    sees_all, can_write = has_role(request.user, event, *READ), has_role(request.user, event, *WRITE)
    if request.GET.get("format") == "csv":
        if not sees_all:
            raise Http404
        return _csv(row)
    verb = request.POST.get("verb", "")
    places_form = PlacesForm(request.POST if verb == "places" else None, initial={"places": row.places})
    timing = {"held_on": row.held_on, "starts": row.starts, "ends": row.ends}
    move_form = MoveForm(request.POST if verb == "move" else None, initial=timing)
    if request.method == "POST":
        if not can_write:
            raise Http404
        form = {"places": places_form, "move": move_form}.get(verb)
        if form is not None and form.is_valid() and _change(request, row, verb, form):
            return redirect(request.path)
    context = {
        "congress": event,
        "departure": row,
        "when": shown.when(row),
        "chip": shown.places(row, clock.now()),
        "facts": _facts(row),
        "people": [{"booking": each, "tone": shown.TONES[BookingState(each.state)]} for each in people_of(row)],
        "sees_all": sees_all,
        "can_write": can_write and row.state == DepartureState.OPEN,
        "places_form": places_form,
        "move_form": move_form,
    }
    return render(request, "visits/manage_one.html", context, status=422 if request.method == "POST" else 200)


def _change(request: HttpRequest, row: Departure, verb: str, form: Any) -> bool:
    by, now = request.user.as_actor(), clock.now()
    try:
        if verb == "places":
            actions.change_places(departure=row, by=by, now=now, **form.cleaned_data)
            messages.success(request, _("The number of places is changed."))
        else:
            actions.move_departure(departure=row, by=by, now=now, **form.cleaned_data)
            messages.success(request, _("The slot has its new time, and everybody who is booked is told."))
    except DomainError as refused:
        form_error(form, refused)
        return False
    return True


def _facts(row: Departure) -> list[dict[str, str]]:
    booked = _("%(taken)s of %(places)s") % {"taken": formats.number(row.taken), "places": formats.number(row.places)}
    facts = [
        {"label": _("Time"), "value": shown.when(row)},
        {"label": _("Meeting point"), "value": marked(row.visit.meeting_point)},
        {"label": _("Transport"), "value": marked(row.transport_label) or row.get_transport_display()},
        {"label": _("Languages"), "value": shown.languages(row)},
        {"label": _("Access"), "value": shown.access(row)},
        {"label": _("Booked"), "value": booked},
        {"label": _("On the waiting list"), "value": formats.number(row.waiting)},  # type: ignore[attr-defined]
    ]
    if row.vehicle_seats:
        facts.append({"label": _("Seats in the vehicle"), "value": formats.number(row.vehicle_seats)})
    return facts


def _csv(row: Departure) -> StreamingHttpResponse:
    header = ["slot", "state", "name", "city", "country", "language", "registration", "booked_at"]

    def lines() -> Iterator[list[Any]]:
        for each in people_of(row).iterator(chunk_size=500):
            guest = each.registration
            city = guest.organisation
            yield [
                row.code,
                each.state,
                guest.person.full_name,
                pick(city.name) if city else "",
                city.country if city else "",
                guest.language,
                guest.code,
                each.booked_at.isoformat() if each.booked_at else "",
            ]

    response = StreamingHttpResponse(write_csv(header, lines()), content_type="text/csv; charset=utf-8")
    name = file_name(f"visit-{row.code}.csv", is_rehearsal=row.visit.congress.is_rehearsing)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def call_off(request: HttpRequest, congress: str, departure: str) -> HttpResponse:
    """`…/manage/visits/{slot}/cancel/`: asks once, then cancels the slot and tells everybody."""
    event = team_congress(request, congress, *WRITE)
    row = _found(event, departure)
    if request.method == "POST":
        actions.cancel_departure(departure=row, by=request.user.as_actor(), now=clock.now())
        messages.success(request, _("The slot is cancelled, and everybody is told."))
        return redirect("visits-manage-one", event.slug, row.code)
    context = {"congress": event, "departure": row, "when": shown.when(row)}
    return render(request, "visits/manage_cancel.html", context)


def cancel_one(request: HttpRequest, congress: str, departure: str, booking: str) -> HttpResponse:
    """`…/manage/visits/{slot}/bookings/{code}/cancel/`: asks once, then ends one person's booking."""
    event = team_congress(request, congress, *WRITE)
    row = _found(event, departure)
    related = Booking.objects.select_related("registration__person")
    found = get_object_or_404(related, departure=row, code=booking)
    if request.method == "POST":
        cancel_booking(booking=found, by=request.user.as_actor(), now=clock.now(), is_late=True)
        messages.success(request, _("The booking is cancelled, and the person is told."))
        return redirect("visits-manage-one", event.slug, row.code)
    context = {"congress": event, "departure": row, "booking": found, "when": shown.when(row)}
    return render(request, "visits/manage_cancel_booking.html", context)
