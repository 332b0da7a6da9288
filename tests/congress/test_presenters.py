"""Co-presenters confirm by a link, minors with a guardian; what a change of their data undoes."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from common.errors import Invalid
from common.models import QueuedMail
from congress.actions import presenter_letters
from congress.actions import presenters as answers
from congress.actions import submission as actions
from congress.models import CoPresenter, SubmissionVersion
from congress.queries.presenters import GUARDIAN, PRESENTER, answering, secret_of, state_of
from congress.rules.content import Presenter
from congress.rules.presenters import Standing, due_reminder, matches, standing
from tests.factories import congress as make

BY = Actor("user", "1", "user 1")
BEA = Presenter("Bea", "bea@example.org", gender="woman", is_young=True)
CHILD = Presenter("Cleo", is_minor=True, guardian_name="Gus", guardian_email="gus@example.org")

people = st.lists(st.builds(Presenter, st.sampled_from("abc"), st.sampled_from(["", "x@a.org", "y@a.org"])), max_size=5)


@given(people, people)
def test_nobody_is_matched_twice_and_the_same_person_is_found(before, after):
    found = [at for at in matches(before, after) if at is not None]
    assert len(found) == len(set(found))
    assert matches(after, after) == [after.index(p) if after.count(p) == 1 else at for at, p in enumerate(after)]


@given(st.builds(Standing, st.booleans(), st.just(True), st.none(), st.just(None), st.none(), st.none()))
def test_a_minor_without_consent_is_never_confirmed(row):
    assert standing(row) != "confirmed"


def test_a_minor_who_said_yes_waits_for_the_guardian(now):
    row = Standing(has_address=True, is_minor=True, asked_at=now, confirmed_at=now)
    assert standing(row) == "guardian"


@pytest.mark.parametrize(("days", "number"), [(6, 0), (7, 1), (13, 1), (14, 2), (20, 2), (21, 0)])
def test_two_reminders_are_due_a_week_apart(now, days, number):
    assert due_reminder(now, now + timedelta(days=days)) == number


def handed_in(now, *presenters):
    who = make.author().person
    draft = actions.start_draft(
        call=make.call(), author=who, organisation=who.organisation, content=make.content(), by=BY, now=now
    )
    content = make.content(co_presenters=presenters)
    return actions.submit(submission=draft, version=draft.version, content=content, by=BY, now=now)


def revised(row, now, *presenters):
    content = make.content(co_presenters=presenters)
    return actions.revise(submission=row, version=row.version, content=content, by=BY, now=now)


def letters(template):
    return list(QueuedMail.objects.filter(template=template).values_list("to", flat=True))


@pytest.mark.django_db
def test_who_is_named_is_asked_once_and_keeps_the_answer(now):
    row = handed_in(now, BEA)
    one = row.co_presenters.get()
    assert (letters("congress_presenter_asked"), state_of(one)) == (["bea@example.org"], "waiting")
    answers.confirm_presenting(presenter=one, by=BY, now=now)
    row = revised(row, now, Presenter("Ada", "ada@example.org"), BEA)
    kept = row.co_presenters.get(name="Bea")
    assert (kept.pk, kept.position, state_of(kept)) == (one.pk, 1, "confirmed")
    assert sorted(letters("congress_presenter_asked")) == ["ada@example.org", "bea@example.org"]
    assert "woman" not in str(list(SubmissionVersion.objects.values_list("content", flat=True)))


@pytest.mark.django_db
def test_another_address_is_asked_anew_and_the_old_link_opens_nothing(now):
    row = handed_in(now, BEA)
    one = row.co_presenters.get()
    old = secret_of(one, PRESENTER)
    answers.confirm_presenting(presenter=one, by=BY, now=now)
    row = revised(row, now, Presenter("Bea", "new@example.org"))
    found = row.co_presenters.get()
    assert (found.pk, found.confirmed_at) == (one.pk, None)
    assert answering(row.call.congress, one.pk, old) is None
    with pytest.raises(answers.PresenterGone):
        answers.confirm_presenting(presenter=one, by=BY, now=now)
    assert letters("congress_presenter_asked") == ["bea@example.org", "new@example.org"]


@pytest.mark.django_db
def test_a_minor_needs_a_guardian_with_an_address_of_their_own(now):
    for child in (Presenter("Cleo", is_minor=True), Presenter("Cleo", "g@a.org", "", "", None, True, "Gus", "G@a.org")):
        with pytest.raises(Invalid) as caught:
            handed_in(now, child)
        assert set(caught.value.fields) == {"co_presenters"}


@pytest.mark.django_db
def test_the_guardian_agrees_and_takes_it_back(now):
    row = handed_in(now, CHILD)
    one = row.co_presenters.get()
    assert letters("congress_guardian_asked") == ["gus@example.org"]
    assert state_of(one) == "guardian"
    one = answers.agree_as_guardian(presenter=one, by=BY, now=now)
    assert state_of(one) == "confirmed"
    one = answers.refuse_as_guardian(presenter=one, by=BY, now=now)
    assert (state_of(one), one.guardian_agreed_at) == ("declined", None)


@pytest.mark.django_db
def test_reminders_go_to_those_who_have_not_answered_and_once(now):
    row = handed_in(now, BEA, Presenter("Ada", "ada@example.org"))
    answers.decline_presenting(presenter=row.co_presenters.get(name="Ada"), by=BY, now=now)
    later = now + timedelta(days=8)
    assert [presenter_letters.remind_presenters(now=later) for _ in range(2)] == [1, 0]
    assert letters("congress_presenter_asked").count("bea@example.org") == 2


@pytest.mark.django_db
def test_the_page_answers_without_an_account(client, now):
    row = handed_in(now, BEA)
    one = row.co_presenters.get()
    url = f"/en/{row.call.congress.slug}/call/presenters/{one.pk}/{secret_of(one, PRESENTER)}/"
    assert "bea" not in url
    page = client.get(url)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "same-origin")
    assert CoPresenter.objects.get().confirmed_at is None  # opening it says nothing
    browser = Client(enforce_csrf_checks=True)  # as browsers do: what is said of referrers decides on the origin
    policy = browser.get(url).headers["Referrer-Policy"]
    token, origin = browser.cookies["csrftoken"].value, "null" if policy == "no-referrer" else "http://testserver"
    said = {"answer": "yes", "csrfmiddlewaretoken": token}
    assert browser.post(url, said, headers={"origin": origin}).status_code == 302
    assert CoPresenter.objects.get().confirmed_at is not None
    assert client.get(url.replace("plcp_", "plcg_")).status_code == 404
    actions.withdraw(submission=row, by=BY, now=now)
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_the_guardians_page_says_what_is_agreed_to(client, now):
    row = handed_in(now, CHILD)
    one = row.co_presenters.get()
    url = f"/en/{row.call.congress.slug}/call/presenters/{one.pk}/{secret_of(one, GUARDIAN)}/"
    assert "What you would agree to" in client.get(url).content.decode()
    client.post(url, {"answer": "yes"})
    assert CoPresenter.objects.get().guardian_agreed_at is not None
