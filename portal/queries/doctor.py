"""The self-examination of a congress: every room's checks, and what the dashboard says against the rows."""

from datetime import datetime
from typing import Any

from common.checking import Check, check
from common.queries.checks import letters
from congress.models import Congress
from congress.queries import checks as congress_checks
from payments.models import Book
from payments.queries import checks as payment_checks
from payments.queries.orders import counts_by_state as orders_by_state
from payments.queries.orders import totals
from programme.queries import checks as programme_checks
from registration.enums import HOLDING
from registration.models import Terms
from registration.queries import checks as registration_checks
from registration.queries import lists
from visits.enums import BookingState, DepartureState
from visits.models import Booking
from visits.queries import checks as visit_checks
from visits.queries.departures import seats


def examine(congress: Congress) -> list[Check]:
    """Every check of a congress. Reads only; memory does not grow with the rows."""
    book = _book(congress)
    return [
        *congress_checks.checks(congress),
        *registration_checks.checks(congress),
        *(payment_checks.checks(book) if book else []),
        *visit_checks.checks(congress),
        *programme_checks.checks(congress),
        dashboard(congress, book),
        letters(congress.scope),
    ]


def report(congress: Congress, *, now: datetime) -> dict[str, Any]:
    """The examination as JSON: `ok`, how many breaches, and each check by name."""
    found = examine(congress)
    breaches = sum(one.breaches for one in found)
    return {
        "congress": congress.slug,
        "at": now.isoformat().replace("+00:00", "Z"),
        "ok": breaches == 0,
        "breaches": breaches,
        "checks": {one.name: one.as_json() for one in found},
    }


def _book(congress: Congress) -> Book | None:
    terms = Terms.objects.select_related("congress", "book", "rehearsal_book").filter(congress=congress).first()
    return terms.shown_book if terms else None


def dashboard(congress: Congress, book: Book | None) -> Check:
    """The tiles of the organisers' dashboard are what one gets by counting the rows."""
    counts = lists.counts_by_state(congress)
    open_seats = Booking.objects.filter(departure__visit__congress=congress, departure__state=DepartureState.OPEN)
    terms = Terms.objects.filter(congress=congress).first()
    held = sum(counts.get(state, 0) for state in HOLDING)
    pairs = {
        "hold_a_place": (held, terms.taken if terms else held),
        "seats_booked": (seats(congress)["booked"], open_seats.filter(state=BookingState.BOOKED).count()),
        "seats_waiting": (seats(congress)["waiting"], open_seats.filter(state=BookingState.WAITLISTED).count()),
    }
    for row in lists.counts_by_category(congress):
        pairs[f"category {row['category'].code}"] = (row["taken"], row["holding"])
    if book:
        ledger = payment_checks.ledger_sums(book)
        pairs |= {
            f"money_{name}": (money.minor, ledger[name]) for name, money in totals(book).items() if name in ledger
        }
        pairs["orders"] = (sum(orders_by_state(book).values()), book.orders.count())
    wrong = [
        f"{name}: {shown} shown, {counted} counted" for name, (shown, counted) in pairs.items() if shown != counted
    ]
    return check("dashboard", wrong, {name: shown for name, (shown, _counted) in pairs.items()})
