"""The study visits of a congress, and booking one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from common.fields import pick
from common.marked import marked, option
from congress.models import Congress
from congress.web.scope import public_congress
from registration.models import Registration
from registration.permissions import actor, is_proven
from visits.actions.booking import book
from visits.enums import BookingState
from visits.models import Departure
from visits.permissions import bookable, held_registrations
from visits.queries.bookings import of_registrations
from visits.queries.departures import by_day, departures
from visits.web import shown
from visits.web.forms import FilterForm


def listing(request: HttpRequest, congress: str) -> HttpResponse:
    """`/{lang}/{congress}/visits/`: the slots of every day, filtered by language, theme and access."""
    event = public_congress(request, congress)
    rows, now = list(departures(event)), clock.now()
    form = FilterForm(request.GET or None, congress=event, rows=rows)
    held = list(held_registrations(request, event))
    bookings = list(of_registrations(held)) if held else []
    days = [(day, [shown.card(row, now, bookings) for row in group]) for day, group in by_day(form.keep(rows))]
    context = {
        "congress": event,
        "days": days,
        "form": form,
        "has_any": bool(rows),
        "actions": [{"label": _("Your study visits"), "url": reverse("visits-mine")}] if held else [],
    }
    return render(request, "visits/list.html", context)


def detail(request: HttpRequest, congress: str, visit: str) -> HttpResponse:
    """`/{lang}/{congress}/visits/{code}/`: one visit with its slots; POST books one of them."""
    event = public_congress(request, congress)
    rows = list(departures(event).filter(visit__code=visit))
    if not rows:
        return _by_departure(event, visit)
    if request.method == "POST":
        return _book(request, event, rows)
    return _page(request, event, rows)


def _by_departure(event: Congress, code: str) -> HttpResponse:
    """A slot's own code leads to its visit."""
    row = departures(event).filter(code=code).first()
    if row is None:
        raise Http404
    return redirect(f"{reverse('visits-detail', args=[event.slug, row.visit.code])}#{row.code}")


def _page(
    request: HttpRequest,
    event: Congress,
    rows: list[Departure],
    *,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    now, visit = clock.now(), rows[0].visit
    held = list(held_registrations(request, event))
    bookings = list(of_registrations(held).filter(departure__in=rows)) if held else []
    people = bookable(request, event) if held else []
    context = {
        "congress": event,
        "visit": visit,
        "paragraphs": pick(visit.description).split("\n\n"),
        "goals": shown.lines(visit.goals),
        "questions": shown.lines(visit.host_questions),
        "facts": [
            {"label": label, "value": value}
            for label, value in (
                (_("Host"), shown.host(rows[0])),
                (_("Theme"), marked(visit.axis.name) if visit.axis else ""),
                (_("Meeting point"), marked(visit.meeting_point)),
            )
            if value
        ],
        "slots": [shown.slot(row, now, bookings) for row in rows],
        "people": [(row.code, _name(request, row)) for row in people],
        "has_registration": bool(held),
        "refused": str(refused) if refused else "",
        "refused_slot": request.POST.get("departure", ""),
    }
    return render(request, "visits/detail.html", context, status=status)


def _name(request: HttpRequest, row: Registration) -> str:
    """How a visitor tells their registrations apart; a name only to who has shown that the address is theirs."""
    who = row.person.full_name if is_proven(request, row) else row.code
    return f"{who} ({option(row.category.name)})"


def _book(request: HttpRequest, event: Congress, rows: list[Departure]) -> HttpResponse:
    chosen = next((row for row in rows if row.code == request.POST.get("departure")), None)
    people = bookable(request, event)
    code = request.POST.get("registration", "")
    person = next((row for row in people if row.code == code), people[0] if len(people) == 1 and not code else None)
    if chosen is None:
        raise Http404
    if person is None:
        return _page(request, event, rows, status=403)
    try:
        booking, made = book(
            registration=person,
            departure=chosen,
            waiting_list=bool(request.POST.get("waiting_list")),
            by=actor(request, person),
            now=clock.now(),
        )
    except DomainError as refused:
        return _page(request, event, rows, refused=refused, status=refused.status)
    messages.success(request, _said(booking.state, made=made))
    return redirect(f"{request.path}#{chosen.code}")


def _said(state: str, *, made: bool) -> str:
    if state == BookingState.WAITLISTED:
        return _("You are on the waiting list. We write to you as soon as a place is yours.")
    return _("Your place is booked. A letter with the details is on its way.") if made else _("Your place is booked.")
