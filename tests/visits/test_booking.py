"""Booking, cancelling, waiting: every refusal, and that counter and rows agree."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from common.models import AuditEntry, QueuedMail
from registration.actions.settle import move
from registration.models import ChosenAddOn, Entitlement, Registration, Terms
from tests.factories import registration as people
from tests.factories import visits as make
from tests.factories.congress import congress
from visits.actions import booking as actions
from visits.actions.booking import book, cancel_booking
from visits.enums import BookingState
from visits.models import Booking, Departure
from visits.queries.departures import miscounted

pytestmark = pytest.mark.django_db
BY, NOW = make.BY, make.NOW


def ask(row: Departure, registration: Registration, **kw: Any) -> tuple[Booking, bool]:
    return book(registration=registration, departure=make.fresh(row), by=BY, now=kw.pop("now", NOW), **kw)


def taken(row: Departure) -> int:
    row.refresh_from_db(fields=["taken"])
    assert miscounted(row.visit.congress) == []
    return row.taken


def test_booking_takes_a_seat_and_writes_once():
    row = make.departure()
    booking, made = ask(row, make.guest(row))
    assert (made, booking.state, booking.booked_at, taken(row)) == (True, "booked", NOW, 1)
    assert list(AuditEntry.objects.filter(verb="visit_booked").values_list("subject_label", flat=True)) == [
        booking.code
    ]


def test_booking_writes_a_letter_in_the_persons_language():
    row = make.departure(congress=congress(name={"en": "Congress", "pt": "Congresso"}))
    guest = make.guest(row, language="pt")
    ask(row, guest)
    mail = QueuedMail.objects.get()
    assert (mail.template, mail.to, mail.language) == ("visits_booked", guest.person.email, "pt")


def test_booking_lets_the_badge_pass_the_bus():
    event = congress()
    row = make.departure(congress=event, point=people.point(congress=event))
    guest = make.guest(row)
    before = guest.changed
    booking, _made = ask(row, guest)
    pass_ = Entitlement.objects.get()
    assert (pass_.registration, pass_.point, pass_.source) == (guest, row.point, f"booking:{booking.pk}")
    assert (pass_.valid_from, pass_.valid_until) == (
        row.starts_at - timedelta(hours=1),
        row.ends_at + timedelta(hours=1),
    )
    guest.refresh_from_db()
    assert guest.changed > before


def test_booking_again_returns_the_same():
    row = make.departure()
    guest = make.guest(row)
    first, _made = ask(row, guest)
    assert ask(row, guest) == (first, False)
    assert (Booking.objects.count(), QueuedMail.objects.count(), taken(row)) == (1, 1, 1)


@pytest.mark.parametrize("state", ["awaiting_payment", "secured", "confirmed"])
def test_booking_is_open_to_whoever_holds_a_place(state):
    row = make.departure()
    assert ask(row, make.guest(row, state=state))[1] is True


@pytest.mark.parametrize("state", ["awaiting_approval", "waitlisted", "cancelled", "expired", "refused", "no_show"])
def test_booking_refuses_whoever_holds_none(state):
    row = make.departure()
    with pytest.raises(actions.NotRegistered):
        ask(row, make.guest(row, state=state))


def test_booking_refuses_people_of_another_congress():
    with pytest.raises(actions.NotRegistered):
        ask(make.departure(), people.registration())


@pytest.mark.parametrize(
    "closed",
    [
        {"opens_at": NOW + timedelta(seconds=1)},
        {"closes_at": NOW},
        {"state": "cancelled"},
        {"held_on": date(2026, 11, 21), "starts": time(10), "ends": time(12)},  # it starts now, in Madrid
    ],
)
def test_booking_refuses_what_is_closed(closed):
    row = make.departure(**closed)
    with pytest.raises(actions.BookingClosed):
        ask(row, make.guest(row))


def test_booking_refuses_an_unpublished_visit():
    row = make.departure(visit=make.visit(is_published=False))
    with pytest.raises(actions.BookingClosed):
        ask(row, make.guest(row))


def test_booking_refuses_more_than_the_limit():
    event = congress()
    rows = [make.departure(congress=event, held_on=date(2027, 5, day)) for day in (25, 26, 27)]
    guest = make.guest(rows[0])
    ask(rows[0], guest)
    ask(rows[1], guest)
    with pytest.raises(actions.LimitReached) as refused:
        ask(rows[2], guest)
    assert "(2)" in str(refused.value)
    Terms.objects.update(visits_each=3)
    assert ask(rows[2], guest)[1] is True


def test_booking_refuses_what_overlaps_another():
    event = congress()
    one, other = make.departure(congress=event), make.departure(congress=event, starts=time(17, 59), ends=time(20))
    guest = make.guest(one)
    ask(one, guest)
    with pytest.raises(actions.Overlaps):
        ask(other, guest)


def test_booking_accepts_what_begins_as_the_other_ends():
    event = congress()
    one, other = make.departure(congress=event), make.departure(congress=event, starts=time(18), ends=time(20))
    guest = make.guest(one)
    ask(one, guest)
    assert ask(other, guest)[1] is True


def test_booking_refuses_what_overlaps_a_commitment():
    row = make.departure()
    guest = make.guest(row)
    make.commitment(person=guest.person, congress=row.visit.congress)
    make.commitment(person=people.registration().person, congress=row.visit.congress)
    with pytest.raises(actions.Overlaps):
        ask(row, guest)


def test_booking_refuses_a_visit_whose_fee_is_not_chosen():
    event = congress()
    row = make.departure(congress=event, add_on=people.add_on(congress=event))
    guest = make.guest(row)
    with pytest.raises(actions.AddOnMissing):
        ask(row, guest)
    ChosenAddOn.objects.create(registration=guest, add_on=row.add_on)
    assert ask(row, guest)[1] is True


def test_a_full_departure_refuses_a_booking():
    row = make.departure(places=1)
    make.booking(row)
    with pytest.raises(actions.DepartureFull) as refused:
        ask(row, make.guest(row))
    assert (str(refused.value), taken(row)) == ("This slot is full: no place is left.", 1)


def test_a_full_departure_has_a_waiting_list_for_whoever_asks():
    row = make.departure(places=1)
    make.booking(row)
    waiting, made = ask(row, make.guest(row), waiting_list=True)
    assert (made, waiting.state, taken(row)) == (True, "waitlisted", 1)
    assert QueuedMail.objects.filter(template="visits_waitlisted").count() == 1


def test_a_full_departure_without_a_waiting_list_refuses():
    row = make.departure(places=1, has_waiting_list=False)
    make.booking(row)
    with pytest.raises(actions.DepartureFull):
        ask(row, make.guest(row), waiting_list=True)


def test_asking_for_the_waiting_list_of_a_departure_with_seats_books_one():
    row = make.departure()
    assert ask(row, make.guest(row), waiting_list=True)[0].state == "booked"


def test_a_departure_that_was_moved_meanwhile_is_looked_at_again():
    row = make.departure()
    Departure.objects.filter(pk=row.pk).update(sequence=1)
    with pytest.raises(actions.BookingClosed):
        book(registration=make.guest(row), departure=row, by=BY, now=NOW)


def test_cancelling_frees_the_seat():
    row = make.departure()
    booking = make.booking(row)
    cancel_booking(booking=booking, by=BY, now=NOW)
    cancel_booking(booking=booking, by=BY, now=NOW)
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_at, taken(row)) == ("cancelled", NOW, 0)
    assert QueuedMail.objects.filter(template="visits_cancelled").count() == 1


def test_cancelling_withdraws_the_right_to_the_bus():
    event = congress()
    row = make.departure(congress=event, point=people.point(congress=event))
    cancel_booking(booking=make.booking(row), by=BY, now=NOW)
    assert Entitlement.objects.filter(withdrawn_at__isnull=True).count() == 0


def test_cancelling_seats_the_first_who_waits():
    event = congress()
    row = make.departure(congress=event, places=1, point=people.point(congress=event))
    booked = make.booking(row)
    waiting = [make.booking(row, waiting_list=True) for _ in range(2)]
    cancel_booking(booking=booked, by=BY, now=NOW)
    states = [Booking.objects.get(pk=each.pk).state for each in waiting]
    assert (states, taken(row)) == (["booked", "waitlisted"], 1)
    assert QueuedMail.objects.get(template="visits_promoted").to == waiting[0].registration.person.email
    assert Entitlement.objects.get(withdrawn_at__isnull=True).registration == waiting[0].registration


def test_who_has_a_talk_meanwhile_is_passed_over():
    row = make.departure(places=1)
    booked = make.booking(row)
    first, second = [make.booking(row, waiting_list=True) for _ in range(2)]
    make.commitment(person=first.registration.person, congress=row.visit.congress)
    cancel_booking(booking=booked, by=BY, now=NOW)
    assert Booking.objects.get(pk=second.pk).state == "booked"


def test_cancelling_ends_at_its_date_for_people_but_not_for_organisers():
    row = make.departure(cancel_until=NOW)
    booking = make.booking(row)
    with pytest.raises(actions.CancellationClosed):
        cancel_booking(booking=booking, by=BY, now=NOW)
    assert cancel_booking(booking=booking, by=BY, now=NOW, is_late=True).state == BookingState.CANCELLED


def test_who_cancelled_may_book_again():
    row = make.departure()
    guest = make.guest(row)
    cancel_booking(booking=ask(row, guest)[0], by=BY, now=NOW)
    assert (ask(row, guest)[1], Booking.objects.count(), taken(row)) == (True, 2, 1)


@pytest.mark.parametrize(("before", "after"), [("confirmed", "cancelled"), ("awaiting_payment", "expired")])
def test_a_registration_that_ends_frees_its_seats(before, after):
    row = make.departure(places=1)
    guest = make.guest(row, state=before)
    ask(row, guest)
    waiting = make.booking(row, waiting_list=True)
    guest = Registration.objects.select_related("congress", "category", "person", "order").get(pk=guest.pk)
    move(guest, after, verb="ended", by=BY, now=NOW)
    assert Booking.objects.get(pk=waiting.pk).state == "booked"
    assert (Booking.objects.live().filter(registration=guest).count(), taken(row)) == (0, 1)


def test_instants_follow_the_zone_of_the_congress():
    row = make.departure(congress=congress(timezone="America/Sao_Paulo"))
    assert row.span == (datetime(2027, 5, 27, 18, tzinfo=UTC), datetime(2027, 5, 27, 21, tzinfo=UTC))
