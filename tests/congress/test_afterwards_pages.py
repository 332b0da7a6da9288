"""The pages after selection: letters one by one, places and the reserve list, the author's answer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import mailing
from common.models import QueuedMail
from congress.models import LogEntry, Submission
from tests.factories import congress as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make.closed_call()


@pytest.fixture
def chair(client_for, call):
    return client_for(make.member(congress=call.congress, role="chair").user)


def url(call, name, *args):
    return reverse(f"congress-{name}", args=[call.congress.slug, call.code, *args])


def pending(call, outcome="accepted", **kw):
    row = make.submission(call=call)
    make.decision(submission=row, outcome=outcome, **kw)
    return row


def given(call, state="accepted", **kw):
    return make.submission(call=call, state=state, confirm_until=make.NOW + timedelta(days=9), **kw)


def test_letters_are_read_one_by_one_as_they_leave(chair, call):
    rows = sorted((pending(call, "rejected", reason=f"Reason {n}") for n in range(3)), key=lambda row: row.code)
    where = url(call, "manage-release")
    page = chair.get(where, {"letter": rows[1].code}).context
    assert (page["previous"], page["next"], page["position"]) == (rows[0].code, rows[2].code, 2)
    read = {}
    code = rows[0].code
    while code:
        page = chair.get(where, {"letter": code}).context
        read[code] = (page["letter"]["subject"], page["letter"]["body"])
        code = page["next"]
    chair.post(where, {"scope": "all", "stamp": page["stamp"], "sure": "yes"})
    left = {mail.person: (mail.subject, mailing.plain(mail.body)) for mail in QueuedMail.objects.all()}
    assert left == {row.author.ref: read[row.code] for row in rows}


def test_an_outcome_is_a_wave_of_its_own_and_the_deferred_are_left_out(chair, call):
    yes, no, waits = pending(call), pending(call, "rejected", reason="Full"), pending(call)
    undecided = make.submission(call=call)
    where = url(call, "manage-release")
    chair.post(where, {"scope": "defer", "chosen": f"{waits.code}:0:", "wait": undecided.code, "until": "2026-12-15"})
    assert (
        "There is no such experience here: NOBODY."
        in chair.post(where, {"scope": "defer", "wait": "NOBODY", "until": "2026-12-15"}).content.decode()
    )
    page = chair.get(where, {"group": "accepted"})
    chair.post(f"{where}?group=accepted", {"scope": "all", "group": "accepted", "stamp": page.context["stamp"],
                                              "sure": "yes"})  # fmt: skip
    states = [Submission.objects.get(pk=row.pk).state for row in (yes, no, waits, undecided)]
    assert (states, QueuedMail.objects.count()) == (["accepted", "submitted", "submitted", "submitted"], 3)


@pytest.mark.parametrize("number", [1, 3])
def test_the_letters_ask_as_many_queries_for_three_as_for_one(chair, call, assert_queries, number):
    for _ in range(number):
        pending(call)
    chair.get(url(call, "manage-release"))
    with assert_queries(15):
        chair.get(url(call, "manage-release"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_places_ask_as_many_queries_for_three_as_for_one(chair, call, assert_queries, number):
    for _ in range(number):
        given(call)
        given(call, "reserve")
        make.decision(submission=make.submission(call=call, state="declined"), released_at=make.NOW)
    chair.get(url(call, "manage-places"))
    with assert_queries(15):
        assert len(chair.get(url(call, "manage-places")).context["free"]) == number


def test_the_chair_takes_a_place_back_and_offers_it(chair, call, clock):
    late, next_one = given(call), given(call, "reserve")
    where = url(call, "manage-places")
    early = chair.post(where, {"do": "lapse", "code": late.code})
    assert (early.status_code, "has not lapsed" in early.content.decode()) == (409, True)
    clock.now += timedelta(days=10)
    chair.post(where, {"do": "lapse", "code": late.code})
    chair.post(where, {"do": "offer", "code": late.code})
    states = [Submission.objects.get(pk=row.pk).state for row in (late, next_one)]
    assert (states, chair.post(where, {"do": "offer", "code": late.code}).status_code) == (
        ["declined", "accepted"],
        409,
    )
    assert set(QueuedMail.objects.values_list("template", flat=True)) == {
        "congress_place_lapsed", "congress_decision_accepted"
    }  # fmt: skip


def test_an_author_answers_on_the_page_of_the_letter(client_for, call):
    user = make.author()
    row = given(call, author=user.person)
    where = url(call, "submission-place", row.code)
    assert client_for(make.author()).get(where).status_code == 404
    browser = client_for(user)
    assert "Confirm the place" in browser.get(where).content.decode()
    browser.post(where, {"answer": "confirm"})
    assert Submission.objects.get().confirmed_at == make.NOW
    browser.post(where, {"answer": "decline"})
    assert (Submission.objects.get().state, browser.get(where).status_code) == ("declined", 302)
    page = browser.get(where.removesuffix("place/"))
    assert page.context["answered_at"] == LogEntry.objects.filter(kind="answer").last().at
