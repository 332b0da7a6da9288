"""What visitors and holders of a registration see and do, without any script."""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from common.models import QueuedMail
from registration.models import Registration, Terms
from registration.permissions import HELD
from tests.factories import accounts
from tests.factories import visits as make
from tests.factories.congress import axis, congress
from tests.visits.counting import asked
from visits.models import Booking, Departure

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return congress(slug="demo")


def hold(client: Client, *guests: Registration, proven: bool = True) -> Client:
    session = client.session
    session[HELD] = {guest.code: [guest.access_version, proven] for guest in guests}
    session.save()
    return client


def press(client: Client, row: Departure, **data: str):
    address = f"/en/{row.visit.congress.slug}/visits/{row.visit.code}/"
    return client.post(address, {"departure": row.code, **data})


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_list_costs_the_same_for_any_number(client, event):
    make.departure(visit=make.visit(congress=event, axis=axis(congress=event)))
    one = asked(client, "/en/demo/visits/")
    for _ in range(2):
        make.departure(visit=make.visit(congress=event, axis=axis(congress=event)))
    assert asked(client, "/en/demo/visits/") == one == (1, one[1])


def test_detail_costs_the_same_for_any_number(client, event):
    visit = make.visit(congress=event)
    hold(client, make.guest(make.departure(visit=visit)))
    one = asked(client, f"/en/demo/visits/{visit.code}/")
    for _ in range(2):
        make.departure(visit=visit)
    assert asked(client, f"/en/demo/visits/{visit.code}/") == one == (2, one[1])


def test_list_shows_slots_by_day_with_their_places(client, event):
    visit = make.visit(congress=event, title={"en": "River park"})
    make.departure(visit=visit, languages=["en", "fr"], transport_label={"en": "Bus B"})
    make.departure(visit=visit, held_on=date(2027, 5, 26), places=1, is_step_free=True)
    page = text(client.get("/en/demo/visits/"))
    assert page.index("Wednesday 26 May") < page.index("Thursday 27 May")
    for words in (
        "15:00–18:00",
        "River park",
        "English and French",
        "Bus B",
        "Step-free",
        "1 place left",
        "2 places left",
    ):
        assert words in page


def test_list_marks_what_the_visitor_holds(client, event):
    row = make.departure(congress=event, places=1)
    make.booking(row)
    guest = make.guest(row)
    make.booking(row, guest, waiting_list=True)
    assert "On the waiting list" not in text(client.get("/en/demo/visits/"))
    assert "On the waiting list" in text(hold(client, guest).get("/en/demo/visits/"))


def test_list_filters_by_language_theme_and_access(client, event):
    theme = axis(congress=event, code="nature")
    make.departure(visit=make.visit(congress=event, title={"en": "Garden"}, axis=theme), is_step_free=True)
    make.departure(visit=make.visit(congress=event, title={"en": "Prison"}), languages=["es"])
    pages = {query: text(client.get(f"/en/demo/visits/?{query}")) for query in (
        "language=es", "axis=nature", "step_free=on", "language=de", "language=fr"
    )}  # fmt: skip
    shown = {query: ("Garden" in page, "Prison" in page) for query, page in pages.items()}
    assert shown == {
        "language=es": (False, True),
        "axis=nature": (True, False),
        "step_free=on": (True, False),
        "language=de": (True, True),  # no such choice: nothing to filter by
        "language=fr": (True, True),
    }


def test_a_filter_that_nothing_fits_says_so(client, event):
    make.departure(congress=event, languages=["es"])
    assert "No study visit fits" in text(client.get("/en/demo/visits/?step_free=on"))


def test_an_empty_congress_says_that_visits_are_not_published(client, event):
    make.departure(visit=make.visit(congress=event, is_published=False))
    assert "not published yet" in text(client.get("/en/demo/visits/"))


def test_nobody_is_offered_a_button_but_a_way_to_one(client, event):
    row = make.departure(congress=event)
    page = text(client.get(f"/en/demo/visits/{row.visit.code}/"))
    assert "Book this slot" not in page
    assert "/en/demo/register/" in page
    assert "/en/me/link/" in page


def test_a_departures_own_code_leads_to_its_visit(client, event):
    row = make.departure(congress=event, code="river-park")
    assert (
        client.get("/en/demo/visits/river-park/").headers["Location"] == f"/en/demo/visits/{row.visit.code}/#river-park"
    )
    assert client.get("/en/demo/visits/nothing/").status_code == 404


def test_a_holder_books_with_one_press_and_again_without_harm(client, event):
    row = make.departure(congress=event)
    hold(client, make.guest(row))
    assert "Book this slot" in text(client.get(f"/en/demo/visits/{row.visit.code}/"))
    for _ in range(2):
        answer = press(client, row)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/en/demo/visits/{row.visit.code}/#{row.code}",
        )
    page = text(client.get(f"/en/demo/visits/{row.visit.code}/"))
    assert "Your place is booked." in page
    assert "Book this slot" not in page
    assert (Booking.objects.count(), QueuedMail.objects.count()) == (1, 1)


