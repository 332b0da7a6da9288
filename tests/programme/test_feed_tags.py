"""Entity tags of the programme's feed: a 304 reads a few rows and renders nothing, and never hides a change."""

import hashlib
from datetime import time

import pytest

from common.actors import Actor
from common.web import tags
from congress.models import Congress
from programme import feeds
from programme.actions.publish import publish
from programme.documents import calendar as ics
from tests.factories import congress as make
from tests.factories.programme import room, session

pytestmark = pytest.mark.django_db
BY = Actor("system", "test", "test")
FEED = "/feeds/demo/programme.ics"


@pytest.fixture(autouse=True)
def _new_process(monkeypatch):
    """A process that remembers nothing yet."""
    monkeypatch.setattr(tags, "_known", type(tags._known)())


@pytest.fixture
def event(now):
    made = make.congress(slug="demo", state="open")
    hall, small = room(congress=made, code="hall"), room(congress=made, code="small")
    session(congress=made, code="one", is_ready=True, room=hall, when=(made.starts_on, time(10), time(11)))
    session(congress=made, code="two", is_ready=True, room=hall, when=(made.starts_on, time(12), time(13)))
    session(congress=made, code="three", is_ready=True, room=small, when=(made.starts_on, time(12), time(13)))
    publish(congress=made, name="", by=BY, now=now)
    return made


@pytest.fixture
def renderer(monkeypatch):
    """How often a calendar was rendered."""
    made = []
    real = ics.calendar

    def counted(*args, **kw):
        made.append(args[0])
        return real(*args, **kw)

    monkeypatch.setattr(ics, "calendar", counted)
    return made


def fetch(client, path=FEED, *, tag="", since=""):
    headers = {"If-None-Match": tag} if tag else {}
    return client.get(path, headers=headers | ({"If-Modified-Since": since} if since else {}))


def change(event, now, **values):
    event.sessions.filter(code="one").update(**values)
    publish(congress=event, name="", by=BY, now=now)


@pytest.mark.parametrize("sessions", [1, 30])
def test_unchanged_feed_renders_nothing_and_costs_three_queries(client, event, now, renderer, assert_queries, sessions):
    for number in range(sessions):
        session(congress=event, code=f"more-{number}", is_ready=True)
    publish(congress=event, name="", by=BY, now=now, anyway=True)
    tag = fetch(client).headers["ETag"]
    renderer.clear()

    with assert_queries(3):
        answer = fetch(client, tag=tag)

    assert (answer.status_code, answer.content, renderer) == (304, b"", [])


def test_unchanged_feed_by_date_renders_nothing(client, event, renderer):
    first = fetch(client)
    renderer.clear()

    answer = fetch(client, since=first.headers["Last-Modified"])

    assert (answer.status_code, answer.headers["ETag"], renderer) == (304, first.headers["ETag"], [])


def test_headers_of_304_are_those_of_200(client, event):
    first = fetch(client)

    answer = fetch(client, tag=first.headers["ETag"])

    names = ("ETag", "Last-Modified", "Cache-Control", "Access-Control-Allow-Origin")
    assert [answer.headers[name] for name in names] == [first.headers[name] for name in names]


def test_foreign_tag_is_given_the_whole_feed(client, event):
    fetch(client)

    assert fetch(client, tag='"other"').status_code == 200


def test_tag_is_the_digest_of_the_bytes(client, event):
    answer = fetch(client)

    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'


def test_new_process_gives_the_same_tag_and_renders_once(client, event, renderer):
    tag = fetch(client).headers["ETag"]
    tags._known.clear()
    renderer.clear()

    answers = [fetch(client, tag=tag).status_code for _ in range(3)]

    assert (answers, len(renderer)) == ([304, 304, 304], 1)


def _retitle(event, now):
    change(event, now, title={"en": "Another title"})


def _move_out(event, now):
    change(event, now, room=event.rooms.get(code="small"))


def _cancel(event, now):
    change(event, now, is_cancelled=True)


def _hide(event, now):
    change(event, now, visibility="members")


def _rename(event, now):
    Congress.objects.filter(pk=event.pk).update(name={"en": "Renamed"})


def _rehouse(event, now):
    Congress.objects.filter(pk=event.pk).update(address="Another street 1")


def _move_zone(event, now):
    Congress.objects.filter(pk=event.pk).update(timezone="America/Lima")


CHANGES = [_retitle, _move_out, _cancel, _hide, _rename, _rehouse, _move_zone]


@pytest.mark.parametrize("query", ["", "?room=hall", "?lang=fr", "?room=hall&lang=pt"])
@pytest.mark.parametrize("act", CHANGES, ids=[act.__name__.strip("_") for act in CHANGES])
def test_change_is_never_hidden(client, event, now, act, query):
    first = fetch(client, FEED + query)
    act(event, now)

    answer = fetch(client, FEED + query, tag=first.headers["ETag"])

    assert answer.status_code == 200
    assert answer.content != first.content
    assert answer.headers["ETag"] == tags.tag_of(answer.content)


def test_publication_that_changes_nothing_is_still_304(client, event, now, renderer):
    first = fetch(client)
    publish(congress=event, name="", by=BY, now=now)
    renderer.clear()

    by_tag = fetch(client, tag=first.headers["ETag"])
    by_date = fetch(client, since=first.headers["Last-Modified"])

    assert (by_tag.status_code, by_date.status_code, renderer) == (304, 304, [])


def test_change_elsewhere_leaves_a_filtered_feed_its_tag(client, event, now, renderer):
    first = fetch(client, f"{FEED}?room=small")
    change(event, now, title={"en": "Another title"})
    renderer.clear()

    answer = fetch(client, f"{FEED}?room=small", tag=first.headers["ETag"])

    assert (answer.status_code, renderer) == (304, [])


def test_session_that_left_a_filtered_feed_is_told_by_date(client, event, now):
    first = fetch(client, f"{FEED}?room=hall")
    _move_out(event, now)

    assert fetch(client, f"{FEED}?room=hall", since=first.headers["Last-Modified"]).status_code == 200


def test_languages_have_tags_of_their_own(client, event):
    tag = fetch(client).headers["ETag"]
    fetch(client, f"{FEED}?lang=fr")

    assert fetch(client, f"{FEED}?lang=fr", tag=tag).status_code == 200


def test_control_without_the_state_of_the_sessions_a_change_is_hidden(client, event, now, monkeypatch):
    monkeypatch.setattr(feeds, "STATE", ("code",))
    first = fetch(client)
    _retitle(event, now)

    assert fetch(client, tag=first.headers["ETag"]).status_code == 304


def test_process_remembers_a_bounded_number_of_tags(monkeypatch):
    monkeypatch.setattr(tags, "MOST", 2)
    for name in "abc":
        tags.remember(name, name.encode())

    assert [tags.recall(name) for name in "abc"] == [None, tags.tag_of(b"b"), tags.tag_of(b"c")]


def test_tag_asked_for_lately_is_kept_longest(monkeypatch):
    monkeypatch.setattr(tags, "MOST", 2)
    tags.remember("a", b"a")
    tags.remember("b", b"b")
    tags.recall("a")
    tags.remember("c", b"c")

    assert [tags.recall(name) is None for name in "abc"] == [False, True, False]
