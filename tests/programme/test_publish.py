"""Publishing: what rises, and what stays as it was."""

from datetime import time, timedelta

import pytest

from common.actors import Actor
from programme.actions.publish import publish
from programme.actions.sessions import AlreadyPlaced, NotAccepted, SessionChanged, change_session, place, take_out
from programme.models import PublishedSession, SessionItem
from tests.factories import congress as make
from tests.factories.programme import room, session
from visits.models import Commitment

pytestmark = pytest.mark.django_db
BY = Actor("system", "test", "test")


@pytest.fixture
def event():
    return make.congress(state="open")


def published(code):
    return PublishedSession.objects.get(code=code)


def test_publish_shows_what_is_ready_and_nothing_else(event, now):
    session(congress=event, code="ready", is_ready=True)
    session(congress=event, code="draft")
    made = publish(congress=event, name="First", by=BY, now=now)
    assert made.changes == {"added": ["ready"], "changed": {}, "cancelled": []}
    assert [row.code for row in PublishedSession.objects.all()] == ["ready"]


def test_publish_again_without_a_change_raises_nothing(event, now):
    session(congress=event, code="one", is_ready=True)
    publish(congress=event, name="", by=BY, now=now)
    before = published("one")
    publish(congress=event, name="", by=BY, now=now + timedelta(days=1))
    after = published("one")
    assert (after.sequence, after.changed_at, after.uid) == (before.sequence, before.changed_at, before.uid)


def test_publish_a_move_raises_the_sequence_and_says_from_where(event, now):
    hall = room(congress=event, code="hall")
    row = session(congress=event, code="one", is_ready=True, room=hall)
    publish(congress=event, name="", by=BY, now=now)
    other = room(congress=event, code="attic", name={"en": "Attic"})
    change_session(session=row, version=1, changes={"room": other.code}, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    after = published("one")
    assert (after.sequence, after.room_code, after.moved_from["room_name"]) == (1, "attic", hall.name)


def test_publications_lie_a_second_apart_at_least(event, now):
    first = publish(congress=event, name="", by=BY, now=now)
    second = publish(congress=event, name="", by=BY, now=now)
    assert second.published_at - first.published_at >= timedelta(seconds=1)


def test_a_session_taken_back_stays_as_cancelled(event, now):
    row = session(congress=event, code="one", is_ready=True)
    publish(congress=event, name="", by=BY, now=now)
    change_session(session=row, version=1, changes={"is_ready": False}, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    after = published("one")
    assert (after.status, after.sequence) == ("cancelled", 1)


def test_a_session_that_comes_back_is_confirmed_under_the_same_uid(event, now):
    row = session(congress=event, code="one", is_ready=True)
    publish(congress=event, name="", by=BY, now=now)
    uid = published("one").uid
    change_session(session=row, version=1, changes={"is_ready": False}, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    change_session(session=row, version=2, changes={"is_ready": True}, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    after = published("one")
    assert (after.status, after.sequence, after.uid) == ("confirmed", 2, uid)


def test_two_editors_do_not_overwrite_each_other(event, now):
    row = session(congress=event)
    change_session(session=row, version=1, changes={"starts": time(9)}, by=BY, now=now)
    with pytest.raises(SessionChanged):
        change_session(session=row, version=1, changes={"starts": time(8)}, by=BY, now=now)
    row.refresh_from_db()
    assert row.starts == time(9)


@pytest.fixture
def accepted(event):
    call = make.closed_call(congress=event)
    paper = make.submission(call=call, state="accepted", may_publish=True)
    return paper


def test_an_accepted_experience_is_pulled_in_with_its_minutes(event, accepted, now):
    row = session(congress=event, is_ready=True, code="one")
    item = place(session=row, submission=accepted, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    assert [(one["code"], one["minutes"]) for one in published("one").items] == [(accepted.code, item.minutes)]


def test_an_experience_stands_in_one_session_only(event, accepted, now):
    place(session=session(congress=event), submission=accepted, by=BY, now=now)
    with pytest.raises(AlreadyPlaced):
        place(session=session(congress=event), submission=accepted, by=BY, now=now)


def test_an_experience_that_is_not_accepted_stays_out(event, now):
    paper = make.submission(call=make.closed_call(congress=event))
    with pytest.raises(NotAccepted):
        place(session=session(congress=event), submission=paper, by=BY, now=now)


def test_taking_an_experience_out_twice_is_harmless(event, accepted, now):
    item = place(session=session(congress=event), submission=accepted, by=BY, now=now)
    copy = SessionItem.objects.get(pk=item.pk)
    take_out(item=item, by=BY, now=now)
    take_out(item=copy, by=BY, now=now)
    assert SessionItem.objects.count() == 0


def test_publishing_says_when_authors_are_taken(event, accepted, now):
    row = session(congress=event, is_ready=True)
    place(session=row, submission=accepted, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now)
    [taken] = Commitment.objects.all()
    assert (taken.person_id, taken.starts_at, taken.ends_at) == (accepted.author_id, row.starts_at, row.ends_at)
