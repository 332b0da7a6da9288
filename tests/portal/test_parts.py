"""A part that a congress does without shows nowhere: menu, rooms, figures, tasks, pages, API, letters' promises."""

import re

import pytest

from accounts.models import User
from common import mailing
from congress.enums import Part
from congress.models import Congress
from registration.models import Category, Fee, Registration
from registration.notifications import letter
from tests.factories import congress as events
from tests.factories import programme as sessions
from tests.factories import registration as people
from tests.factories import visits
from tests.payments import factories as money
from tests.registration.scene import BY, NOW, application
from visits.models import Departure

pytestmark = pytest.mark.django_db
EVERY = [part.value for part in Part]


@pytest.fixture
def event():
    """A congress with something in each part."""
    made = events.congress(slug="here", languages=["en"])
    people.terms(congress=made, book=money.book(code="here", scope="here"))
    category = people.category(congress=made, code="member")
    Fee.objects.create(category=category, minor=30_000, currency="EUR")
    events.call(congress=made)
    sessions.session(congress=made)
    visits.departure(congress=made)
    people.point(congress=made)
    return made


@pytest.fixture
def owner(event, client_for):
    return client_for(events.team_member(congress=event).user)


def without(event, *parts):
    Congress.objects.filter(pk=event.pk).update(parts=[part for part in EVERY if part not in parts])


PUBLIC = {
    "call": ["call/", "call/experiences/", "experiences/"],
    "visits": ["visits/", "visits/visit/"],
    "programme": ["programme/"],
    "fees": [],
    "door": [],
}
TEAM = {
    "call": ["manage/call/", "manage/settings/calls/", "manage/settings/calls/new/"],
    "visits": ["manage/visits/", "manage/settings/visits/", "manage/settings/visits/new/"],
    "programme": ["manage/programme/", "manage/settings/rooms/"],
    "fees": ["manage/settings/categories/member/fees/"],
    "door": ["manage/door/", "manage/door/points/", "manage/door/devices/"],
}


@pytest.mark.parametrize("part", EVERY)
def test_pages_of_an_unused_part_do_not_exist(event, owner, client, part):
    rest = [word for word in PUBLIC[part] if not word.endswith("visit/")]
    before = [client.get(f"/en/here/{word}").status_code for word in rest]
    assert before == [200] * len(rest)

    without(event, part)

    assert [client.get(f"/en/here/{word}").status_code for word in rest] == [404] * len(rest)
    assert [owner.get(f"/en/here/{word}").status_code for word in TEAM[part]] == [404] * len(TEAM[part])


WORDS = {
    "call": ("Call", "Experiences"),
    "visits": ("Study visits",),
    "programme": ("Programme",),
    "fees": ("Payments", "Legal entity", "Refund rule"),
    "door": ("Door and scanners",),
}


def links(page):
    """The words of the menu and of the lists at the side."""
    return {re.sub(r"<[^>]+>", "", inner).strip() for inner in re.findall(r"<a [^>]*>(.*?)</a>", page, re.DOTALL)}


@pytest.mark.parametrize("part", EVERY)
def test_menu_rooms_and_settings_do_without_it(event, owner, part):
    shown = links(
        owner.get("/en/here/manage/").content.decode() + owner.get("/en/here/manage/settings/").content.decode()
    )
    assert set(WORDS[part]) <= shown

    without(event, part)

    pages = [owner.get(f"/en/here/{word}").content.decode() for word in ("", "manage/", "manage/settings/")]
    assert set(WORDS[part]) & links("".join(pages)) == set()


FIGURES = {
    "visits": "seats booked",
    "programme": "session in preparation",
    "fees": ">charged<",
    "door": "badges let in",
}


@pytest.mark.parametrize("part", sorted(FIGURES))
def test_figures_do_without_it(event, owner, part):
    assert FIGURES[part] in owner.get("/en/here/manage/").content.decode()

    without(event, part)

    assert FIGURES[part] not in owner.get("/en/here/manage/").content.decode()


