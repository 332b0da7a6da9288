"""Selecting: many decisions at once, proposals, the reserve list; the actions and the chair's pages."""

from decimal import Decimal

import pytest
from django.urls import reverse

from common.actors import Actor
from common.models import AuditEntry
from congress.actions.decision import CallStillOpen, decide
from congress.actions.selection import (
    Choice,
    DecisionsChanged,
    ProposalOutdated,
    ReserveChanged,
    decide_many,
    drop_proposal,
    keep_proposal,
    move_reserve,
)
from congress.models import Call, Decision, LogEntry, Submission
from congress.queries.proposal import Wish, drafted
from congress.queries.ranking import ranking_of
from congress.queries.selection import balance_of, makeup_of, reserve_list
from congress.rules.selection import Places
from tests.factories import congress as make
from tests.factories import network

pytestmark = pytest.mark.django_db
NOW, BY = make.NOW, Actor.system("test")


@pytest.fixture
def call():
    return make.closed_call()


@pytest.fixture
def chair(call):
    return make.member(congress=call.congress, role="chair")


def read(call, *scores, **kw):
    """A submission with a review for each score, by a reader of their own unless `by` names them."""
    readers = kw.pop("by", ())
    row = make.submission(call=call, **kw)
    for n, score in enumerate(scores):
        given = {"member": readers[n]} if readers else {}
        assignment = make.assignment(submission=row, state="done", **given)
        make.review(assignment=assignment, score=Decimal(score))
    return row


def url(call, name, query=""):
    return reverse(f"congress-manage-{name}", args=[call.congress.slug, call.code]) + query


def pending(call):
    rows = Decision.objects.filter(submission__call=call, released_at=None).order_by("submission")
    return [(row.submission_id, row.outcome, row.reason) for row in rows]


# --- the ranking --------------------------------------------------------------------------------
def test_the_ranking_counts_good_reviews_and_nothing_withdrawn(call):
    row = read(call, 5, 2)
    make.review(assignment=make.assignment(submission=row, state="recused"), score=Decimal(1))
    make.assignment(submission=row)
    read(call, 5, state="withdrawn")
    found = ranking_of(Submission.objects.filter(call=call)).standings
    one = found[row.pk]
    assert (len(found), one.raw, one.reviews, one.readers, one.spread) == (1, Decimal("3.50"), 2, 3, Decimal(3))
    assert one.is_disputed


# --- many by hand -------------------------------------------------------------------------------
def test_many_decisions_are_kept_with_their_reasons(call):
    one, two, three = (make.submission(call=call) for _ in range(3))
    make.decision(submission=three, outcome="accepted")
    kept = Decision.objects.get()
    choices = [Choice(one.code, "rejected", "Off the theme"), Choice(two.code, "reserve"),
               Choice(three.code, "", seen=f"{kept.pk}.1")]  # fmt: skip
    assert decide_many(call=call, submissions=call.submissions.all(), choices=choices, by=BY, now=NOW) == 3
    assert pending(call) == [(one.pk, "rejected", "Off the theme"), (two.pk, "reserve", "")]
    assert AuditEntry.objects.filter(verb="decision_taken_back").count() == 1
    assert LogEntry.objects.filter(call=call).count() == 3


def test_of_two_chairs_the_second_is_told_and_changes_nothing(call):
    one, two = (make.submission(call=call) for _ in range(2))
    rows = call.submissions.all()
    decide_many(call=call, submissions=rows, choices=[Choice(one.code, "accepted")], by=BY, now=NOW)
    choices = [Choice(one.code, "reserve"), Choice(two.code, "reserve")]
    with pytest.raises(DecisionsChanged) as refused:
        decide_many(call=call, submissions=rows, choices=choices, by=BY, now=NOW)
    assert one.code in str(refused.value)
    assert pending(call) == [(one.pk, "accepted", "")]


def test_nothing_is_decided_while_authors_may_write():
    row = make.submission(call=make.call())
    choices = [Choice(row.code, "accepted")]
    with pytest.raises(CallStillOpen):
        decide_many(call=row.call, submissions=row.call.submissions.all(), choices=choices, by=BY, now=NOW)


