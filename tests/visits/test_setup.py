"""Study visits as organisers enter them: texts per language, slots, and nothing taken from who has booked."""

from datetime import UTC, date, datetime, time

import pytest

from common.actors import Actor
from registration.models import Point
from tests.factories import congress as events
from tests.factories import network as cities
from tests.factories import registration as people
from tests.factories import visits as make
from visits.actions.setup import (
    DepartureFacts,
    SeatsBelowTaken,
    VisitInUse,
    add_departure,
    change_departure,
    remove_visit,
)
from visits.models import Departure, StudyVisit

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
VISITS = "/en/here/manage/settings/visits/"
SLOT = {
    "held_on": "2027-05-27",
    "starts": "15:00",
    "ends": "18:00",
    "places": "25",
    "languages": ["en"],
    "transport": "foot",
}


@pytest.fixture
def event():
    made = events.congress(slug="here", languages=["en", "ca"])
    people.terms(congress=made)
    return made


@pytest.fixture
def owner(event, client_for):
    return client_for(events.team_member(congress=event, role="visits").user)


def test_a_visit_and_its_slot_are_entered_in_two_steps(event, owner, client):
    axis = events.axis(congress=event, code="community")
    cities.organisation(slug="vic")
    texts = {"title_en": "The river park", "title_ca": "El parc", "goals_en": "One\nTwo"}
    said = {**texts, "axis": "community", "host": "vic", "meeting_point_en": "Main door", "is_published": "on"}

    at = owner.post(f"{VISITS}new/", said).headers["Location"]
    assert at == f"{VISITS}the-river-park/"
    assert owner.post(f"{at}slots/new/", SLOT).headers["Location"] == at

    visit, slot = StudyVisit.objects.get(), Departure.objects.get()
    assert (visit.title, visit.axis, visit.host.slug, visit.goals) == (
        {"en": "The river park", "ca": "El parc"}, axis, "vic", {"en": "One\nTwo"},
    )  # fmt: skip
    assert (slot.held_on, slot.starts_at, slot.places) == (date(2027, 5, 27), datetime(2027, 5, 27, 13, tzinfo=UTC), 25)
    assert "The river park" in client.get("/en/here/visits/").content.decode()


def test_codes_of_slots_are_free_in_the_whole_installation(event):
    other = make.visit(congress=events.congress(), code="park")
    make.departure(visit=other, code="park")
    facts = DepartureFacts(date(2027, 5, 27), time(15), time(18), 20)

    codes = [add_departure(visit=make.visit(congress=event, code="park"), facts=facts, by=BY, now=NOW).code]
    codes.append(add_departure(visit=StudyVisit.objects.get(congress=event), facts=facts, by=BY, now=NOW).code)

    assert codes == ["park-2", "park-3"]


def test_a_bus_has_a_control_point_of_its_own(event, owner):
    visit = make.visit(congress=event, code="park")

    owner.post(f"{VISITS}park/slots/new/", {**SLOT, "transport": "bus", "vehicle_seats": "40"})

    slot = Departure.objects.get(visit=visit)
    assert (slot.point.rules, slot.vehicle_seats) == ({"entitled": True, "once": "day"}, 40)
    assert Point.objects.count() == 1
    owner.post(f"{VISITS}park/slots/{slot.code}/", {**SLOT, "transport": "bus", "vehicle_seats": "30"})
    assert Point.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"transport": "bus", "vehicle_seats": "20"}, "The vehicle has 20 seats."),
        ({"opens_at": "2027-02-01T00:00", "closes_at": "2027-01-01T00:00"}, "The end must come after the beginning."),
        ({"held_on": "2027-02-29"}, "Enter a valid date."),
        ({"places": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_slot_is_refused_with_a_sentence_and_what_was_typed(event, owner, said, sentence):
    make.visit(congress=event, code="park")

    page = owner.post(f"{VISITS}park/slots/new/", {**SLOT, "access_note_en": "Two steps", **said})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="Two steps"' in page.content.decode()
    assert not Departure.objects.exists()


def test_a_slots_page_leaves_its_time_to_moving(event, owner):
    slot = make.departure(congress=event)
    page = owner.get(f"{VISITS}{slot.visit.code}/slots/{slot.code}/").content.decode()
    assert 'name="held_on"' not in page

    owner.post(f"{VISITS}{slot.visit.code}/slots/{slot.code}/", {**SLOT, "held_on": "2027-05-28", "places": "9"})

    fresh = make.fresh(slot)
    assert (fresh.held_on, fresh.starts, fresh.places, fresh.sequence) == (slot.held_on, slot.starts, 9, 1)


def test_there_are_never_fewer_seats_than_booked(event):
    slot = make.departure(congress=event, places=5)
    for _n in range(2):
        make.booking(slot)

    with pytest.raises(SeatsBelowTaken) as refused:
        change_departure(
            departure=make.fresh(slot), facts=DepartureFacts(slot.held_on, slot.starts, slot.ends, 1), by=BY, now=NOW
        )
    assert str(refused.value) == "2 people are booked already, so there cannot be fewer places."


def test_a_visit_that_people_booked_stays(event, owner):
    slot = make.departure(congress=event)
    make.booking(slot)

    assert "Take it away" not in owner.get(f"{VISITS}{slot.visit.code}/").content.decode()
    with pytest.raises(VisitInUse):
        remove_visit(visit=slot.visit, by=BY, now=NOW)


def test_a_visit_nobody_booked_goes_with_its_slots(event, owner):
    slot = make.departure(congress=event)

    owner.post(f"{VISITS}{slot.visit.code}/", {"verb": "remove"})

    assert (StudyVisit.objects.count(), Departure.objects.count()) == (0, 0)


def test_a_host_that_is_no_city_of_ours_is_named_in_words(event, owner):
    page = owner.post(f"{VISITS}new/", {"title_en": "Park", "host": "nowhere"})

    assert "There is no such city in the network." in page.content.decode()


@pytest.mark.parametrize("page", ["nothing/", "nothing/slots/new/"])
def test_what_does_not_exist_is_no_page(event, owner, page):
    assert owner.get(f"{VISITS}{page}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_visits_as_for_one(event, client_for, assert_queries, count):
    for _n in range(count):
        make.departure(congress=event)
    client = client_for(events.team_member(congress=event).user)

    with assert_queries(8):
        client.get(VISITS)
