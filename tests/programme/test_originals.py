"""A title nobody translated is told in the language it was written in; days to jump to."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from common.actors import Actor
from common.templatetags.plenaria import words_in, words_in_lang
from programme.actions.publish import publish
from programme.actions.sessions import place
from programme.models import PublishedSession
from programme.rules.publishing import SEEN, digest
from tests.factories import congress as make
from tests.factories.programme import session

BY = Actor("system", "test", "test")
TITLE = {"en": "The library", "ca": "La biblioteca", "pt": "A biblioteca"}


@pytest.mark.parametrize(
    ("reader", "original", "text", "lang"),
    [
        ("pt", "ca", "A biblioteca", "pt"),
        ("fr", "ca", "La biblioteca", "ca"),
        ("fr", "", "The library", "en"),
        ("fr", "it", "The library", "en"),
    ],
)
def test_words_in_falls_back_to_the_original(reader, original, text, lang):
    with translation.override(reader):
        assert (words_in(TITLE, original), words_in_lang(TITLE, original)) == (text, lang)


def test_words_in_of_nothing_is_empty():
    with translation.override("fr"):
        assert (words_in({}, "ca"), words_in(None, "ca"), words_in_lang({}, "ca")) == ("", "", "fr")


@pytest.fixture
def event(now):
    made = make.congress(state="open", slug="demo")
    paper = make.submission(
        call=make.closed_call(congress=made), state="accepted", may_publish=True, language="ca", title=TITLE
    )
    place(session=session(congress=made, code="one", is_ready=True), submission=paper, by=BY, now=now)
    publish(congress=made, name="", by=BY, now=now)
    return made


def told(client, event):
    page = client.get(f"/fr/{event.slug}/sessions/one/").content.decode()
    feed = Calendar.from_ical(client.get(f"/feeds/{event.slug}/programme.ics?lang=fr").content)
    return page, str(feed.walk("VEVENT")[0]["DESCRIPTION"])


@pytest.mark.django_db
def test_session_page_and_calendar_tell_the_original_title(client, event):
    page, description = told(client, event)
    assert '<span lang="ca" dir="ltr">La biblioteca</span> <span class="in-language">' in page
    assert "– La biblioteca (" in description


@pytest.mark.django_db
def test_a_session_published_before_languages_were_kept_still_reads(client, event, now):
    row = PublishedSession.objects.get()
    row.items = [{name: value for name, value in item.items() if name != "language"} for item in row.items]
    row.content_digest = digest({name: getattr(row, name) for name in SEEN})
    row.save()
    page, description = told(client, event)
    assert '<span lang="en" dir="ltr">The library</span> <span class="in-language">' in page
    assert "– The library (" in description
    made = publish(congress=event, name="", by=BY, now=now)
    assert made.changes["changed"] == {"one": ["items"]}
    assert publish(congress=event, name="", by=BY, now=now).changes["changed"] == {}


@pytest.mark.django_db
def test_experience_pages_tell_the_original_title(client, event):
    code = PublishedSession.objects.get().items[0]["code"]
    page = client.get(f"/fr/{event.slug}/experiences/{code}/").content.decode()
    assert '<h1><span lang="ca" dir="ltr">La biblioteca</span>' in page
    assert (
        '<span lang="ca" dir="ltr">La biblioteca</span>'
        in client.get(f"/fr/{event.slug}/experiences/").content.decode()
    )


@pytest.mark.django_db
def test_days_to_jump_to_when_there_are_several(client, event, now):
    address = reverse("programme-programme", args=[event.slug])
    assert 'href="#day1"' not in client.get(address).content.decode()
    session(congress=event, is_ready=True, when=(event.starts_on + timedelta(days=1), time(9), time(10)))
    publish(congress=event, name="", by=BY, now=now)
    page = client.get(address).content.decode()
    assert all(f'href="#day{n}"' in page and f'id="day{n}"' in page for n in (1, 2))
