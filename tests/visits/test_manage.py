"""The organiser's study visits: lists, places, times, calling off, and who may see what."""

import csv
import io
from datetime import UTC, date, datetime, time

import pytest

from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from congress.enums import Role
from registration.models import Entitlement, Registration
from tests.factories import accounts, network
from tests.factories import registration as people
from tests.factories import visits as make
from tests.factories.congress import congress, team_member
from tests.visits.counting import asked
from visits.actions import departures as actions
from visits.models import Booking
from visits.queries.departures import miscounted, seats

pytestmark = pytest.mark.django_db
BY, NOW = make.BY, make.NOW


@pytest.fixture
def event():
    return congress(slug="demo")


def text(response) -> str:
    return " ".join(response.content.decode().split())


def staff(client_for, event, role):
    user = accounts.user()
    team_member(congress=event, user=user, role=role, starts_on=date(2020, 1, 1))
    return client_for(user)


# --- actions ------------------------------------------------------------------------------------
def test_fewer_places_than_booked_are_refused_with_a_sentence():
    row = make.departure(places=3)
    for _ in range(2):
        make.booking(row)
    with pytest.raises(actions.PlacesBelowTaken) as refused:
        actions.change_places(departure=row, places=1, by=BY, now=NOW)
    assert "2 people are booked already" in str(refused.value)
    assert actions.change_places(departure=row, places=2, by=BY, now=NOW).places == 2


def test_more_places_seat_those_who_wait_in_their_order():
    row = make.departure(places=1)
    make.booking(row)
    waiting = [make.booking(row, waiting_list=True) for _ in range(3)]
    changed = actions.change_places(departure=row, places=3, by=BY, now=NOW)
    states = list(
        Booking.objects.filter(pk__in=[each.pk for each in waiting]).order_by("pk").values_list("state", flat=True)
    )
    assert (states, changed.taken) == (["booked", "booked", "waitlisted"], 3)
    assert miscounted(row.visit.congress) == []


def test_more_places_than_the_vehicle_has_seats_are_refused():
    row = make.departure(vehicle_seats=16, places=12)
    with pytest.raises(Invalid) as refused:
        actions.change_places(departure=row, places=17, by=BY, now=NOW)
    assert str(refused.value) == "The vehicle has 16 seats."


def test_a_cancelled_slot_tells_everybody_once():
    event = congress()
    row = make.departure(congress=event, places=1, point=people.point(congress=event))
    booked, waiting = make.booking(row), make.booking(row, waiting_list=True)
    before = Registration.objects.get(pk=booked.registration_id).changed
    for _ in range(2):
        row = actions.cancel_departure(departure=row, by=BY, now=NOW)
    told = set(QueuedMail.objects.filter(template="visits_called_off").values_list("to", flat=True))
    assert told == {booked.registration.person.email, waiting.registration.person.email}
    assert QueuedMail.objects.filter(template="visits_called_off").count() == 2
    assert (row.state, row.taken, row.sequence, row.changed_at) == ("cancelled", 0, 1, NOW)
    assert Booking.objects.live().count() == 0
    assert Entitlement.objects.filter(withdrawn_at__isnull=True).count() == 0
    assert Registration.objects.get(pk=booked.registration_id).changed > before


def test_a_moved_slot_keeps_its_bookings_and_raises_the_sequence():
    event = congress()
    row = make.departure(congress=event, point=people.point(congress=event))
    make.booking(row)
    moved = {"held_on": date(2027, 5, 26), "starts": time(9), "ends": time(12)}
    for _ in range(2):
        row = actions.move_departure(departure=row, by=BY, now=NOW, **moved)
    assert row.span == (datetime(2027, 5, 26, 7, tzinfo=UTC), datetime(2027, 5, 26, 10, tzinfo=UTC))
    assert (row.sequence, row.taken, row.changed_at) == (1, 1, NOW)
    assert Entitlement.objects.get().valid_until == datetime(2027, 5, 26, 11, tzinfo=UTC)
    assert QueuedMail.objects.filter(template="visits_moved").count() == 1


def test_a_cancelled_slot_is_neither_moved_nor_enlarged():
    row = make.departure(state="cancelled")
    with pytest.raises(actions.DepartureOver):
        actions.change_places(departure=row, places=9, by=BY, now=NOW)
    with pytest.raises(actions.DepartureOver):
        actions.move_departure(departure=row, held_on=row.held_on, starts=time(9), ends=time(10), by=BY, now=NOW)


def test_a_congress_that_changes_its_zone_moves_the_instants():
    row = make.departure()
    event = row.visit.congress
    event.timezone = "Europe/Lisbon"
    event.save()
    assert actions.derive_again(congress=event, now=NOW) == 1
    assert actions.derive_again(congress=event, now=NOW) == 0
    row.refresh_from_db()
    assert (row.starts_at, row.sequence) == (datetime(2027, 5, 27, 14, tzinfo=UTC), 1)


def test_the_sweep_seats_whom_a_busy_moment_left_waiting():
    row = make.departure(places=1)
    make.booking(row)
    waiting = make.booking(row, waiting_list=True)
    type(row).objects.filter(pk=row.pk).update(places=2)
    assert actions.seat_waiting_everywhere(by=BY, now=NOW) == 1
    assert actions.seat_waiting_everywhere(by=BY, now=NOW) == 0
    assert Booking.objects.get(pk=waiting.pk).state == "booked"


def test_seats_are_counted():
    row = make.departure(places=2)
    make.booking(row)
    make.departure(visit=row.visit, state="cancelled")
    assert seats(row.visit.congress) == {"booked": 1, "free": 1, "waiting": 0}


