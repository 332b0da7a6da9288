"""Two things at once: said on saving, refused on publishing."""

from datetime import time

import pytest
from django.urls import reverse

from common.actors import Actor
from programme.actions.publish import ProgrammeClashes, publish
from programme.models import Publication, SessionPerson
from programme.queries.sessions import clashes_of, named_clashes
from tests.factories import accounts
from tests.factories import congress as make
from tests.factories.programme import room, session

pytestmark = pytest.mark.django_db
BY = Actor("system", "test", "test")


@pytest.fixture
def event():
    return make.congress(state="open", slug="demo")


@pytest.fixture
def hall(event):
    return room(congress=event, code="hall", name={"en": "Great hall"})


@pytest.fixture
def organiser(client, event):
    user = accounts.user()
    make.team_member(congress=event, user=user)
    client.force_login(user)
    return client


def twice(event, hall, **kw):
    """Two ready sessions in one room at the same hour."""
    one = session(congress=event, code="one", title={"en": "Opening"}, room=hall, is_ready=True)
    return one, session(congress=event, code="two", title={"en": "Choir"}, room=hall, **{"is_ready": True, **kw})


def test_publishing_a_clash_is_refused_unless_asked_for(event, hall, now):
    twice(event, hall)
    with pytest.raises(ProgrammeClashes):
        publish(congress=event, name="", by=BY, now=now)
    assert not Publication.objects.exists()
    assert publish(congress=event, name="", by=BY, now=now, anyway=True).changes["added"] == ["one", "two"]


@pytest.mark.parametrize("change", [{"is_ready": False}, {"is_cancelled": True}])
def test_a_clash_with_what_is_not_shown_does_not_stop_publishing(event, hall, now, change):
    twice(event, hall, **change)
    assert clashes_of(event, ready=True) == []
    publish(congress=event, name="", by=BY, now=now)


def test_a_clash_names_sessions_room_and_person(event, hall):
    one, two = twice(event, hall)
    person = accounts.person(given_name="Ana", family_name="Serra")
    for row in (one, two):
        SessionPerson.objects.create(session=row, person=person, role="speaker")
    by_person, by_room = named_clashes(event)
    assert (by_person.one, by_person.other, by_person.person, by_person.room) == (one, two, "Ana Serra", {})
    assert (by_room.one, by_room.other, by_room.person, by_room.room) == (one, two, "", {"en": "Great hall"})


def test_many_clashes_are_named_in_few_queries(event, hall, django_assert_max_num_queries):
    for _ in range(4):
        session(congress=event, room=hall)
    with django_assert_max_num_queries(5):
        assert len(named_clashes(event)) == 6


def test_the_overview_asks_before_it_publishes_a_clash(organiser, event, hall):
    twice(event, hall)
    address = reverse("programme-manage", args=[event.slug])
    page = organiser.get(address).content.decode()
    assert all(words in page for words in ("Great hall", "Opening", 'name="anyway"'))
    refused = organiser.post(address, {"name": ""})
    assert refused.status_code == 422
    assert "the same person at the same time" in refused.content.decode()
    assert not Publication.objects.exists()
    assert organiser.post(address, {"name": "", "anyway": "on"}).status_code == 302
    assert Publication.objects.count() == 1


def test_the_overview_does_not_ask_where_nothing_clashes(organiser, event, hall):
    twice(event, hall, is_ready=False)
    page = organiser.get(reverse("programme-manage", args=[event.slug])).content.decode()
    assert "Two things at once" in page
    assert 'name="anyway"' not in page


def test_saving_a_clash_names_the_other_session_and_the_room(organiser, event, hall):
    one, _other = twice(event, hall)
    data = {"day": one.day, "starts": time(10, 30), "ends": time(11, 30), "room": "hall", "version": 1}
    address = reverse("programme-manage-session", args=[event.slug, "one"])
    page = organiser.post(address, {**data, "verb": "change"}, follow=True).content.decode()
    assert "“Choir” takes the room Great hall at the same time." in page


def test_saving_without_a_clash_warns_of_nothing(organiser, event, hall):
    one, _other = twice(event, hall)
    data = {"day": one.day, "starts": time(15), "ends": time(16), "room": "hall", "version": 1}
    address = reverse("programme-manage-session", args=[event.slug, "one"])
    page = organiser.post(address, {**data, "verb": "change"}, follow=True).content.decode()
    assert "at the same time" not in page
