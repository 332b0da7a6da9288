"""One right to a registration, whichever page asks: the person, their mailbox, or a session of today's version."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from registration import permissions
from registration.api.authentication import registration_of_token
from registration.models import Registration
from registration.permissions import HELD, held, holding, is_owner
from tests.factories import accounts, visits
from tests.factories import registration as make
from visits.permissions import held_registrations

pytestmark = pytest.mark.django_db


def hold(browser: Client, *rights: tuple[Registration, int]) -> Client:
    session = browser.session
    session[HELD] = {row.code: [version, True] for row, version in rights}
    session.save()
    return browser


def asking(browser: Client):
    """A request of that browser, as a view gets it."""
    return browser.get("/en/me/").wsgi_request


def listed(browser: Client) -> set[str]:
    return {group["code"] for group in browser.get("/en/me/").context["groups"]}


def opens(browser: Client, row: Registration) -> bool:
    try:
        return held(asking(browser), row.code) == row
    except Http404:
        return False


def token_opens(browser: Client) -> Registration | None:
    request = asking(browser)
    request.META.pop("HTTP_AUTHORIZATION", None)
    try:
        return registration_of_token(Request(request))
    except NotAuthenticated:
        return None


def test_right_of_todays_version_lists_and_authorises(client):
    row = make.registration(access_version=3)
    hold(client, (row, 3))

    assert (listed(client), opens(client, row), token_opens(client)) == ({row.code}, True, row)
    assert list(held_registrations(asking(client))) == [row]


@pytest.mark.parametrize("version", [1, 2, 4, 0])
def test_right_of_another_version_neither_lists_nor_authorises(client, version):
    row = make.registration(access_version=3)
    hold(client, (row, version))

    assert (listed(client), opens(client, row), token_opens(client)) == (set(), False, None)
    assert list(held_registrations(asking(client))) == []


def test_outdated_right_beside_a_valid_one_is_not_counted(client):
    old, row = make.registration(access_version=2), make.registration()
    hold(client, (old, 1), (row, 1))

    assert (listed(client), token_opens(client)) == ({row.code}, row)


def test_two_valid_rights_authorise_no_tool(client):
    rows = [make.registration(), make.registration()]
    hold(client, *((row, 1) for row in rows))

    assert (listed(client), token_opens(client)) == ({row.code for row in rows}, None)


def test_control_without_the_version_an_outdated_right_would_list(client, monkeypatch):
    row = make.registration(access_version=2)
    hold(client, (row, 1))
    by_code = lambda request: permissions.Q(code__in=request.session.get(HELD, {}))  # noqa: E731
    monkeypatch.setattr(permissions, "held_by_link", by_code)

    assert listed(client) == {row.code}


# --- by signing in ------------------------------------------------------------------------------
def test_mailbox_holds_alike_on_every_page(client_for):
    row = make.registration(person=accounts.person(email="Office@Example.org"))
    browser = client_for(accounts.user(email="office@example.org"))
    request = asking(browser)

    assert is_owner(request, row)
    assert (listed(browser), opens(browser, row)) == ({row.code}, True)
    assert list(held_registrations(request)) == [row]


def test_mailbox_gives_back_a_booked_visit(client_for):
    row = make.registration(person=accounts.person(email="office@example.org"))
    booking = visits.booking(visits.departure(congress=row.congress), row)
    browser = client_for(accounts.user(email="office@example.org"))

    assert [shown["booking"] for shown in browser.get("/en/me/visits/").context["rows"]] == [booking]
    assert browser.post(f"/en/me/visits/{booking.code}/cancel/").status_code == 302
    booking.refresh_from_db()
    assert booking.state == "cancelled"


@pytest.mark.parametrize(
    ("mailbox", "of_user"),
    [("one@example.org", "other@example.org"), ("", "other@example.org"), ("", "")],
)
def test_other_mailboxes_hold_nothing(client_for, mailbox, of_user):
    row = make.registration(person=accounts.person(email=mailbox))
    browser = client_for(accounts.user(email=of_user))
    request = asking(browser)

    assert not is_owner(request, row)
    assert (listed(browser), list(held_registrations(request))) == (set(), [])


@pytest.mark.parametrize("relation", ["own", "mailbox", "upper case", "none", "signed out"])
def test_list_and_single_right_agree(relation):
    user = accounts.user(email="ana@example.org")
    people = {"own": user.person, "mailbox": accounts.person(email="ana@example.org")}
    people["upper case"] = accounts.person(email="ANA@example.org")
    row = make.registration(person=people.get(relation) or accounts.person(email="eva@example.org"))
    request = RequestFactory().get("/")
    request.session = {}
    request.user = user
    if relation == "signed out":
        request.user = AnonymousUser()

    listed_there = Registration.objects.filter(holding(request), pk=row.pk).exists()

    assert listed_there == is_owner(request, row) == (relation in people)


@pytest.mark.parametrize("registrations", [1, 3])
def test_holding_costs_one_query_more_than_the_list(client_for, assert_queries, registrations):
    user = accounts.user()
    for _ in range(registrations):
        make.registration(person=user.person)
    request = asking(client_for(user))
    request.user.is_authenticated  # noqa: B018 - reads the user

    with assert_queries(2):
        list(held_registrations(request))
