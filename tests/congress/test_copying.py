"""A new draft from an earlier experience."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from common.errors import NotFound
from congress.actions.copying import CopyHasNoLanguage, copy_experience
from congress.models import CoPresenter
from congress.rules.content import Content, Terms
from congress.rules.copying import copied
from tests.factories import congress as make

BY = Actor("user", "1", "user 1")
LANGUAGES = st.frozensets(st.sampled_from(["en", "es", "ca"]))


@given(LANGUAGES, LANGUAGES, LANGUAGES)
def test_a_copy_never_holds_a_language_that_the_call_does_not_take(written, languages, translations):
    content = Content(language=min(written, default="en"), title=dict.fromkeys(written, "T"))
    terms = Terms(languages, frozenset(), frozenset(), 300, translations=translations)
    found = copied(content, terms, {}, {})
    assert (found is None) == (not written & languages)
    assert found is None or (found.language in languages and set(found.title) <= languages | translations)


def test_an_answer_goes_along_where_code_and_kind_are_the_same():
    content = Content("en", {"en": "T"}, answers={"goal": "x", "size": "7", "paper": "key", "gone": "y"})
    terms = Terms(frozenset({"en"}), frozenset(), frozenset(), 300)
    here = {"goal": "text", "size": "number", "paper": "file"}
    there = {"goal": "text", "size": "text", "paper": "file", "gone": "text"}
    found = copied(content, terms, here, there)
    assert found.answers == {"goal": "x"}


@pytest.fixture
def earlier(db, now):
    row = make.submission(state="accepted", title={"en": "A", "es": "B"}, may_publish=True, author_gender="woman")
    CoPresenter.objects.create(
        submission=row, name="Bea", email="bea@example.org", gender="woman", confirmed_at=now, asked_at=now
    )
    return row


def test_a_copy_is_a_draft_without_what_came_of_the_first(earlier, now):
    draft = copy_experience(source=earlier, call=make.call(), author=earlier.author, by=BY, now=now)
    person = draft.co_presenters.get()
    assert (draft.state, draft.title, draft.copied_from, draft.may_publish) == (
        "draft", {"en": "A", "es": "B"}, earlier, False
    )  # fmt: skip
    assert (person.name, person.confirmed_at, person.asked_at, person.gender) == ("Bea", None, None, "")
    assert draft.author_gender == ""


def test_nobody_copies_what_is_another_persons(earlier, now):
    with pytest.raises(NotFound):
        copy_experience(source=earlier, call=make.call(), author=make.author().person, by=BY, now=now)


def test_a_call_in_none_of_its_languages_refuses(earlier, now):
    with pytest.raises(CopyHasNoLanguage):
        copy_experience(source=earlier, call=make.call(languages=["pt"]), author=earlier.author, by=BY, now=now)


def test_the_page_lists_ones_own_and_begins_the_draft(client, earlier):
    call = make.call()
    url = f"/en/{call.congress.slug}/call/{call.code}/copy/"
    client.force_login(earlier.author.user)
    assert earlier.code in client.get(url).content.decode()
    assert client.post(url, {"code": earlier.code}).status_code == 302
    client.force_login(make.author())
    assert earlier.code not in client.get(url).content.decode()
    assert client.post(url, {"code": earlier.code}).status_code == 404
