"""A member's queue and review screen."""

import pytest
from django.urls import reverse

from congress.models import Assignment, Review
from tests.factories import congress as make
from tests.factories import questions as ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    row = make.closed_call(form=ask.form())
    make.criterion(call=row, code="coherence", name={"en": "Coherence"}, anchors={"1": {"en": "not at all"}})
    return row


@pytest.fixture
def reader(call):
    return make.member(congress=call.congress)


def queue(call):
    return reverse("congress-committee", args=[call.congress.slug])


def screen(row, name="congress-review"):
    return reverse(name, args=[row.submission.call.congress.slug, row.submission.code])


def give(reader, call, **kw):
    state = kw.pop("reading", "assigned")
    return make.assignment(submission=make.submission(call=call, **kw), member=reader, state=state)


def test_the_queue_shows_what_is_assigned_and_how_far_one_is(client_for, reader, call):
    done, waiting = give(reader, call, reading="done"), give(reader, call)
    other = make.submission(call=call)
    page = client_for(reader.user).get(queue(call)).content.decode()
    assert [s.title["en"] in page for s in (done.submission, waiting.submission, other)] == [True, True, False]
    assert ("1 of 2" in page, f'href="{screen(waiting)}"' in page) == (True, True)


def test_the_queue_is_for_the_committee_alone(client, client_for, call):
    stranger = make.author()
    former = make.member(congress=call.congress)
    former.user.team_roles.update(ends_on="2026-01-01")
    elsewhere = make.member()
    assert client.get(queue(call)).status_code == 302
    for user in (stranger, former.user, elsewhere.user):
        assert client_for(user).get(queue(call)).status_code == 404


def test_a_member_saves_a_draft_and_hands_it_in(client_for, reader, call):
    first, second = give(reader, call), give(reader, call)
    browser = client_for(reader.user)
    browser.post(screen(first), {"score_coherence": "", "comment_authors": "Hm", "action": "save"})
    assert Review.objects.get().state == "draft"
    assert "Hm" in browser.get(screen(first)).content.decode()
    answer = browser.post(screen(first), {"score_coherence": "4", "comment_authors": "Hm", "action": "submit"})
    assert (answer.url, Review.objects.get().state) == (screen(second), "submitted")
    last = browser.post(screen(second), {"score_coherence": "5", "action": "submit"})
    assert last.url == queue(call)


def test_handing_in_without_a_score_says_so_and_keeps_the_comment(client_for, reader, call):
    row = give(reader, call)
    page = client_for(reader.user).post(screen(row), {"comment_authors": "My thoughts", "action": "submit"})
    text = page.content.decode()
    assert ("Please give a score" in text, "My thoughts" in text, Review.objects.count()) == (True, True, 0)


def test_the_screen_shows_anchors_neighbours_and_only_answers_for_the_committee(client_for, reader, call):
    ask.question(form=call.form, code="goal", audience="committee")
    ask.question(form=call.form, code="phone", audience="organisers")
    answers = ask.answer_set(form=call.form, answers={"goal": "Reading", "phone": "Secret number"})
    rows = [give(reader, call), give(reader, call, answer_set=answers), give(reader, call)]
    page = client_for(reader.user).get(screen(rows[1])).content.decode()
    assert ("2 of 3" in page, "1 – not at all" in page, "Reading" in page, "Secret number" in page) == (
        True, True, True, False
    )  # fmt: skip
    assert (f'href="{screen(rows[0])}" rel="prev"' in page, f'href="{screen(rows[2])}" rel="next"' in page) == (
        True,
        True,
    )


@pytest.mark.parametrize("name", ["congress-review", "congress-recuse", "congress-review-endorsement"])
def test_what_is_not_assigned_is_not_found(client_for, reader, call, name):
    foreign = make.assignment(submission=make.submission(call=call))
    recused = give(reader, call, reading="recused")
    withdrawn = give(reader, call, state="withdrawn")
    browser = client_for(reader.user)
    assert [browser.get(screen(row, name)).status_code for row in (foreign, recused, withdrawn)] == [404] * 3


def test_ones_own_citys_experience_is_not_found_even_if_it_was_assigned(client_for, reader, call):
    own = give(reader, call, organisation=reader.organisation, title={"en": "Our own library"})
    browser = client_for(reader.user)
    answers = [browser.get(screen(own)), browser.post(screen(own), {"score_coherence": "5", "action": "submit"})]
    assert ([a.status_code for a in answers], Review.objects.count()) == ([404, 404], 0)
    assert "Our own library" not in browser.get(queue(call)).content.decode()


def test_a_member_steps_back_with_a_reason(client_for, reader, call):
    row = give(reader, call)
    browser, where = client_for(reader.user), screen(row, "congress-recuse")
    assert browser.post(where, {"reason": ""}).status_code == 200
    assert browser.post(where, {"reason": "My cousin wrote it"}).url == queue(call)
    assert Assignment.objects.get().state == "recused"


def test_a_decided_submission_can_be_read_but_not_scored(client_for, reader, call):
    row = give(reader, call, state="accepted")
    browser = client_for(reader.user)
    assert "can no longer be changed" in browser.get(screen(row)).content.decode()
    browser.post(screen(row), {"score_coherence": "5", "action": "submit"})
    assert Review.objects.count() == 0


def test_the_queue_asks_as_many_queries_for_three_as_for_one(client_for, reader, call, assert_queries):
    browser = client_for(reader.user)
    give(reader, call)
    with assert_queries(13):
        browser.get(queue(call))
    give(reader, call), give(reader, call)
    with assert_queries(13):
        browser.get(queue(call))


def test_titles_texts_and_answers_name_their_language(client_for, reader, call):
    ask.question(form=call.form, code="goal", audience="committee", kind="long_text")
    ask.question(form=call.form, code="since", audience="committee", kind="number")
    answers = ask.answer_set(form=call.form, answers={"goal": "Lire", "since": 3})
    titles = {"fr": "Le quai des livres"}
    row = give(reader, call, language="fr", title=titles, summary={"fr": "Un bateau."}, answer_set=answers)
    browser = client_for(reader.user)
    listed, page, step = (browser.get(address).content.decode() for address in (
        queue(call), screen(row), screen(row, "congress-recuse"),
    ))  # fmt: skip

    marked = '<span lang="fr" dir="ltr">Le quai des livres</span> <span class="in-language">(in French)</span>'
    assert f'<a href="{screen(row)}">{marked}</a>' in listed
    assert f"<h1>{marked}</h1>" in page
    assert f'<span aria-current="page">{marked}</span>' in page
    assert '<div lang="fr"><p>Un bateau.</p></div>' in page
    assert ('<div lang="fr"><p>Lire</p></div>' in page, "<div><p>3</p></div>" in page) == (True, True)
    assert f'<p class="lead">{marked}</p>' in step


def test_a_title_in_the_language_of_the_page_needs_no_mark(client_for, reader, call):
    row = give(reader, call, language="fr", title={"fr": "Le quai", "en": "The quay"})
    listed = client_for(reader.user).get(queue(call)).content.decode()

    assert f'<a href="{screen(row)}">The quay</a>' in listed


def test_a_member_may_tick_any_language_that_a_call_permits_and_is_never_nameless(client_for, reader, call):
    call.languages = ["en", "ko"]
    call.save()
    page = client_for(reader.user).get(f"/en/{call.congress.slug}/committee/profile/").content.decode()
    assert 'value="ko"' in page
    person = reader.user.person
    person.given_name = person.family_name = ""
    assert (person.name_or_address, person.known_name) == (person.email, "(no name yet)")
    person.email = ""
    assert person.name_or_address == "(no name yet)"
