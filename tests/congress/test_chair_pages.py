"""The chair's pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from common.models import QueuedMail
from congress.models import Assignment, Decision, Submission
from tests.factories import congress as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    row = make.closed_call()
    make.criterion(call=row, code="coherence")
    make.axis(congress=row.congress, code="city", name={"en": "City"})
    return row


@pytest.fixture
def chair(call):
    return make.member(congress=call.congress, role="chair")


def url(call, name="call", *args):
    return reverse(f"congress-manage-{name}", args=[call.congress.slug, call.code, *args])


def get(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def every_page(call, code):
    return [
        reverse("congress-manage-call", args=[call.congress.slug]),
        url(call),
        url(call, "submissions"),
        url(call, "assign"),
        url(call, "release"),
        url(call, "submission", code),
    ]


def test_who_may_open_what(client_for, call, chair, settings):
    settings.DEMO = True  # owner and auditor need no second factor here
    code = make.submission(call=call).code
    deputy = make.member(congress=call.congress, role="deputy").user
    owner = make.team_member(congress=call.congress).user
    auditor = make.team_member(congress=call.congress, role="auditor").user
    others = [
        make.member(congress=call.congress).user,
        make.team_member(congress=call.congress, role="door").user,
        make.member(role="chair").user,
        make.author(),
    ]
    pages = every_page(call, code)
    seen = {user: [client_for(user).get(path).status_code for path in pages] for user in (chair.user, deputy)}
    assert set(map(tuple, seen.values())) == {(200,) * 6}
    for user in (owner, auditor):
        assert [client_for(user).get(path).status_code for path in pages] == [200, 200, 200, 404, 404, 200]
    for user in others:
        assert [client_for(user).get(path).status_code for path in pages] == [404] * 6


def test_readers_decide_and_assign_nothing(client_for, call, settings):
    settings.DEMO = True  # an owner needs no second factor here
    row, reader = make.submission(call=call), make.member(congress=call.congress)
    browser = client_for(make.team_member(congress=call.congress).user)
    answers = [
        browser.post(url(call, "submission", row.code), {"action": "decide", "version": 0, "outcome": "accepted"}),
        browser.post(url(call, "submission", row.code), {"action": "assign", "member": reader.pk}),
        browser.post(url(call, "assign")),
        browser.post(url(call, "release")),
    ]
    assert ([a.status_code for a in answers], Decision.objects.count(), Assignment.objects.count()) == ([404] * 4, 0, 0)


def test_the_overview_counts_with_links_to_the_lists(client_for, call, chair):
    make.submission(call=call, language="es")
    make.submission(call=call, state="withdrawn")
    make.submission(call=call, state="draft")
    page = client_for(chair.user).get(url(call))
    assert {row["label"]: row["value"] for row in page.context["states"]} == {
        "Submitted": 1, "Revision asked for": 0, "Withdrawn": 1, "Selected": 0, "On the reserve list": 0,
        "Not selected": 0, "Place declined": 0
    }  # fmt: skip
    assert f"{url(call, 'submissions')}?language=es" in page.content.decode()


def test_filters_and_order(client_for, call, chair):
    axis = call.congress.axes.get()
    good, bad, none = (make.submission(call=call, language=lang) for lang in ("en", "es", "fr"))
    Submission.objects.filter(pk=good.pk).update(axis=axis)
    for row, score in ((good, "5.000"), (bad, "2.000")):
        make.review(assignment=make.assignment(submission=row, state="done"), score=score)
    make.review(assignment=make.assignment(submission=good, state="recused"), score="1.000")
    make.decision(submission=bad, outcome="reserve")
    browser = client_for(chair.user)

    def found(query):
        return [row["submission"] for row in browser.get(f"{url(call, 'submissions')}?{query}").context["rows"]]

    assert found("sort=-score") == [good, bad, none]
    assert found("sort=score") == [bad, good, none]
    assert (found("axis=city"), found("language=es"), found("decision=reserve")) == ([good], [bad], [bad])
    assert set(found("decision=none")) == {good, none}
    assert (set(found("country=PT")), found("state=accepted")) == ({good, bad, none}, [])
    row = browser.get(f"{url(call, 'submissions')}?axis=city").context["rows"][0]
    assert (row["score"], row["reviews"], row["readers"]) == ("5.00", 1, 1)


def test_the_chairs_own_city_is_hidden_from_the_chair_and_open_to_the_deputy(client_for, call, chair):
    own = make.submission(call=call, organisation=chair.organisation, title={"en": "Our own library"})
    deputy = make.member(congress=call.congress, role="deputy")
    browser = client_for(chair.user)
    pages = [url(call), url(call, "submissions"), url(call, "assign"), url(call, "release")]
    assert not any("Our own library" in get(browser, page) for page in pages)
    assert browser.get(url(call)).context["states"][0]["value"] == 0
    assert browser.get(url(call, "submission", own.code)).status_code == 404
    assert "Our own library" in get(client_for(deputy.user), url(call, "submission", own.code))


def test_drafts_belong_to_their_authors(client_for, call, chair):
    draft = make.submission(call=call, state="draft", title={"en": "Unfinished"})
    browser = client_for(chair.user)
    assert "Unfinished" not in get(browser, url(call, "submissions"))
    assert browser.get(url(call, "submission", draft.code)).status_code == 404


def test_deciding_and_releasing(client_for, call, chair):
    rows = [make.submission(call=call, title={"en": f"Work {n}"}) for n in (1, 2)]
    browser = client_for(chair.user)
    for row, outcome, reason in ((rows[0], "accepted", ""), (rows[1], "rejected", "Too far from the theme")):
        where = url(call, "submission", row.code)
        browser.post(where, {"action": "decide", "version": 0, "outcome": outcome, "reason": reason})
    preview = browser.get(f"{url(call, 'release')}?letter={rows[1].code}")
    assert "Too far from the theme" in preview.content.decode()
    sent = {"scope": "all", "stamp": preview.context["stamp"]}
    asked = browser.post(url(call, "release"), sent).context
    assert (asked["number"], asked["authors"], [one["value"] for one in asked["outcomes"]]) == (2, 2, [1, 1])
    assert (QueuedMail.objects.count(), dict(asked["sent"])) == (0, sent)
    browser.post(url(call, "release"), sent | {"sure": "yes"})
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert (states, QueuedMail.objects.count()) == (["accepted", "rejected"], 2)


def test_a_release_with_gaps_or_an_old_preview_is_refused_with_a_sentence(client_for, call, chair):
    decided = make.decision(submission=make.submission(call=call))
    browser, where = client_for(chair.user), url(call, "release")
    code = decided.submission.code
    old = [
        browser.post(where, {"scope": "all", "stamp": "something else"}),
        browser.post(where, {"scope": "all"}),
        browser.post(where, {"scope": "chosen", "chosen": f"{code}:7"}),
    ]
    make.submission(call=call)
    gap = browser.post(where, {"scope": "all"})
    assert all("Decisions have changed" in page.content.decode() for page in old)
    assert ("have no decision yet" in gap.content.decode(), gap.status_code) == (True, 409)
    nothing = [browser.post(where, {"scope": scope, "until": "2026-12-15"}) for scope in ("chosen", "defer")]
    assert all("Please choose at least one experience." in page.content.decode() for page in nothing)
    assert QueuedMail.objects.count() == 0


def test_chosen_decisions_leave_as_a_wave(client_for, call, chair):
    rows = [make.submission(call=call) for _ in range(3)]
    for row in rows[:2]:
        make.decision(submission=row)
    browser = client_for(chair.user)
    seen = {row["code"]: row["seen"] for row in browser.get(url(call, "release")).context["rows"]}
    sent = {"scope": "chosen", "chosen": seen[rows[0].code], "sure": "yes"}
    browser.post(url(call, "release"), sent)
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert (states, QueuedMail.objects.count()) == (["accepted", "submitted", "submitted"], 1)
    again = browser.post(url(call, "release"), sent)
    told = f"Somebody else has released this in the meantime: {rows[0].code}."
    assert (told in again.content.decode(), again.status_code, QueuedMail.objects.count()) == (True, 409, 1)


@pytest.mark.parametrize("role", ["chair", "deputy"])
def test_the_release_counts_what_its_list_shows_and_says_the_difference(client_for, call, role):
    make.submission(call=call)
    make.submission(call=call, state="revision")
    make.submission(call=call, deferred_until=make.NOW.date() + timedelta(days=9))
    browser = client_for(make.member(congress=call.congress, role=role).user)
    page = browser.get(url(call, "release"))
    told = page.context
    listed = browser.get(url(call, "submissions"), {"decision": "none"}).context["page_obj"].paginator.count
    assert (len(told["missing"]), told["revising"], told["put_off"], listed) == (2, 1, 1, 3)
    assert "1 of them waits for its author’s revision." in page.content.decode()
    assert "The list also has 1 whose author was told to wait." in page.content.decode()
    assert "1 more waits for its author’s revision." in get(browser, url(call, "selection"))


def test_a_refusal_stands_beside_the_form(client_for, call, chair):
    row = make.submission(call=call)
    where = url(call, "submission", row.code)
    page = client_for(chair.user).post(where, {"action": "decide", "version": 0, "outcome": "rejected", "reason": ""})
    assert "Please give the reason: the author will read it." in page.content.decode()


def test_assigning_by_hand_offers_only_those_without_a_conflict(client_for, call, chair):
    row = make.submission(call=call)
    free = make.member(congress=call.congress, languages=["fr"])
    own = make.member(congress=call.congress, organisation=row.organisation)
    browser, where = client_for(chair.user), url(call, "submission", row.code)
    offered = [value for value, _label in browser.get(where).context["assign_form"].fields["member"].choices]
    assert (str(free.pk) in offered, str(own.pk) in offered) == (True, False)
    refused = browser.post(where, {"action": "assign", "member": own.pk})
    assert (refused.status_code, Assignment.objects.count()) == (200, 0)
    browser.post(where, {"action": "assign", "member": free.pk})
    made = Assignment.objects.get()
    browser.post(url(call, "unassign", row.code, made.pk))
    assert Assignment.objects.count() == 0


def test_the_list_asks_as_many_queries_for_three_as_for_one(client_for, call, chair, assert_queries):
    browser = client_for(chair.user)

    def add():
        row = make.submission(call=call)
        make.review(assignment=make.assignment(submission=row, state="done"))
        make.decision(submission=row)

    add()
    with assert_queries(12):
        browser.get(url(call, "submissions"))
    add(), add()
    with assert_queries(12):
        browser.get(url(call, "submissions"))


def test_the_overview_asks_as_many_queries_for_three_as_for_one(client_for, call, chair, assert_queries):
    browser = client_for(chair.user)
    make.assignment(submission=make.submission(call=call))
    with assert_queries(16):
        browser.get(url(call))
    for _ in range(2):
        make.assignment(submission=make.submission(call=call))
    with assert_queries(16):
        browser.get(url(call))


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt"])
def test_the_pages_stand_in_every_language(client_for, call, chair, lang):
    row = make.submission(call=call)
    make.decision(submission=row)
    make.review(assignment=make.assignment(submission=row, state="done"))
    browser = client_for(chair.user)
    assert {browser.get(p.replace("/en/", f"/{lang}/", 1)).status_code for p in every_page(call, row.code)} == {200}


def test_tiles_agree_with_their_number(client_for, call, chair, monkeypatch):
    def in_french(context, one, many, number):
        return f"[{one}|{number}]" if number < 2 else f"[{many}s|{number}]"

    monkeypatch.setattr(translation._trans, "npgettext", in_french, raising=False)
    for state in ("accepted", "rejected", "rejected"):
        make.submission(call=call, state=state)
    make.decision(submission=make.submission(call=call), outcome="reserve")
    browser = client_for(chair.user)
    overview, release = (get(browser, url(call, *name)) for name in ((), ("release",)))

    assert [label in overview for label in ("[Selected|1]", "[Not selecteds|2]", "[Withdrawn|0]")] == [True] * 3
    assert [label in release for label in ("[On the reserve list|1]", "[Selected|0]")] == [True] * 2
