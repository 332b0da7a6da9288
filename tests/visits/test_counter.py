"""Whatever is done in whatever order, the counter says what the rows say."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import Conflict
from registration.actions.settle import move
from registration.models import Registration, Terms
from tests.factories import registration as people
from tests.factories import visits as make
from tests.payments.factories import order
from visits.actions.booking import DepartureFull, book, cancel_booking
from visits.actions.departures import cancel_departure, change_places
from visits.models import Booking, Departure
from visits.queries.departures import miscounted

BY, NOW = make.BY, make.NOW
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "book", "book", "wait", "wait", "cancel", "cancel", "end", "places", "call_off"]),
        st.integers(0, 5),
        st.integers(0, 1),
    ),
    max_size=25,
)


def step(verb: str, guest: Registration, row: Departure, number: int) -> None:
    if verb in ("book", "wait"):
        book(registration=guest, departure=make.fresh(row), waiting_list=verb == "wait", by=BY, now=NOW)
    elif verb == "places":
        change_places(departure=row, places=number + 1, by=BY, now=NOW)
    elif verb == "call_off" and number == 0:
        cancel_departure(departure=row, by=BY, now=NOW)
    elif verb == "end":
        rows = Registration.objects.select_related("congress", "category", "person", "order")
        move(rows.get(pk=guest.pk), "cancelled", verb="ended", by=BY, now=NOW, tell=False)
    elif verb == "cancel":
        for booking in Booking.objects.live().filter(registration=guest, departure=row):
            cancel_booking(booking=booking, by=BY, now=NOW)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(STEPS)
def test_random_histories_keep_the_counter_true(steps):
    rows = [make.departure(places=2)]
    rows.append(make.departure(congress=rows[0].visit.congress, held_on=rows[0].visit.congress.starts_on, places=1))
    Terms.objects.update(visits_each=2)
    guests = [make.guest(rows[0]) for _ in range(6)]
    for verb, number, which in steps:
        try:
            step(verb, guests[number], rows[which], number)
        except Conflict:
            continue
        finally:
            for row in rows:
                row.refresh_from_db()
                assert 0 <= row.taken <= row.places
            assert miscounted(rows[0].visit.congress) == []
    for row in Departure.objects.filter(pk__in=[row.pk for row in rows], state="open"):
        # Nobody waits beside a free seat.
        assert row.is_full or not Booking.objects.waiting().filter(departure=row).exists()


@pytest.mark.django_db
def test_an_unpaid_hold_that_ran_out_refuses_nobody():
    """The seat of a registration whose order is over goes to who asks, though no sweep has come by."""
    row = make.departure(places=1)
    bill = order(NOW - timedelta(hours=2), hours=1)
    late = make.guest(row, state="awaiting_payment", hold_expires_at=bill.expires_at, order=bill)
    make.booking(row, late)
    booking, made = book(registration=make.guest(row), departure=make.fresh(row), by=BY, now=NOW)
    late.refresh_from_db()
    assert (made, booking.state, late.state) == (True, "booked", "expired")
    assert miscounted(row.visit.congress) == []


@pytest.mark.django_db
def test_a_hold_that_still_runs_is_kept():
    row = make.departure(places=1)
    holder = make.guest(row, state="awaiting_payment", hold_expires_at=NOW + timedelta(minutes=1))
    book(registration=holder, departure=row, by=BY, now=NOW)
    with pytest.raises(DepartureFull):
        book(registration=make.guest(row), departure=make.fresh(row), by=BY, now=NOW)


@pytest.mark.django_db
def test_an_entitlement_is_stamped_with_the_last_change_number():
    event = make.congress()
    row = make.departure(congress=event, point=people.point(congress=event))
    guests = [make.guest(row) for _ in range(2)]
    for guest in guests:
        book(registration=guest, departure=make.fresh(row), by=BY, now=NOW)
        guest.refresh_from_db()
    assert guests[0].changed < guests[1].changed == event.counter.last_change
