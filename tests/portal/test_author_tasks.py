"""What an author is told to do once an experience is accepted."""

from datetime import timedelta

import pytest

from common.actors import Actor
from portal.queries.tasks import of_author
from programme.actions.publish import publish
from programme.actions.sessions import place
from tests.factories import congress as make
from tests.factories.programme import session
from tests.factories.registration import registration

pytestmark = pytest.mark.django_db
BY = Actor("system", "test", "test")


@pytest.fixture
def event():
    return make.congress(state="open")


@pytest.fixture
def author():
    return make.author()


@pytest.fixture
def call(event):
    return make.closed_call(congress=event)


def accepted(call, author, **kw):
    paper = make.submission(call=call, author=author.person, state="accepted", may_publish=True, **kw)
    return paper


def titles(author, now):
    return [task["title"] for task in of_author(author, now)]


def test_an_accepted_author_is_asked_to_register_once_for_a_congress(event, call, author, now):
    accepted(call, author)
    accepted(call, author)
    task = of_author(author, now)[-1]
    assert (task["title"], task["tone"]) == ("Register as presenter", "warn")
    assert task["url"].endswith(f"/{event.slug}/register/")
    assert titles(author, now).count("Register as presenter") == 1


@pytest.mark.parametrize(("state", "asked"), [("confirmed", False), ("waitlisted", False), ("cancelled", True)])
def test_only_a_live_registration_spares_the_author_the_task(event, call, author, now, state, asked):
    accepted(call, author)
    registration(congress=event, person=author.person, state=state)
    assert ("Register as presenter" in titles(author, now)) is asked


def test_nobody_registers_for_what_is_not_accepted_or_over(event, call, author, now):
    make.submission(call=call, author=author.person)
    assert "Register as presenter" not in titles(author, now)
    accepted(call, author)
    assert "Register as presenter" not in titles(author, now + timedelta(days=3650))


def test_an_author_reads_where_the_experience_is_told_once_published(event, call, author, now):
    paper = accepted(call, author, language="ca", title={"en": "The library", "ca": "La biblioteca"})
    row = session(congress=event, title={"en": "Reading cities"}, is_ready=True)
    place(session=row, submission=paper, by=BY, now=now)
    assert of_author(author, now)[0]["detail"] == ""
    publish(congress=event, name="", by=BY, now=now)
    detail = of_author(author, now)[0]["detail"]
    assert "“Reading cities”" in detail
    assert "10:00" in detail


def test_authors_of_many_experiences_cost_no_more_queries(event, call, author, now, django_assert_num_queries):
    for _ in range(6):
        paper = accepted(call, author)
        place(session=session(congress=event, is_ready=True), submission=paper, by=BY, now=now)
    publish(congress=event, name="", by=BY, now=now, anyway=True)
    with django_assert_num_queries(3):
        assert len(of_author(author, now)) == 7
