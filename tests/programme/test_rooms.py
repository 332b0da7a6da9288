"""Rooms: entered, changed, taken away unless a session stands in them."""

from datetime import UTC, datetime

import pytest

from common.actors import Actor
from programme.actions.rooms import RoomInUse, remove_room
from programme.models import Room
from tests.factories import congress as events
from tests.factories import programme as make

BY = Actor.system("test")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
ROOMS = "/en/here/manage/settings/rooms/"


@pytest.fixture
def event():
    return events.congress(slug="here", languages=["en", "ar"])


@pytest.mark.parametrize("role", ["owner", "programme"])
def test_a_room_is_entered_and_changed(event, client_for, role):
    client = client_for(events.team_member(congress=event, role=role).user)

    client.post(f"{ROOMS}new/", {"name_en": "Room 1", "name_ar": "قاعة", "capacity": "80", "floor": "-1"})
    client.post(f"{ROOMS}room-1/", {"name_en": "Room A", "capacity": "", "floor": "2", "has_interpretation": "on"})

    row = Room.objects.get()
    assert (row.code, row.name, row.capacity, row.floor, row.has_interpretation) == (
        "room-1", {"en": "Room A"}, None, 2, True,
    )  # fmt: skip


def test_fields_are_marked_with_their_language_and_its_direction(event, client_for):
    page = client_for(events.team_member(congress=event).user).get(f"{ROOMS}new/").content.decode()

    assert 'lang="ar" dir="rtl"' in page
    assert 'lang="en" dir="ltr"' in page


def test_a_room_with_sessions_stays(event, client_for):
    used, free = make.room(congress=event), make.room(congress=event)
    make.session(congress=event, room=used)

    with pytest.raises(RoomInUse):
        remove_room(room=used, by=BY, now=NOW)
    remove_room(room=free, by=BY, now=NOW)
    remove_room(room=free, by=BY, now=NOW)

    client = client_for(events.team_member(congress=event).user)
    page = client.post(f"{ROOMS}{used.code}/", {"verb": "remove"}, follow=True)
    assert "Move them first." in page.content.decode()
    assert list(Room.objects.all()) == [used]


def test_a_room_has_a_name(event, client_for):
    page = client_for(events.team_member(congress=event).user).post(f"{ROOMS}new/", {"floor": "0", "capacity": "80"})

    assert page.status_code == 422
    assert "Please write this in one language at least." in page.content.decode()
    assert 'value="80"' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_rooms_as_for_one(event, client_for, assert_queries, count):
    for _n in range(count):
        make.room(congress=event)
    client = client_for(events.team_member(congress=event).user)

    with assert_queries(7):
        client.get(ROOMS)
