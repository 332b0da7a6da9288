"""The last seat, asked for by many at once. On PostgreSQL, whose row locks decide it."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from registration.actions.settle import move
from registration.models import Registration
from tests.factories import visits as make
from visits.actions import seats
from visits.actions.booking import DepartureFull, book, cancel_booking
from visits.models import Booking, Departure
from visits.queries.departures import miscounted

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BY, NOW = make.BY, make.NOW


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, all in threads and connections of their own."""

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except (DepartureFull, IntegrityError) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def held_together(monkeypatch):
    """Holds all threads between having read the departure and moving its counter."""

    def hold(parties: int) -> None:
        barrier, original, passed = threading.Barrier(parties, timeout=20), seats.take, threading.local()

        def take(departure: Departure) -> bool:
            if not getattr(passed, "once", False):
                passed.once = True
                barrier.wait()
            return original(departure)

        monkeypatch.setattr(seats, "take", take)

    return hold


def bookers(row: Departure, number: int, **kw: Any) -> list[Callable[[], Any]]:
    departure = make.fresh(row)
    guests = [make.guest(row) for _ in range(number)]
    return [
        lambda guest=guest: book(registration=guest, departure=departure, by=BY, now=NOW, **kw)[0].state
        for guest in guests
    ]


def outcome(answers: list[Any]) -> Counter[str]:
    return Counter(answer if isinstance(answer, str) else type(answer).__name__ for answer in answers)


def test_the_last_seat_is_given_once(held_together):
    row = make.departure(places=1)
    held_together(4)
    assert outcome(at_once(*bookers(row, 4))) == {"booked": 1, "DepartureFull": 3}
    assert (Booking.objects.booked().count(), miscounted(row.visit.congress)) == (1, [])


def test_control_without_the_condition_the_database_refuses_the_second(held_together, monkeypatch):
    row = make.departure(places=1)
    unguarded = lambda departure: Departure.objects.filter(pk=departure.pk).update(taken=F("taken") + 1) == 1  # noqa: E731
    monkeypatch.setattr(seats, "take", unguarded)
    held_together(4)
    assert outcome(at_once(*bookers(row, 4))) == {"booked": 1, "IntegrityError": 3}


@pytest.mark.breaks("seats", "dashboard")
def test_control_counting_in_python_overbooks(held_together, monkeypatch):
    row = make.departure(places=1)

    def read_then_write(departure: Departure) -> bool:
        return departure.taken < departure.places

    monkeypatch.setattr(seats, "take", read_then_write)
    held_together(4)
    at_once(*bookers(row, 4))
    assert Booking.objects.booked().count() == 4


def test_everybody_who_misses_the_last_seat_waits(held_together):
    row = make.departure(places=2)
    held_together(5)
    answers = at_once(*bookers(row, 5, waiting_list=True))
    assert outcome(answers) == {"booked": 2, "waitlisted": 3}
    assert miscounted(row.visit.congress) == []


def test_one_person_pressing_twice_at_once_has_one_booking():
    row = make.departure()
    guest, departure = make.guest(row), make.fresh(row)
    answers = at_once(*[lambda: book(registration=guest, departure=departure, by=BY, now=NOW)[1]] * 2)
    assert sorted(answers) == [False, True]
    assert (Booking.objects.count(), miscounted(row.visit.congress)) == (1, [])


def test_two_slots_at_the_same_time_pressed_at_once_give_one():
    row = make.departure()
    other = make.departure(congress=row.visit.congress)
    guest = make.guest(row)

    def press(departure: Departure) -> Any:
        try:
            return book(registration=guest, departure=departure, by=BY, now=NOW)[0].state
        except Exception as refused:
            return refused.__class__.__name__

    answers = at_once(lambda: press(make.fresh(row)), lambda: press(make.fresh(other)))
    assert sorted(answers) == ["Overlaps", "booked"]


def test_a_seat_given_back_while_somebody_joins_the_waiting_list_is_not_lost():
    for _ in range(5):
        row = make.departure(places=1)
        booked = make.booking(row)
        join = bookers(row, 1, waiting_list=True)[0]
        at_once(join, lambda booked=booked: cancel_booking(booking=booked, by=BY, now=NOW).state)
        assert list(Booking.objects.live().filter(departure=row).values_list("state", flat=True)) == ["booked"]
        assert miscounted(row.visit.congress) == []


def test_a_registration_that_ends_while_it_is_promoted_keeps_no_seat():
    for _ in range(5):
        row = make.departure(places=1)
        booked = make.booking(row)
        waiting = make.booking(row, waiting_list=True)

        def end(pk: int = waiting.registration_id) -> None:
            from django.db import transaction

            with transaction.atomic():
                rows = Registration.objects.select_for_update(of=("self",))
                guest = rows.select_related("congress", "category", "person", "order").get(pk=pk)
                move(guest, "cancelled", verb="ended", by=BY, now=NOW)

        at_once(end, lambda booked=booked: cancel_booking(booking=booked, by=BY, now=NOW).state)
        assert Booking.objects.live().filter(departure=row).count() == 0
        assert miscounted(row.visit.congress) == []
