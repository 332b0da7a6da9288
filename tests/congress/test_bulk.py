"""Bringing in many rows under the same rules."""

from decimal import Decimal

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from congress.actions import bulk
from congress.actions.assignment import ConflictOfInterest, NotToBeRead
from congress.actions.bulk_decisions import DecisionRow, load_decisions
from congress.actions.decision import CallStillOpen, NotDecidable, ReasonForAuthorMissing
from congress.actions.rights import CityLimitReached, NotEligible
from congress.actions.submission import CallClosed, CallNotOpenYet
from congress.models import Decision, Review, Submission
from congress.rules.content import Presenter
from tests.factories import congress as make
from tests.factories import questions as ask

pytestmark = pytest.mark.django_db
BY = Actor.system("demo")


@pytest.fixture
def call():
    form = ask.form()
    ask.question(form=form, code="goal", is_required=True)
    row = make.closed_call(form=form)
    make.criterion(call=row, code="coherence")
    return row


def row(call, who=None, **kw):
    who = who or make.author().person
    content = make.content(answers={"goal": "Reading"}, co_presenters=(Presenter("Li Na", "li@example.org"),))
    return bulk.SubmissionRow(who.organisation, who, **{"content": content, "at": call.opens_at, **kw})


def test_submissions_come_in_whole(call, django_assert_max_num_queries):
    rows = [row(call), row(call, state="draft"), row(call, state="withdrawn", code="ABC234")]
    with django_assert_max_num_queries(25):
        made = bulk.load_submissions(call=call, rows=rows, by=BY)
    first = Submission.objects.get(pk=made[0].pk)
    assert [s.state for s in made] == ["submitted", "draft", "withdrawn"]
    assert (first.answer_set.answers, first.co_presenters.get().name, first.versions.get().number, made[2].code) == (
        {"goal": "Reading"}, "Li Na", 1, "ABC234"
    )  # fmt: skip
    assert (QueuedMail.objects.count(), AuditEntry.objects.count()) == (0, 3)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda call, who: row(call, who, at=call.closes_at), CallClosed),
        (lambda call, who: row(call, who, at=call.opens_at.replace(year=2025)), CallNotOpenYet),
        (lambda call, who: row(call, who, content=make.content()), Invalid),
        (lambda call, who: row(call, who), CityLimitReached),
    ],
)
def test_one_bad_row_keeps_all_out(call, change, error):
    who = make.author().person
    good = [row(call, who) for _ in range(3 if error is CityLimitReached else 1)]
    with pytest.raises(error):
        bulk.load_submissions(call=call, rows=[*good, change(call, who)], by=BY)
    assert Submission.objects.count() == 0


def test_eligibility_holds_too(call):
    call.eligibility = "member_cities"
    with pytest.raises(NotEligible):
        bulk.load_submissions(call=call, rows=[row(call)], by=BY)


def test_reviews_come_in(call):
    works = bulk.load_submissions(call=call, rows=[row(call)], by=BY)
    readers = [make.member(congress=call.congress) for _ in range(3)]
    opinion = make.opinion(call, 5)
    rows = [
        bulk.ReviewRow(works[0], readers[0], make.NOW),
        bulk.ReviewRow(works[0], readers[1], make.NOW, opinion),
        bulk.ReviewRow(works[0], readers[2], make.NOW, opinion, is_done=True),
    ]
    made = bulk.load_reviews(call=call, rows=rows, by=BY)
    assert [a.state for a in made] == ["assigned", "started", "done"]
    assert list(Review.objects.order_by("pk").values_list("score", flat=True)) == [None, Decimal("5.000")]


def test_reviews_keep_the_rules(call):
    work = make.submission(call=call)
    own = make.member(congress=call.congress, organisation=work.organisation)
    other = make.member(congress=call.congress)
    with pytest.raises(ConflictOfInterest):
        bulk.load_reviews(call=call, rows=[bulk.ReviewRow(work, own, make.NOW)], by=BY)
    draft = make.submission(call=call, state="draft")
    with pytest.raises(NotToBeRead):
        bulk.load_reviews(call=call, rows=[bulk.ReviewRow(draft, other, make.NOW)], by=BY)
    bad = bulk.ReviewRow(work, other, make.NOW, make.opinion(call, 6), is_done=True)
    with pytest.raises(Invalid):
        bulk.load_reviews(call=call, rows=[bad], by=BY)


def test_decisions_come_in_pending_or_released(call):
    one, two = make.submission(call=call), make.submission(call=call)
    waits, known = DecisionRow(one, "reserve", make.NOW), DecisionRow(two, "accepted", make.NOW)
    load_decisions(call=call, rows=[waits], by=BY)
    load_decisions(call=call, rows=[known], by=BY, release_at=make.NOW)
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert (states, Decision.objects.filter(released_at=None).get().submission) == (["submitted", "accepted"], one)
    assert QueuedMail.objects.count() == 0


def test_decisions_keep_the_rules(call):
    work = make.submission(call=call)
    for error, outcome, at in (
        (CallStillOpen, "accepted", call.opens_at),
        (NotDecidable, "perhaps", make.NOW),
        (ReasonForAuthorMissing, "rejected", make.NOW),
    ):
        with pytest.raises(error):
            load_decisions(call=call, rows=[DecisionRow(work, outcome, at)], by=BY)
