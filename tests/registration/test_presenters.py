"""Presenters register with the link of their letter; who has not is listed, reminded, and loses the place at last."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from common.models import QueuedMail
from congress.models import CoPresenter, Submission
from registration.models import Registration
from registration.queries.presenters import presenter_url, unregistered
from tests.factories import accounts
from tests.factories import congress as make
from tests.factories import registration as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make.closed_call(presenters_due_on=date(2027, 3, 1))


def where(call):
    return reverse("registration-presenters", args=[call.congress.slug])


def form(page, **kw):
    known = page.context["form"].initial
    return {
        "given_name": "Ana", "family_name": "Pérez", "language": "en", "privacy": "on", "city": known["city"],
        "notice": known["notice"], "category": "speaker", **kw,
    }  # fmt: skip


def test_the_link_knows_city_and_category_and_admits_those_who_are_named(client_for, call):
    kind = people.category(congress=call.congress, code="speaker", eligibility="invitation", needs=["city"])
    row = make.submission(call=call, state="accepted")
    CoPresenter.objects.create(submission=row, name="Rui", email="Rui@example.org")
    address = presenter_url(row, "en").removeprefix("http://testserver")
    path = address[address.index("/en/") :]
    browser = client_for(None)
    page = browser.get(path)
    assert (page.context["form"].initial["city"], page.context["category"]) == (row.organisation.slug, kind)
    assert row.author.family_name not in page.content.decode()

    refused = browser.post(path, form(page, email="stranger@example.org"))
    assert ("by invitation only" in refused.content.decode(), Registration.objects.count()) == (True, 0)
    browser.post(path, form(page, email="rui@example.org"))
    made = Registration.objects.get()
    assert (made.category, made.organisation, list(unregistered(call.congress))) == (kind, row.organisation, [])


@pytest.mark.parametrize("state", ["submitted", "rejected", "declined"])
def test_the_link_opens_nothing_but_an_accepted_experience(client_for, call, state):
    row = make.submission(call=call, state=state)
    path = presenter_url(row, "en")
    path = path[path.index("/en/") :]
    assert client_for(None).get(path).status_code == 404
    assert client_for(None).get(path.replace("plpr_", "plpr_x")).status_code == 404


def test_who_is_registered_by_person_by_address_or_beside_is_not_listed(call):
    rows = [make.submission(call=call, state="accepted") for _ in range(5)]
    people.registration(congress=call.congress, person=rows[0].author)
    people.registration(congress=call.congress, person=accounts.person(email=rows[1].author.email.upper()))
    CoPresenter.objects.create(submission=rows[2], name="Rui", email="Rui@example.org")
    people.registration(congress=call.congress, person=accounts.person(email="rui@example.org"))
    people.registration(congress=call.congress, person=rows[3].author, state="cancelled")
    people.registration(person=rows[4].author)
    make.submission(call=call)

    assert list(unregistered(call.congress)) == sorted(rows[3:], key=lambda row: row.code)


def test_they_are_reminded_once_a_day_and_the_place_is_given_up_in_the_end(client_for, call, clock):
    row = make.submission(call=call, state="accepted")
    chair = client_for(make.member(congress=call.congress, role="chair").user)
    for _ in range(2):
        chair.post(where(call), {"do": "remind"})
    letter = QueuedMail.objects.get()
    assert (letter.to, "1 March 2027" in letter.body, presenter_url(row, "en") in letter.body) == (
        row.author.email, True, True
    )  # fmt: skip
    chair.post(where(call), {"do": "give_up", "code": row.code})
    assert Submission.objects.get().state == "accepted"
    clock.now += timedelta(days=120)
    chair.post(where(call), {"do": "give_up", "code": row.code})
    assert (Submission.objects.get().state, QueuedMail.objects.count()) == ("declined", 2)


def test_the_registration_office_reminds_and_gives_nothing_up(client_for, call, clock, settings):
    settings.DEMO = True  # the office needs no second factor here
    row = make.submission(call=call, state="accepted")
    office = client_for(make.team_member(congress=call.congress, role="registration").user)
    clock.now += timedelta(days=120)
    assert office.post(where(call), {"do": "give_up", "code": row.code}).status_code == 404
    assert (office.post(where(call), {"do": "remind"}).status_code, QueuedMail.objects.count()) == (302, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_many_queries_for_three_as_for_one(client_for, call, assert_queries, number):
    for _ in range(number):
        make.submission(call=call, state="accepted")
    chair = client_for(make.member(congress=call.congress, role="chair").user)
    chair.get(where(call))
    with assert_queries(9):
        assert len(chair.get(where(call)).context["rows"]) == number