# --- proposals ----------------------------------------------------------------------------------
def test_a_proposal_leaves_decisions_by_hand_alone_and_can_be_thought_over(call):
    best, good, fair, weak = (read(call, score) for score in (5, 4, 3, 2))
    decide(submission=best, outcome="rejected", reason="Twice handed in", version=0, by=BY, now=NOW)
    rows, wish = call.submissions.all(), Wish(Places(total=2), by="raw", reserve=1)
    seal = drafted(ranking_of(rows), wish).seal
    keep_proposal(call=call, submissions=rows, wish=wish, seal=seal, by=BY, now=NOW)
    assert [outcome for _pk, outcome, _reason in pending(call)] == ["rejected", "accepted", "accepted", "reserve"]
    with pytest.raises(ProposalOutdated):
        keep_proposal(call=call, submissions=rows, wish=wish, seal=seal, by=BY, now=NOW)
    smaller = Wish(Places(total=1), by="raw")
    seal = drafted(ranking_of(rows), smaller).seal
    keep_proposal(call=call, submissions=rows, wish=smaller, seal=seal, by=BY, now=NOW)
    assert pending(call) == [(best.pk, "rejected", "Twice handed in"), (good.pk, "accepted", "")]
    kept = Decision.objects.get(submission=good)
    decide(submission=good, outcome="accepted", reason="", version=kept.version, by=BY, now=NOW)
    assert drop_proposal(call=call, submissions=rows, by=BY, now=NOW) == 0
    assert {fair.pk, weak.pk}.isdisjoint(pk for pk, _outcome, _reason in pending(call))


def test_a_quota_counts_what_is_selected_already(call):
    city = network.organisation()
    read(call, 3, organisation=city, state="accepted")
    twin, other = read(call, 5, organisation=city), read(call, 4)
    draft = drafted(ranking_of(call.submissions.all()), Wish(Places(per_city=1), by="raw"))
    assert ([row.pk for row in draft.chosen], draft.proposal.held_back) == ([other.pk], 1)
    assert twin.pk not in draft.selected


# --- the reserve list ---------------------------------------------------------------------------
def test_the_reserve_list_keeps_its_order_and_moves_by_neighbours(call):
    rows = [make.submission(call=call) for _ in range(3)]
    for row in rows:
        decide(submission=row, outcome="reserve", reason="", version=0, by=BY, now=NOW)
    one, two, three = (row.code for row in rows)
    every = call.submissions.all()
    seen = every.exclude(code=two)
    move_reserve(call=call, submissions=seen, code=three, past=one, by=BY, now=NOW)
    assert [row.submission.code for row in reserve_list(every)] == [three, two, one]
    with pytest.raises(ReserveChanged):
        move_reserve(call=call, submissions=every, code=three, past=one, by=BY, now=NOW)


# --- balance ------------------------------------------------------------------------------------
def test_the_balance_counts_cities_once_and_presenters_by_head(call):
    again, first = network.organisation(country="ES"), network.organisation(country="PT")
    earlier = make.call(congress=make.congress(starts_on=call.congress.starts_on.replace(year=2020)))
    make.submission(call=earlier, organisation=again, state="accepted")
    chosen = [read(call, organisation=again, author_gender="woman", author_is_young=True),
              read(call, organisation=again), read(call, organisation=first, author_gender="man")]  # fmt: skip
    chosen[0].co_presenters.create(name="Ana", gender="woman")
    rows = call.submissions.all()
    found = balance_of(
        ranking_of(rows).standings.values(), {row.pk for row in chosen[:2]}, makeup_of(call.congress, rows)
    )
    assert [(s.code, s.selected, s.all) for s in found.cities] == [("first", 0, 1), ("again", 1, 1)]
    assert [(s.code, s.selected, s.all) for s in found.countries] == [("ES", 2, 2), ("PT", 0, 1)]
    assert {s.code: s.selected for s in found.genders} == {"woman": 2, "man": 0, "other": 0, "": 1}
    assert {s.code: (s.selected, s.all) for s in found.ages} == {"young": (1, 1), "older": (0, 0), "": (2, 3)}


# --- pages --------------------------------------------------------------------------------------
def test_a_typed_reason_and_the_ticks_survive_a_refusal(client_for, call, chair):
    one, two = read(call, 4), read(call, 3)
    decide(submission=one, outcome="accepted", reason="", version=0, by=BY, now=NOW)
    sent = {"chosen": [one.code, two.code], f"seen-{one.code}": "0", f"seen-{two.code}": "0", "outcome": "rejected",
            f"reason-{two.code}": "Too short", "reason": "Thank you"}  # fmt: skip
    browser = client_for(chair.user)
    page = browser.post(url(call, "selection", "?decision=none"), sent)
    shown = {row["standing"].code: (row["is_ticked"], row["reason"]) for row in page.context["rows"]}
    assert (page.status_code, "Somebody else has decided" in page.content.decode()) == (409, True)
    assert shown == {one.code: (True, ""), two.code: (True, "Too short")}
    assert page.context["reason"] == "Thank you"
    sent |= {f"seen-{row['standing'].code}": row["seen"] for row in page.context["rows"]}
    browser.post(url(call, "selection"), sent)
    assert pending(call) == [(one.pk, "rejected", "Thank you"), (two.pk, "rejected", "Too short")]


