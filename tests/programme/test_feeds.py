"""Calendar feeds, read back by a calendar library."""

import pytest
from icalendar import Calendar

from common.actors import Actor
from programme.actions.feeds import make_feed, revoke_feed
from programme.actions.publish import publish
from programme.actions.sessions import change_session
from programme.models import FeedToken
from tests.factories import congress as make
from tests.factories import visits
from tests.factories.programme import room, session
from tests.factories.registration import registration

pytestmark = pytest.mark.django_db
BY = Actor("system", "test", "test")
FEED = "/feeds/demo/programme.ics"


@pytest.fixture
def event(now):
    made = make.congress(slug="demo", state="open")
    hall = room(congress=made, code="hall", name={"en": "Hall; north, upper"})
    session(
        congress=made,
        code="one",
        is_ready=True,
        room=hall,
        title={"en": "Opening, with music; and 音楽 " + "ü" * 80, "fr": "Ouverture"},
    )
    session(congress=made, code="two", is_ready=True, kind="lecture", interpretation=["fr"])
    session(congress=made, code="members", is_ready=True, visibility="members")
    publish(congress=made, name="", by=BY, now=now)
    return made


def events(answer):
    return {str(e["UID"]).split("@")[0]: e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_feed_holds_public_sessions_only(client, event):
    assert set(events(client.get(FEED))) == {"session-demo-one", "session-demo-two"}


def test_the_feed_reads_back_what_was_meant(client, event):
    found = events(client.get(FEED))["session-demo-one"]
    assert str(found["SUMMARY"]).startswith("Opening, with music; and 音楽")
    assert found["DTSTART"].dt.utcoffset().total_seconds() % 3600 == 0
    assert (int(found["SEQUENCE"]), str(found["STATUS"])) == (0, "CONFIRMED")


def test_lines_are_folded_at_75_octets_in_whole_characters(client, event):
    for line in client.get(FEED).content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_two_fetches_are_equal_byte_for_byte(client, event, clock):
    first = client.get(FEED).content
    clock.move(days=3)
    assert client.get(FEED).content == first


def test_an_unchanged_feed_answers_304(client, event):
    first = client.get(FEED)
    by_tag = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_tag.status_code, by_date.status_code, by_tag.content) == (304, 304, b"")


def test_a_cancelled_session_stays_in_the_feed(client, event, now):
    row = event.sessions.get(code="one")
    change_session(session=row, version=1, changes={"is_cancelled": True}, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    found = events(client.get(FEED))["session-demo-one"]
    assert (str(found["STATUS"]), int(found["SEQUENCE"])) == ("CANCELLED", 1)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("type=lecture", {"session-demo-two"}),
        ("room=hall", {"session-demo-one"}),
        ("language=fr", {"session-demo-two"}),
    ],
)
def test_filters_narrow_the_feed(client, event, query, codes):
    assert set(events(client.get(f"{FEED}?{query}"))) == codes


@pytest.mark.parametrize("query", ["type=nope", "room=nope", "axis=nope", "lang=xx", "language=f1"])
def test_an_unknown_filter_value_is_404(client, event, query):
    assert client.get(f"{FEED}?{query}").status_code == 404


def test_the_language_is_chosen_by_lang(client, event):
    assert str(events(client.get(f"{FEED}?lang=fr"))["session-demo-one"]["SUMMARY"]) == "Ouverture"


def test_the_network_calendar_lists_public_congresses_all_day(client, event):
    make.congress(slug="hidden", state="draft")
    found = events(client.get("/feeds/calendar.ics"))
    assert set(found) == {"congress-demo"}
    assert (found["congress-demo"]["DTEND"].dt - found["congress-demo"]["DTSTART"].dt).days == 1 + (
        event.ends_on - event.starts_on
    ).days


def test_the_personal_feed_holds_booked_visits(client, event, now):
    row = registration(congress=event)
    visits.booking(visits.departure(congress=event, code="park", uid="visit-park@example.org"), row)
    secret = make_feed(registration=row, by=BY, now=now)
    answer = client.get(f"/feeds/personal/{secret}.ics")
    assert any(uid.startswith("visit-park") for uid in events(answer))
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_revoked_address_shows_nothing_and_the_other_goes_on(client, event, now):
    row = registration(congress=event)
    first, second = (make_feed(registration=row, by=BY, now=now) for _ in range(2))
    revoke_feed(token=FeedToken.objects.earliest("id"), by=BY, now=now)
    assert [client.get(f"/feeds/personal/{one}.ics").status_code for one in (first, second)] == [404, 200]


def test_the_secret_of_a_feed_is_kept_as_a_digest_only(event, now):
    secret = make_feed(registration=registration(congress=event), by=BY, now=now)
    assert secret not in FeedToken.objects.get().token_hash


def test_a_feed_costs_a_constant_number_of_statements(client, event, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(FEED)
    for n in range(5):
        session(congress=event, code=f"more-{n}", is_ready=True)
    publish(congress=event, name="", by=BY, now=now)
    with django_assert_num_queries(3):
        client.get(FEED)
