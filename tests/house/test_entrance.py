"""Who is signed out is asked to sign in, in the same words for what exists and for what does not."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.factories import congress as make
from tests.house.matrix import EVERYBODY, LINES, SIGN_IN, Line

HOUSE, TEAM = {"network", "finance"}, {"manage", "committee"}
ANYTHING = "1"  # a slug, a code and a number


def routes(resolver: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """(name, route after the language) of every address."""
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif pattern.name:
            yield pattern.name, route.partition("/")[2]


def is_closed(route: str) -> bool:
    words = route.split("/")
    return words[0] in HOUSE or words[1:2] in ([word] for word in TEAM)


def lines_of(wanted: Any) -> list[Line]:
    """The lines of the addresses under `wanted` that are not for everybody."""
    names = {name for name, route in routes(get_resolver()) if wanted(route)}
    return [line for line in LINES if line.name in names and line.may != EVERYBODY]


def address(line: Line, congress: str) -> str:
    return reverse(line.name, kwargs={name: congress if name == "congress" else ANYTHING for name in line.args})


def named(line: Line) -> str:
    return f"{line.name}({','.join(line.args)})"


CLOSED = lines_of(is_closed)


def test_there_are_rooms_to_speak_of():
    rooms = {named(line) for line in CLOSED}

    assert {"portal-manage(congress)", "congress-committee(congress)", "payments-orders(book)"} <= rooms
    assert {"network-cities()", "registration-door-revoke(congress,device)"} <= rooms


@pytest.mark.parametrize("line", [*CLOSED, *lines_of(lambda route: route.startswith("me/"))], ids=named)
def test_the_table_says_that_one_is_asked_to_sign_in(line):
    assert line.stranger == SIGN_IN


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("line", CLOSED, ids=named)
@pytest.mark.django_db
def test_a_draft_answers_like_no_congress_at_all(line, method, django_assert_num_queries):
    make.congress(slug="hidden", state="draft")

    for congress in ("hidden", "nowhere"):
        url = address(line, congress)
        with django_assert_num_queries(0):
            answer = getattr(Client(), method)(url)
        onward = urlsplit(answer.headers["Location"])
        assert (answer.status_code, onward.path, parse_qs(onward.query)) == (302, "/en/sign-in/", {"next": [url]})


@pytest.mark.django_db
def test_the_filter_of_a_list_is_kept_on_the_way():
    url = "/en/hidden/manage/registrations/?state=confirmed&page=2"

    assert parse_qs(urlsplit(Client().get(url).headers["Location"]).query) == {"next": [url]}


@pytest.mark.django_db
def test_ones_own_pages_ask_to_sign_in_whatever_the_code():
    for url in ("/en/me/registrations/NOBODY/", "/en/me/delegations/NOBODY/", "/en/me/badge/NOBODY/badge.pdf"):
        onward = urlsplit(Client().get(url).headers["Location"])
        assert (onward.path, parse_qs(onward.query)) == ("/en/sign-in/", {"next": [url]})


@pytest.mark.django_db
def test_the_finder_of_cities_stays_open():
    assert Client().get(reverse("network-city-finder")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/nowhere/manage/", "/en/finance/nowhere/", "/en/me/registrations/NOBODY/"])
def test_whoever_has_signed_in_is_told_that_there_is_no_such_page(client_for, path):
    assert client_for(make.author()).get(path).status_code == 404
