"""The outside contract of departures and bookings."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registration.models import Registration
from registration.permissions import HELD
from registration.queries.access import access_token
from tests.factories import accounts
from tests.factories import registration as people
from tests.factories import visits as make
from tests.factories.congress import congress
from visits.actions.booking import cancel_booking
from visits.models import Booking, Departure

pytestmark = pytest.mark.django_db


def post(
    row: Departure, guest: Registration | None, body: Any = None, client: Client | None = None, **headers: str
) -> Any:
    if guest is not None:
        headers["Authorization"] = f"Bearer {access_token(guest.code, 1)}"
    address = f"/api/v1/departures/{row.code}/bookings/"
    return (client or Client()).post(address, body or {}, content_type="application/json", headers=headers)


def test_departures_are_listed_by_time(clock):
    event = congress(slug="demo")
    visit = make.visit(congress=event, code="park", title={"en": "Park"}, meeting_point={"en": "Gate"})
    make.departure(visit=visit, code="late", held_on=event.ends_on, has_waiting_list=False)
    make.departure(
        visit=visit, code="early", languages=["en", "fr"], is_step_free=True, transport_label={"en": "Bus B"}
    )
    make.departure(visit=make.visit(congress=event, is_published=False))
    make.departure()
    answer = Client().get("/api/v1/congresses/demo/departures/").json()
    assert [row["code"] for row in answer["results"]] == ["early", "late"]
    assert answer["results"][0] == {
        "code": "early",
        "visit": {"code": "park", "title": {"en": "Park"}},
        "starts_at": "2027-05-27T15:00:00+02:00",
        "ends_at": "2027-05-27T18:00:00+02:00",
        "languages": ["en", "fr"],
        "step_free": True,
        "transport": {"en": "Bus B"},
        "meeting_point": {"en": "Gate"},
        "places": 2,
        "places_left": 2,
        "waiting_list": True,
        "state": "open",
        "open": True,
    }


def test_departures_of_a_draft_are_not_there():
    row = make.departure(congress=congress(state="draft"))
    assert Client().get(f"/api/v1/congresses/{row.visit.congress.slug}/departures/").status_code == 404
    assert post(row, None).status_code == 404


def test_a_booking_is_made_once():
    row = make.departure()
    guest = make.guest(row)
    first, second = post(row, guest), post(row, guest)
    assert (first.status_code, second.status_code) == (201, 200)
    booking = Booking.objects.get()
    assert first.json() == second.json() == {"code": booking.code, "state": "booked"}


def test_a_full_departure_is_409_unless_the_waiting_list_is_asked_for():
    row = make.departure(places=1)
    make.booking(row)
    guest = make.guest(row)
    refused = post(row, guest)
    assert (refused.status_code, refused.json()["code"]) == (409, "departure_full")
    assert refused.headers["Content-Type"] == "application/problem+json"
    waiting = post(row, guest, {"waiting_list": True})
    assert (waiting.status_code, waiting.json()["state"]) == (201, "waitlisted")


@pytest.mark.parametrize(
    ("departure", "guest", "code"),
    [
        ({}, {"state": "waitlisted"}, "not_registered"),
        ({"closes_at": make.NOW}, {}, "booking_closed"),
    ],
)
def test_refusals_have_their_codes(departure, guest, code):
    row = make.departure(**departure)
    answer = post(row, make.guest(row, **guest))
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_overlaps_and_limit_have_their_codes():
    event = congress()
    one, same, other, last = [make.departure(congress=event) for _ in range(2)] + [
        make.departure(congress=event, held_on=day) for day in (event.starts_on, event.ends_on)
    ]
    guest = make.guest(one)
    post(one, guest)
    assert post(same, guest).json()["code"] == "overlaps"
    post(other, guest)
    assert post(last, guest).json()["code"] == "limit_reached"


def test_without_a_token_it_is_401():
    row = make.departure()
    assert post(row, None).status_code == 401
    wrong = post(row, None, Authorization="Bearer plr_" + "a" * 32)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "not_authenticated")


def test_the_letters_session_books(client):
    row = make.departure()
    guest = make.guest(row)
    session = client.session
    session[HELD] = {guest.code: [1, True]}
    session.save()
    assert post(row, None, client=client).status_code == 201
    assert Booking.objects.get().registration == guest


def test_an_outlived_session_does_not_book(client):
    row = make.departure()
    guest = make.guest(row, access_version=2)
    session = client.session
    session[HELD] = {guest.code: [1, True]}
    session.save()
    assert post(row, None, client=client).status_code == 401


def test_a_signed_in_person_books_and_chooses_among_several(client_for):
    row = make.departure()
    user = accounts.user()
    browser = client_for(user)
    assert post(row, None, client=browser).json()["code"] == "not_registered"
    _one, two = make.guest(row, person=user.person), make.guest(row, person=user.person)
    assert post(row, None, client=browser).json()["code"] == "not_registered"
    assert post(row, None, {"registration": two.code}, client=browser).status_code == 201
    assert list(Booking.objects.values_list("registration", flat=True)) == [two.pk]
    assert post(row, None, {"registration": people.registration().code}, client=browser).status_code == 409


def test_a_session_needs_its_csrf_token(client_for):
    row = make.departure()
    guest = make.guest(row)
    browser = Client(enforce_csrf_checks=True)
    session = browser.session
    session[HELD] = {guest.code: [1, True]}
    session.save()
    assert post(row, None, client=browser).status_code == 403


def test_an_idempotency_key_makes_one_booking_and_the_same_answer():
    row = make.departure()
    guest = make.guest(row)
    answers = [post(row, guest, **{"Idempotency-Key": "k" * 16}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    reused = post(row, guest, {"waiting_list": True}, **{"Idempotency-Key": "k" * 16})
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refusal_is_not_remembered_under_a_key():
    row = make.departure(places=1)
    booked = make.booking(row)
    guest = make.guest(row)
    key = {"Idempotency-Key": "k" * 16}
    assert post(row, guest, **key).status_code == 409
    cancel_booking(booking=booked, by=make.BY, now=make.NOW)
    assert post(row, guest, **key).status_code == 201


def test_a_body_that_is_no_object_is_400():
    row = make.departure()
    guest = make.guest(row)
    assert post(row, guest, {"waiting_list": "perhaps"}).status_code == 400


def test_a_booking_costs_thirteen_statements_at_most(clock):
    event = congress()
    row = make.departure(congress=event, point=people.point(congress=event))
    guest = make.guest(row)
    post(make.departure(congress=event, held_on=event.starts_on), guest)
    with CaptureQueriesContext(connection) as queries:
        assert post(row, guest).status_code == 201
    own = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [query["sql"] for query in queries if not query["sql"].startswith(own)]
    assert len(statements) <= 13, "\n".join(statements)
