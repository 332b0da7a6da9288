"""What is left to do, for whoever holds a registration under another address than the one they signed in with."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.models import Registration
from registration.permissions import HELD
from tests.factories import accounts
from tests.factories import congress as make
from tests.factories import registration as people
from tests.factories import visits as visits_of

pytestmark = pytest.mark.django_db
BADGE = "me/badge/"
OTHER = "This registration has another address than ana@example.org, with which you are signed in."


@pytest.fixture
def row() -> Registration:
    return people.registration(
        congress=make.congress(state="open"), person=accounts.person(email="secret@example.org"), state="confirmed"
    )


def holding(client: Client, row: Registration, *, proven: bool) -> Client:
    session = client.session
    session[HELD] = {row.code: [row.access_version, proven]}
    session.save()
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def pages(client: Client, row: Registration) -> list[Any]:
    return [
        client.get(url)
        for url in (
            "/en/me/",
            reverse("registration-mine", args=[row.code]),
            reverse("programme-calendar", args=[row.code]),
        )
    ]


def test_another_address_is_told_how_the_badge_opens_and_led_in_no_circle(row, client_for):
    client = holding(client_for(accounts.user(email="ana@example.org")), row, proven=False)

    for page in pages(client, row):
        assert OTHER in text_of(page)
        assert BADGE not in page.content.decode()
        assert f'href="{reverse("registration-lost-link")}"' in page.content.decode()
        assert "secret@example.org" not in page.content.decode()


def test_without_a_sign_in_the_letters_link_is_named(row, client):
    for page in pages(holding(client, row, proven=False), row):
        assert "Please follow the link in the letter that we sent you, or have it sent again." in text_of(page)
        assert BADGE not in page.content.decode()


@pytest.mark.parametrize("email", ["ana@example.org", "Secret@example.org"])
def test_whoever_has_shown_the_address_has_the_badge(row, client_for, email):
    client = holding(client_for(accounts.user(email=email)), row, proven=email == "ana@example.org")

    me, mine, calendar = pages(client, row)

    assert BADGE in me.content.decode()
    assert BADGE in mine.content.decode()
    assert "Make a new address" in text_of(calendar)
    assert "another address" not in text_of(me)


@pytest.mark.parametrize(
    ("state", "is_team", "leads"), [("draft", False, False), ("draft", True, True), ("open", False, True)]
)
def test_study_visits_are_linked_where_they_open(client_for, state, is_team, leads):
    user = accounts.user(email="ana@example.org")
    congress = make.congress(state=state)
    visits_of.departure(congress=congress)
    people.registration(congress=congress, person=user.person, state="confirmed")
    if is_team:
        make.team_member(congress=congress, user=user)
    visits = reverse("visits-list", args=[congress.slug])

    for page in ("/en/me/", reverse("visits-mine")):
        answer = client_for(user).get(page)
        main = answer.content.decode().partition("<main")[2]
        assert (f'href="{visits}"' in main) is leads, page
        if page == "/en/me/":
            assert ("They open when the congress opens to the public." in main) is not leads


@pytest.mark.parametrize(("zone", "is_held"), [("Europe/Madrid", False), ("America/Los_Angeles", True)])
def test_one_works_where_the_role_has_not_ended_by_the_day_of_the_congress(clock, client_for, zone, is_held):
    clock.now = clock.now.replace(hour=1)
    user = accounts.user(email="ana@example.org")
    congress = make.congress(state="open", timezone=zone)
    make.team_member(congress=congress, user=user, role="programme", ends_on=clock.now.date())
    room = reverse("portal-manage", args=[congress.slug])

    page = client_for(user).get("/en/me/").content.decode()

    assert (f'href="{room}"' in page, client_for(user).get(room).status_code) == (is_held, 200 if is_held else 404)


def test_the_secretariat_reads_along_again_once_its_role_has_ended(client_for):
    user = accounts.secretariat()
    congress = make.congress(state="open")
    make.team_member(congress=congress, user=user, ends_on="2026-01-01")

    assert "You read along; changes are made by its team." in client_for(user).get("/en/me/").content.decode()
