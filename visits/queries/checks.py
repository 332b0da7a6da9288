"""Whether seats, bookings and what badges may pass agree, counted from the rows."""

from collections.abc import Iterator

from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Substr

from common.checking import Check, check, untranslated
from congress.models import Congress
from registration.enums import BOOKING, State
from registration.models import Entitlement
from visits.enums import BookingState, DepartureState
from visits.models import Booking, Departure, StudyVisit

CHUNK = 2000
SOURCE = "booking:"
# A no-show has had the seat, and keeps the row that says so.
SEATED = frozenset(BOOKING | {State.NO_SHOW})


def checks(congress: Congress) -> list[Check]:
    return [seats(congress), states(congress), passes(congress), languages(congress)]


def seats(congress: Congress) -> Check:
    """`taken` of every departure is the number of its booked seats, and within its places."""
    booked = Count("bookings", filter=Q(bookings__state=BookingState.BOOKED))
    rows = Departure.objects.filter(visit__congress=congress).annotate(booked=booked).order_by("pk")
    figures = list(rows.values("code", "places", "taken", "booked"))
    wrong = [f"departure {r['code']}" for r in figures if r["taken"] != r["booked"] or r["booked"] > r["places"]]
    return check("seats", wrong, {"departures": figures})


def states(congress: Congress) -> Check:
    """No state outside its table, and no seat of somebody whose registration is over."""
    rows = Booking.objects.filter(departure__visit__congress=congress)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    wrong = rows.filter(
        ~Q(state__in=BookingState.values)
        | Q(state=BookingState.CANCELLED, cancelled_at__isnull=True)
        | Q(state=BookingState.BOOKED) & ~Q(registration__state__in=sorted(SEATED))
        | ~Q(registration__congress=congress)
    )

    def codes() -> Iterator[str]:
        yield from (f"booking {code}" for code in wrong.order_by("pk").values_list("code", flat=True).iterator(CHUNK))
        strays = Departure.objects.filter(visit__congress=congress).exclude(state__in=DepartureState.values)
        yield from (f"departure {code}" for code in strays.order_by("pk").values_list("code", flat=True))

    return check("booking_states", codes(), {"by_state": counts})


def passes(congress: Congress) -> Check:
    """Every seat on a departure with a control point lets its badge pass it, and no ended booking does."""
    seated = Booking.objects.filter(departure__visit__congress=congress, state=BookingState.BOOKED)
    valid = Entitlement.objects.filter(registration__congress=congress, withdrawn_at__isnull=True)
    granted = valid.filter(
        registration=OuterRef("registration"), point=OuterRef("departure__point"), source=OuterRef("source_text")
    )
    source = Concat(Value(SOURCE), Cast("pk", CharField()), output_field=CharField())
    lacking = seated.filter(departure__point__isnull=False).annotate(source_text=source).filter(~Exists(granted))
    number = Cast(Substr(F("source"), len(SOURCE) + 1), BigIntegerField())
    booked = seated.filter(
        pk=OuterRef("booking"), registration=OuterRef("registration"), departure__point=OuterRef("point")
    )
    rights = valid.filter(source__startswith=SOURCE)
    idle = rights.filter(source__regex=rf"^{SOURCE}[0-9]+$").annotate(booking=number).filter(~Exists(booked))

    def wrong() -> Iterator[str]:
        yield from (f"booking {code}" for code in lacking.order_by("pk").values_list("code", flat=True).iterator(CHUNK))
        yield from (f"entitlement {pk}" for pk in idle.order_by("pk").values_list("pk", flat=True).iterator(CHUNK))

    return check("entitlements", wrong(), {"booked": seated.count(), "granted": rights.count()})


def languages(congress: Congress) -> Check:
    """Titles of published visits in all the languages of the congress; their other texts where there are any."""
    rows = StudyVisit.objects.filter(congress=congress, is_published=True)
    wrong = list(
        untranslated(
            ((f"visit {c}", t) for c, t in rows.values_list("code", "title")), congress.languages, required=True
        )
    )
    for name in ("summary", "description", "goals", "host_questions", "meeting_point", "host_name"):
        texts = ((f"visit {code} {name}", text) for code, text in rows.values_list("code", name))
        wrong += untranslated(texts, congress.languages)
    of = Departure.objects.filter(visit__congress=congress, visit__is_published=True)
    for name in ("access_note", "transport_label"):
        texts = ((f"departure {code} {name}", text) for code, text in of.values_list("code", name))
        wrong += untranslated(texts, congress.languages)
    return check("visit_languages", wrong)