def test_the_home_page_does_without_them(event, client):
    text = client.get("/en/here/").content.decode()
    assert all(word in text for word in ("€300.00", "Open calls", "Study visits", "/en/here/programme/"))

    without(event, "fees", "call", "visits", "programme")

    text = client.get("/en/here/").content.decode()
    assert [word for word in ("€300.00", "Open calls", "Study visits", "/en/here/programme/") if word in text] == []


# --- without fees -------------------------------------------------------------------------------
def test_without_fees_nothing_is_to_be_paid_whatever_the_table_says(event, client):
    without(event, "fees")

    row = people_register(event)

    assert (row.state, row.order) == ("confirmed", None)
    offered = client.get("/api/v1/congresses/here/").json()["categories"][0]
    assert (offered["fee"], offered["open"]) == ("0.00", True)


def people_register(event):
    from registration.actions.register import register

    fresh = Congress.objects.get(pk=event.pk)
    return register(congress=fresh, application=application(category="member"), by=BY, now=NOW)


def test_without_fees_registering_has_two_steps_and_no_price(event, client):
    without(event, "fees")

    page = client.get("/en/here/register/").content.decode()

    steps = re.search(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)[1]
    assert steps.count("<li") == 2
    assert "Free of charge" not in page
    assert "€" not in page


def test_without_fees_no_page_and_no_letter_speaks_of_paying(event, owner, client):
    places = {
        "register/delegation/": "your city pays",
        "manage/registrations/": "Awaiting payment",
        "manage/letters/texts/": "payment",
        "manage/letters/texts/registration_member/": "fee",
        "manage/letters/texts/registration_confirmed/": "payment",
        "manage/publish/archive/": "book",
        "manage/publish/unarchive/": "book",
    }

    def said(place, word):
        state = "archived" if "unarchive" in place else "finished" if "archive" in place else "open"
        Congress.objects.update(state=state)
        page = (client if place.startswith("register") else owner).get(f"/en/here/{place}")
        return word in page.content.decode().partition("<main")[2]

    assert all(said(place, word) for place, word in places.items())

    without(event, "fees")

    assert [place for place, word in places.items() if said(place, word)] == []


def test_without_fees_the_archive_closes_no_book(event, owner):
    without(event, "fees")
    Congress.objects.update(state="finished")

    page = owner.post("/en/here/manage/publish/archive/", follow=True).content.decode()

    assert "The congress is archived: everything can be read, and nothing can be changed." in page
    assert "its book" not in page


def test_the_letter_to_a_member_speaks_of_the_fee_where_there_is_one(event):
    def body():
        row = people.registration(congress=Congress.objects.get(), category=Category.objects.get())
        context = {**letter(row)["context"], "city": "Vallclara"}
        return mailing.word("registration_member", "en", context, {"manage_url": "https://example.org/"})[1]

    assert "Your city settles the fee." in body()

    without(event, "fees")

    assert "fee" not in body()


# --- one's own page -----------------------------------------------------------------------------
def test_tasks_do_without_visits_and_badges(event, client_for):
    row = people.registration(congress=event, category=Category.objects.get())
    client = client_for(User.objects.create_user(row.person.email, person=row.person, created_at=NOW))
    text = client.get("/en/me/").content.decode()
    assert ("Book your study visits" in text, "Your badge (PDF)" in text) == (True, True)

    without(event, "visits", "door")

    text = client.get("/en/me/").content.decode()
    assert ("Book your study visits" in text, "Your badge (PDF)" in text) == (False, False)
    mine = client.get(f"/en/me/registrations/{row.code}/").content.decode()
    assert "Badge (PDF)" not in mine
    assert client.get(f"/en/me/badge/{row.code}/badge.pdf").status_code == 404
    assert Registration.objects.count() == 1