# --- pages --------------------------------------------------------------------------------------
def test_list_costs_the_same_for_any_number(client_for, event):
    browser = staff(client_for, event, Role.VISITS)
    make.departure(congress=event)
    one = asked(browser, "/en/demo/manage/visits/")
    for _ in range(2):
        make.departure(congress=event)
    assert asked(browser, "/en/demo/manage/visits/") == one == (3, one[1])


def test_people_cost_the_same_for_any_number(client_for, event):
    row = make.departure(congress=event, places=3)
    browser = staff(client_for, event, Role.VISITS)
    make.booking(row, make.guest(row, organisation=network.organisation()))
    one = asked(browser, f"/en/demo/manage/visits/{row.code}/")
    for _ in range(2):
        make.booking(row, make.guest(row, organisation=network.organisation()))
    assert asked(browser, f"/en/demo/manage/visits/{row.code}/") == one == (2, one[1])


def test_people_are_listed_with_city_and_language(client_for, event):
    row = make.departure(congress=event)
    city = network.organisation(name={"en": "Porto"})
    make.booking(row, make.guest(row, organisation=city, language="pt", person=accounts.person(given_name="Rita")))
    page = text(staff(client_for, event, Role.AUDITOR).get(f"/en/demo/manage/visits/{row.code}/"))
    for words in ("Rita", "Porto", "Portuguese"):
        assert words in page
    assert "Change the places" not in page


def test_guides_see_names_alone(client_for, event):
    row = make.departure(congress=event)
    city = network.organisation(name={"en": "Porto"})
    make.booking(row, make.guest(row, organisation=city, person=accounts.person(given_name="Rita")))
    guide = staff(client_for, event, Role.GUIDE)
    page = text(guide.get(f"/en/demo/manage/visits/{row.code}/"))
    assert "Rita" in page
    assert "Porto" not in page
    assert guide.get(f"/en/demo/manage/visits/{row.code}/?format=csv").status_code == 404


def test_the_list_is_exported_safely(client_for, event):
    row = make.departure(congress=event, code="park")
    booking = make.booking(row, make.guest(row, person=accounts.person(given_name="=1+1", family_name="")))
    browser = staff(client_for, event, Role.VISITS)
    sent = b"".join(browser.get("/en/demo/manage/visits/park/?format=csv").streaming_content)
    lines = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
    assert [(line["slot"], line["name"], line["registration"]) for line in lines] == [
        ("park", "'=1+1", booking.registration.code)
    ]


def test_places_are_changed_by_form_and_a_refusal_keeps_what_was_typed(client_for, event):
    row = make.departure(congress=event, places=3)
    for _ in range(2):
        make.booking(row)
    browser = staff(client_for, event, Role.VISITS)
    address = f"/en/demo/manage/visits/{row.code}/"
    refused = browser.post(address, {"verb": "places", "places": "1"})
    assert (refused.status_code, "2 people are booked already" in text(refused)) == (422, True)
    assert 'value="1"' in text(refused)
    assert browser.post(address, {"verb": "places", "places": "5"}).status_code == 302
    row.refresh_from_db()
    assert row.places == 5


def test_the_time_is_changed_by_form(client_for, event):
    row = make.departure(congress=event)
    browser = staff(client_for, event, Role.VISITS)
    timing = {"verb": "move", "held_on": "2027-05-26", "starts": "09:00", "ends": "12:00"}
    assert browser.post(f"/en/demo/manage/visits/{row.code}/", timing).status_code == 302
    row.refresh_from_db()
    assert (row.held_on, row.starts) == (date(2027, 5, 26), time(9))


def test_a_slot_is_cancelled_after_asking(client_for, event):
    row = make.departure(congress=event)
    make.booking(row)
    browser = staff(client_for, event, Role.VISITS)
    address = f"/en/demo/manage/visits/{row.code}/cancel/"
    assert "1 person is booked." in text(browser.get(address))
    assert browser.post(address).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_one_booking_is_cancelled_after_asking_even_late(client_for, event):
    row = make.departure(congress=event, cancel_until=NOW)
    booking = make.booking(row)
    browser = staff(client_for, event, Role.OWNER)
    address = f"/en/demo/manage/visits/{row.code}/bookings/{booking.code}/cancel/"
    assert booking.registration.person.full_name in text(browser.get(address))
    assert browser.post(address).status_code == 302
    assert Booking.objects.get().state == "cancelled"
    assert AuditEntry.objects.get(verb="booking_cancelled").actor_kind == "user"


READS = {Role.OWNER, Role.VISITS, Role.AUDITOR, Role.GUIDE}
WRITES = {Role.OWNER, Role.VISITS}


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_team_of_this_congress_gets_in(client_for, event, role):
    row = make.departure(congress=event)
    booking = make.booking(row)
    foreign = congress(slug="elsewhere")
    browser = client_for(accounts.user()) if role is None else staff(client_for, event, role)
    base = f"manage/visits/{row.code}/"
    pages = {"manage/visits/": READS, base: READS, f"{base}cancel/": WRITES,
             f"{base}bookings/{booking.code}/cancel/": WRITES}  # fmt: skip
    for page, allowed in pages.items():
        assert browser.get(f"/en/demo/{page}").status_code == (200 if role in allowed else 404), page
        assert browser.get(f"/en/{foreign.slug}/{page}").status_code == 404
    written = browser.post(f"/en/demo/{base}", {"verb": "places", "places": "7"}).status_code
    assert written == (302 if role in WRITES else 404)
