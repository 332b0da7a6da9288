"""A revision is asked for, written after the close, and handed in again."""

from datetime import timedelta

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import QueuedMail
from congress.actions import revision
from congress.actions.submission import CallClosed, StaleVersion, SubmissionFixed, revise, save_draft
from congress.models import SubmissionVersion
from congress.queries.revision import revised_since
from congress.queries.submission import content_of
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BY = Actor("user", "1", "user 1")


@pytest.fixture
def asked(now):
    call = make.closed_call()
    row = make.submission(call=call, version=3)
    SubmissionVersion.objects.create(submission=row, number=3, content=content_of(row), saved_at=now, saved_by="user:1")
    return revision.ask_revision(submission=row, note="More figures.", due_at=now + timedelta(days=5), by=BY, now=now)


def write(action, row, now, **content):
    return action(submission=row, version=row.version, content=make.content(**content), by=BY, now=now)


def sent(template):
    return list(QueuedMail.objects.filter(template=template).values_list("to", flat=True))


def test_the_author_is_told_and_writes_although_the_call_is_closed(asked, now):
    assert (asked.state, asked.revision_from, sent("congress_revision_asked")) == ("revision", 3, [asked.author.email])
    row = write(revision.save_revision, asked, now)
    assert row.state == "revision"
    row = write(revision.resubmit, row, now + timedelta(days=5) - timedelta(seconds=1), summary={"en": "240 people."})
    assert (row.state, {c.field for c in revised_since(row)}) == ("submitted", {"title.en", "summary.en"})


def test_at_the_due_second_it_is_over_and_other_ways_in_are_shut(asked, now):
    due = asked.revision_due_at
    for action in (revision.save_revision, revision.resubmit):
        with pytest.raises(revision.RevisionOver):
            write(action, asked, due)
    for action in (save_draft, revise):
        with pytest.raises((SubmissionFixed, CallClosed)):
            write(action, asked, now)


def test_a_revision_is_never_half_a_text_and_no_tab_overwrites_another(asked, now):
    with pytest.raises(Invalid):
        write(revision.save_revision, asked, now, summary={})
    with pytest.raises(StaleVersion):
        revision.save_revision(submission=asked, version=2, content=make.content(), by=BY, now=now)


def test_a_request_says_what_and_until_when_and_leaves_no_decision_pending(now):
    row = make.submission(call=make.closed_call())
    with pytest.raises(Invalid) as caught:
        revision.ask_revision(submission=row, note=" ", due_at=now, by=BY, now=now)
    assert set(caught.value.fields) == {"note", "due_at"}
    make.decision(submission=row)
    with pytest.raises(revision.DecisionPending):
        revision.ask_revision(submission=row, note="More.", due_at=now + timedelta(days=1), by=BY, now=now)


def test_chairs_hear_of_what_came_back_and_once_of_what_did_not_but_not_of_their_own_city(asked, now):
    congress = asked.call.congress
    chair = make.member(congress=congress, role="chair")
    make.member(congress=congress, role="deputy", organisation=asked.organisation)
    late = asked.revision_due_at + timedelta(hours=1)
    assert [revision.tell_overdue(now=late) for _ in range(2)] == [1, 0]
    assert sent("congress_revision_overdue") == [chair.user.email]
    again = revision.ask_revision(submission=asked, note="More.", due_at=late + timedelta(days=1), by=BY, now=late)
    assert again.revision_from == 3
    write(revision.resubmit, again, late)
    assert sent("congress_revision_back") == [chair.user.email]


def test_the_chair_asks_on_a_page_and_takes_the_text_as_it_stands(client, now):
    row = make.submission(call=make.closed_call())
    chair = make.member(congress=row.call.congress, role="chair")
    client.force_login(chair.user)
    base = f"/en/{row.call.congress.slug}/manage/call/{row.call.code}/submissions/{row.code}/"
    due = (now + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"{base}revision/", {"action": "ask", "note": "", "due_at": due}).status_code == 422
    assert client.post(f"{base}revision/", {"action": "ask", "note": "Figures.", "due_at": due}).status_code == 302
    assert "Figures." in client.get(base).content.decode()
    client.post(f"{base}revision/", {"action": "close"})
    row.refresh_from_db()
    assert row.state == "submitted"


def test_the_author_hands_it_in_again_on_the_page(client, asked):
    client.force_login(asked.author.user)
    base = f"/en/{asked.call.congress.slug}/call/{asked.call.code}/{asked.code}/"
    assert "More figures." in client.get(f"{base}edit/").content.decode()
    values = {"version": asked.version, "language": "en", "title": "A", "summary": "B", "action": "resubmit"}
    assert client.post(f"{base}edit/", values).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "submitted"