def test_ones_own_experiences_and_committee_do_without_the_call(event, client_for):
    paper = events.submission(call=event.calls.get())
    author = client_for(paper.author.user)
    reader = client_for(events.member(congress=event).user)
    before = (paper.title["en"] in me(author), "/en/here/committee/" in me(reader))

    without(event, "call")

    assert before == (True, True)
    assert (paper.title["en"] in me(author), "/en/here/committee/" in me(reader)) == (False, False)


def me(client):
    return client.get("/en/me/").content.decode()


def test_study_visits_are_a_task_only_where_there_are_some(event, client_for):
    row = people.registration(congress=event, category=Category.objects.get())
    client = client_for(User.objects.create_user(row.person.email, person=row.person, created_at=NOW))
    assert "Book your study visits" in client.get("/en/me/").content.decode()

    Departure.objects.all().delete()

    assert "Book your study visits" not in client.get("/en/me/").content.decode()


def test_axes_extras_and_presenters_go_with_what_they_are_for(event, owner):
    pages = ("manage/", "manage/settings/", "manage/settings/categories/")

    def shown():
        page = "".join(owner.get(f"/en/here/{place}").content.decode() for place in pages)
        return {"Axes", "Add an extra", "Presenters"} & links(page)

    assert shown() == {"Axes", "Add an extra", "Presenters"}

    without(event, "call", "fees", "visits")

    assert shown() == set()


# --- API and feeds ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "address"),
    [
        ("visits", "/api/v1/congresses/here/departures/"),
        ("programme", "/api/v1/congresses/here/sessions/"),
        ("programme", "/feeds/here/programme.ics"),
    ],
)
def test_interfaces_of_an_unused_part_do_not_exist(event, client, part, address):
    assert client.get(address).status_code == 200

    without(event, part)

    assert client.get(address).status_code == 404


def test_submissions_are_not_taken_without_a_call(event, client_for):
    client = client_for(events.author())
    assert client.get("/api/v1/congresses/here/submissions/").status_code == 200

    without(event, "call")

    assert client.get("/api/v1/congresses/here/submissions/").status_code == 404
    assert client.post("/api/v1/congresses/here/submissions/", {}, content_type="application/json").status_code == 404


# --- choosing them ------------------------------------------------------------------------------
PARTS = "/en/here/manage/settings/parts/"


def test_parts_are_left_out_and_taken_in_with_all_that_stood_there(event, owner):
    owner.post(PARTS, {"parts": ["fees", "door"], "version": 1})
    assert Congress.objects.get().parts == ["fees", "door"]

    owner.post(PARTS, {"parts": EVERY, "version": 2})

    assert owner.get("/en/here/visits/").status_code == 200
    assert Congress.objects.get().parts == EVERY


def test_a_part_that_people_rely_on_stays_once_the_congress_is_public(event, owner):
    events.submission(call=event.calls.get())
    people_register(event)

    page = owner.post(PARTS, {"parts": ["visits"], "version": 1})

    text = page.content.decode()
    assert page.status_code == 422
    assert "Experiences have been submitted." in text
    assert "There are orders to be paid." in text
    assert Congress.objects.get().parts == EVERY


def test_in_a_rehearsal_any_part_can_be_left_out(event, owner):
    Congress.objects.update(state="draft")
    events.submission(call=event.calls.get())

    assert owner.post(PARTS, {"parts": [], "version": 1}).status_code == 302
    assert Congress.objects.get().parts == []


def test_a_part_that_does_not_exist_is_refused(event, owner):
    assert owner.post(PARTS, {"parts": ["moon"], "version": 1}).status_code == 422


def test_of_two_who_choose_parts_the_later_is_told(event, owner):
    owner.post(PARTS, {"parts": ["visits"], "version": 1})

    page = owner.post(PARTS, {"parts": ["fees"], "version": 1})

    assert "has saved: Parts." in page.content.decode()
    assert Congress.objects.get().parts == ["visits"]
