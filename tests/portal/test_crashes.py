"""Ended at any of its writes, as when the machine is gone, a deed leaves nothing behind and can be done again."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from congress.actions.release import release
from congress.models import Submission
from payments.actions.orders import expire_due
from payments.actions.webhooks import receive_event
from programme.actions.publish import publish
from registration.actions import places
from registration.actions.manage import cancel
from registration.models import Registration
from tests.factories import congress as congresses
from tests.factories import programme, visits
from tests.payments import factories as money
from tests.portal.house import BY, House, house
from tests.registration.doors import Door, hand, scan
from visits.actions.booking import book, cancel_booking
from visits.actions.departures import cancel_departure
from visits.models import Booking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
WRITES = ("INSERT", "UPDATE", "DELETE")
Deed = Callable[[], Any]


class Killed(BaseException):
    """Nobody catches it to go on."""


class Kill:
    """Ends whoever sends the write of that number."""

    def __init__(self, number: int) -> None:
        self.number, self.writes = number, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES):
            self.writes += 1
            if self.writes == self.number:
                raise Killed
        return execute(sql, params, many, context)


def kill_at_each_write(deed: Deed) -> int:
    """Ends the deed at its first write, then at its second, until it comes to its end; how many writes that takes."""
    for number in count(1):
        kill = Kill(number)
        try:
            with connection.execute_wrapper(kill):
                deed()
        except Killed:
            continue
        return kill.writes
    raise AssertionError("unreachable")


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def after(deed: Deed) -> dict[str, int]:
    """What is there once the deed was done undisturbed; it is taken back."""
    with transaction.atomic():
        deed()
        found = rows()
        transaction.set_rollback(True)
    return found


@pytest.fixture
def place(now: Any) -> House:
    return house(now)


def seated(place: House) -> Registration:
    row = place.register()
    book(registration=row, departure=visits.fresh(place.bus), by=BY, now=place.now)
    return row


# --- deeds: each prepares the house and returns what is then done --------------------------------
def registers_free(place: House) -> Deed:
    return lambda: place.register()


def registers_for_money(place: House) -> Deed:
    return lambda: place.register(place.paid)


def pays_by_transfer(place: House) -> Deed:
    code = place.register(place.paid).code
    return lambda: place.pay(Registration.objects.get(code=code))


def pays_by_card(place: House) -> Deed:
    told = money.completed(money.attempt(place.register(place.paid).order, place.now))
    return lambda: receive_event(entity=money.ENTITY, told=told, now=place.now)


def hold_runs_out(place: House) -> Deed:
    place.register(place.paid)
    return lambda: expire_due(place.now + timedelta(days=30))


def books_a_seat(place: House) -> Deed:
    row = place.register()
    return lambda: book(registration=row, departure=visits.fresh(place.bus), by=BY, now=place.now)


def gives_a_seat_to_who_waits(place: House) -> Deed:
    for name in ("Ana", "Eva"):
        visits.booking(place.bus, place.register(given_name=name))
    visits.booking(place.bus, place.register(given_name="Rui"), waiting_list=True)
    pk = Booking.objects.booked().earliest("pk").pk
    return lambda: cancel_booking(booking=Booking.objects.get(pk=pk), by=BY, now=place.now)


def cancels_with_seat_and_order(place: House) -> Deed:
    row = place.register(place.paid)
    visits.booking(place.bus, row)
    return lambda: cancel(registration=Registration.objects.get(pk=row.pk), by=BY, now=place.now)


def calls_the_bus_off(place: House) -> Deed:
    seated(place)
    return lambda: cancel_departure(departure=visits.fresh(place.bus), by=BY, now=place.now)


def publishes(place: House) -> Deed:
    for _ in range(2):
        programme.session(congress=place.congress, is_ready=True)
    return lambda: publish(congress=place.congress, name="", by=BY, now=place.now, anyway=True)


def tells_decisions(place: House) -> Deed:
    call = congresses.closed_call(congress=place.congress)
    congresses.decision(submission=congresses.submission(call=call))
    return lambda: release(call=call, submissions=Submission.objects.all(), by=BY, now=place.now)


def hands_scans_in(place: House) -> Deed:
    door = Door(place.congress, place.free, None)
    door.point("entrance")
    client = door.device("entrance")[1]
    batch = [scan("entrance", "no badge") for _ in range(3)]
    return lambda: hand(client, *batch)


DEEDS = [
    registers_free, registers_for_money, pays_by_transfer, pays_by_card, hold_runs_out, books_a_seat,
    gives_a_seat_to_who_waits, cancels_with_seat_and_order, calls_the_bus_off, publishes, tells_decisions,
    hands_scans_in,
]  # fmt: skip


@pytest.mark.parametrize("prepare", DEEDS, ids=[prepare.__name__ for prepare in DEEDS])
def test_deed_killed_at_each_write_is_done_once(place, prepare):
    deed = prepare(place)
    once = after(deed)

    writes = kill_at_each_write(deed)

    assert (rows(), writes > 1) == (once, True)


@pytest.mark.breaks("places", "dashboard")
def test_control_what_is_written_apart_remains(place):
    def careless() -> None:
        places.take([place.free])
        place.register()

    assert kill_at_each_write(careless) > 1