def test_trying_writes_nothing_and_keeping_does(client_for, call, chair):
    rows = [read(call, score) for score in (5, 4, 4)]
    browser = client_for(chair.user)
    tried = browser.post(url(call, "what-if"), {"chosen": [rows[1].code], "total": "0", "by": "raw"})
    assert tried.context["places"]["rows"][0]["chip"]["tone"] == "bad"
    page = browser.get(url(call, "what-if", "?fill=1&total=2&by=raw"))
    assert "What set the limit: All places." in page.context["sentence"]
    assert [len(tie["outside"]) for tie in page.context["ties"]] == [1]
    assert Decision.objects.count() == 0
    sent = {"do": "keep", "total": "2", "by": "raw", "fill": "on", "seal": page.context["draft"].seal}
    browser.post(url(call, "what-if"), sent)
    assert [row.is_proposed for row in Decision.objects.all()] == [True, True]
    assert browser.post(url(call, "what-if"), sent).status_code == 409
    browser.post(url(call, "what-if"), {"do": "drop"})
    assert Decision.objects.count() == 0


def test_places_are_set_in_numbers(client_for, call, chair):
    kind = make.format(call=call)
    browser = client_for(chair.user)
    sent = {"total": "40", "per_city": "2", f"format-{kind.code}": "12", "language-en": ""}
    browser.post(url(call, "selection-places"), sent)
    row = Call.objects.get(pk=call.pk)
    assert (row.places, row.selected_per_city) == ({"total": 40, "format": {kind.code: 12}}, 2)
    assert browser.post(url(call, "selection-places"), {"total": "-1"}).status_code == 422


def test_the_order_of_the_reserve_list_is_changed_by_buttons(client_for, call, chair):
    rows = [make.submission(call=call) for _ in range(2)]
    for row in rows:
        decide(submission=row, outcome="reserve", reason="", version=0, by=BY, now=NOW)
    browser = client_for(chair.user)
    down = browser.get(url(call, "reserve")).context["rows"][0]["down"]
    browser.post(url(call, "reserve"), {"move": down})
    assert browser.post(url(call, "reserve"), {"move": "A B"}).status_code == 409
    assert [line["code"] for line in browser.get(url(call, "reserve")).context["rows"]] == [rows[1].code, rows[0].code]


def test_the_list_is_filtered_sorted_and_taken_away(client_for, call, chair):
    axis = make.axis(congress=call.congress)
    good, torn, none = read(call, 5, axis=axis), read(call, 5, 1), read(call, language="es")
    browser = client_for(chair.user)

    def found(query):
        return [row["submission"].pk for row in browser.get(url(call, "ranking", query)).context["rows"]]

    assert found("") == [good.pk, torn.pk, none.pk]
    assert found("?sort=raw") == [torn.pk, good.pk, none.pk]
    assert (found("?reviews=disputed"), found(f"?axis={axis.code}"), found("?language=es")) == (
        [torn.pk], [good.pk], [none.pk]
    )  # fmt: skip
    lines = b"".join(browser.get(url(call, "ranking-file")).streaming_content).decode().splitlines()
    assert (len(lines), good.code in lines[1], "reader" in lines[1]) == (4, True, False)
    assert browser.get(url(call, "ranking-file", "?format=xlsx")).content.startswith(b"PK")


@pytest.mark.parametrize(
    ("name", "number"), [("ranking", 14), ("ranking-readers", 12), ("selection", 21), ("what-if", 20), ("reserve", 9)]
)
def test_pages_ask_as_many_queries_for_three_as_for_one(client_for, call, chair, assert_queries, name, number):
    call.places = {"total": 2}
    call.save()
    browser = client_for(chair.user)

    def add():
        row = read(call, 4, 2)
        decide(submission=row, outcome="reserve", reason="", version=0, by=BY, now=NOW)

    add()
    with assert_queries(number):
        browser.get(url(call, name, "?fill=1"))
    add(), add()
    with assert_queries(number):
        browser.get(url(call, name, "?fill=1"))