def test_a_full_slot_says_so_and_offers_the_waiting_list(client, event):
    row = make.departure(congress=event, places=1)
    make.booking(row)
    hold(client, make.guest(row))
    refused = press(client, row)
    assert (refused.status_code, "This slot is full: no place is left." in text(refused)) == (409, True)
    assert "Join the waiting list" in text(refused)
    press(client, row, waiting_list="yes")
    assert "You are on the waiting list." in text(client.get(f"/en/demo/visits/{row.visit.code}/"))


def test_a_full_slot_without_a_waiting_list_offers_nothing(client, event):
    row = make.departure(congress=event, places=1, has_waiting_list=False)
    make.booking(row)
    hold(client, make.guest(row))
    page = text(client.get(f"/en/demo/visits/{row.visit.code}/"))
    assert "it has no waiting list" in page


def test_who_holds_several_chooses(client, event):
    row = make.departure(congress=event)
    one, two = make.guest(row), make.guest(row)
    hold(client, one, two)
    assert press(client, row).status_code == 403
    press(client, row, registration=two.code)
    assert list(Booking.objects.values_list("registration__code", flat=True)) == [two.code]


def test_a_strangers_registration_is_not_booked_for(client, event):
    row = make.departure(congress=event)
    stranger = make.guest(row)
    assert press(client, row, registration=stranger.code).status_code == 403
    hold(client, make.guest(row))
    assert press(client, row, registration=stranger.code).status_code == 403
    assert Booking.objects.count() == 0


def test_a_claimed_address_shows_no_names(client, event):
    row = make.departure(congress=event)
    guests = [make.guest(row), make.guest(row)]
    hold(client, *guests, proven=False)
    page = text(client.get(f"/en/demo/visits/{row.visit.code}/"))
    assert guests[0].code in page
    assert guests[0].person.family_name not in page


def test_a_signed_in_person_books(client_for, event):
    row = make.departure(congress=event)
    user = accounts.user()
    guest = make.guest(row, person=user.person)
    press(client_for(user), row)
    assert Booking.objects.get().registration == guest


def test_a_waitlisted_registration_is_told_why_there_is_no_button(client, event):
    row = make.departure(congress=event)
    hold(client, make.guest(row, state="waitlisted"))
    assert "does not hold a place yet" in text(client.get(f"/en/demo/visits/{row.visit.code}/"))


def test_mine_costs_the_same_for_any_number(client, event):
    rows = [make.departure(congress=event, held_on=date(2027, 5, day)) for day in (25, 26, 27)]
    Terms.objects.update(visits_each=3)
    guest = make.guest(rows[0])
    hold(client, guest)
    make.booking(rows[0], guest)
    one = asked(client, "/en/me/visits/")
    for row in rows[1:]:
        make.booking(row, guest)
    assert asked(client, "/en/me/visits/") == one == (1, one[1])
    assert text(client.get("/en/me/visits/")).count("Cancel this booking") == 3


def test_mine_says_how_to_get_in(client):
    assert "Have your link sent again" in text(client.get("/en/me/visits/"))


def test_cancelling_asks_first_and_repeats_harmlessly(client, event):
    row = make.departure(congress=event)
    guest = make.guest(row)
    booking = make.booking(row, guest)
    hold(client, guest)
    address = f"/en/me/visits/{booking.code}/cancel/"
    assert "Cancel this booking?" in text(client.get(address))
    assert Booking.objects.get().state == "booked"
    for _ in range(2):
        assert client.post(address).headers["Location"] == "/en/me/visits/"
    assert Booking.objects.get().state == "cancelled"
    assert "is cancelled already" in text(client.get(address))


def test_cancelling_too_late_is_refused_with_a_sentence(client, event):
    row = make.departure(congress=event, cancel_until=make.NOW - timedelta(days=1))
    guest = make.guest(row)
    booking = make.booking(row, guest)
    hold(client, guest)
    answer = client.post(f"/en/me/visits/{booking.code}/cancel/")
    assert (answer.status_code, "too late to cancel" in text(answer)) == (409, True)
    assert "too late to cancel" in text(client.get("/en/me/visits/"))


def test_a_strangers_booking_cannot_be_cancelled(client, event):
    row = make.departure(congress=event)
    booking = make.booking(row)
    hold(client, make.guest(row))
    address = f"/en/me/visits/{booking.code}/cancel/"
    assert client.post(address).headers["Location"] == f"/en/sign-in/?next={address}"
    booking.refresh_from_db()
    assert booking.state == "booked"


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt"])
def test_pages_answer_in_every_language(client, event, lang):
    row = make.departure(congress=event, starts=time(9), ends=time(11))
    for address in (f"/{lang}/demo/visits/", f"/{lang}/demo/visits/{row.visit.code}/", f"/{lang}/me/visits/"):
        assert client.get(address).status_code == 200
