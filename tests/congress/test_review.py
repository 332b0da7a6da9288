"""Assigning, reviewing, recusing."""

from decimal import Decimal

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import QueuedMail
from congress.actions import assignment as assigning
from congress.actions import review as reviewing
from congress.models import Assignment, CoPresenter, Review, Submission
from congress.rules.scoring import Opinion
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BY = Actor("user", "1", "user 1")


@pytest.fixture
def call():
    row = make.closed_call()
    make.criterion(call=row, code="coherence", weight=2)
    make.criterion(call=row, code="participation")
    return row


@pytest.fixture
def row(call):
    return make.assignment(submission=make.submission(call=call))


def test_assign_tells_the_member_once_a_day(call, now):
    reader = make.member(congress=call.congress)
    for _ in range(2):
        assigning.assign(submission=make.submission(call=call), member=reader, by=BY, now=now)
    assert (Assignment.objects.filter(state="assigned").count(), QueuedMail.objects.count()) == (2, 1)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "accepted", "reserve", "rejected"])
def test_assign_refuses_what_is_not_to_be_read(call, now, state):
    with pytest.raises(assigning.NotToBeRead):
        assigning.assign(
            submission=make.submission(call=call, state=state),
            member=make.member(congress=call.congress),
            by=BY,
            now=now,
        )


def test_assign_refuses_a_second_time(row, now):
    with pytest.raises(assigning.AlreadyAssigned):
        assigning.assign(submission=row.submission, member=row.member, by=BY, now=now)


def partial(kind, call):
    """A submission and a member who is party to it."""
    work = make.submission(call=call)
    if kind == "seat":
        return work, make.member(congress=call.congress, organisation=work.organisation)
    if kind == "person":
        return work, make.member(congress=call.congress, user=make.author(organisation=work.organisation))
    if kind == "author":
        return work, make.member(congress=call.congress, user=work.author.user)
    reader = make.member(congress=call.congress)
    if kind == "shared_mailbox":
        work.author.email = reader.user.email.upper()
        work.author.save()
    else:
        CoPresenter.objects.create(submission=work, name="Me", email=reader.user.email.upper())
    return Submission.objects.get(pk=work.pk), reader


PARTIAL = ["seat", "person", "author", "shared_mailbox", "co_presenter"]


@pytest.mark.parametrize("kind", PARTIAL)
def test_nobody_is_given_what_they_are_party_to(call, now, kind):
    work, reader = partial(kind, call)
    with pytest.raises(assigning.ConflictOfInterest):
        assigning.assign(submission=work, member=reader, by=BY, now=now)


@pytest.mark.parametrize("kind", PARTIAL)
def test_nobody_reviews_what_they_have_become_party_to(call, now, kind):
    work, reader = partial(kind, call)
    row = make.assignment(submission=work, member=reader)
    with pytest.raises(assigning.ConflictOfInterest):
        reviewing.save_review(assignment=row, opinion=Opinion(), by=BY, now=now)


def test_unassign_takes_back_only_what_is_not_begun(row, now):
    assigning.unassign(assignment=row, by=BY, now=now)
    begun = make.assignment(submission=row.submission, state="started")
    with pytest.raises(assigning.AssignmentStarted):
        assigning.unassign(assignment=begun, by=BY, now=now)
    assert list(Assignment.objects.all()) == [begun]


def test_save_review_keeps_an_incomplete_draft(row, now):
    review = reviewing.save_review(assignment=row, opinion=Opinion({"coherence": 3}), by=BY, now=now)
    row.refresh_from_db()
    assert (review.state, review.scores, review.score, row.state) == ("draft", {"coherence": 3}, None, "started")


def test_submit_review_weighs_the_scores(row, now):
    opinion = Opinion({"coherence": 5, "participation": 3}, "  Clear.\x00 ", "Strong")
    review = reviewing.submit_review(assignment=row, opinion=opinion, by=BY, now=now)
    row.refresh_from_db()
    assert (review.score, review.comment_authors, review.submitted_at, row.state) == (
        Decimal("4.333"), "Clear.", now, "done"
    )  # fmt: skip


def test_submit_review_may_be_repeated_with_changes_but_not_become_a_draft(row, call, now):
    for score in (2, 4):
        reviewing.submit_review(assignment=row, opinion=make.opinion(call, score), by=BY, now=now)
    assert Review.objects.get().score == Decimal("4.000")
    with pytest.raises(reviewing.ReviewHandedIn):
        reviewing.save_review(assignment=row, opinion=Opinion(), by=BY, now=now)


@pytest.mark.parametrize(
    ("opinion", "field"),
    [
        (Opinion({"coherence": 3}), "score_participation"),
        (Opinion({"coherence": 3, "participation": 6}), "score_participation"),
        (Opinion({"coherence": 3, "participation": True}), "score_participation"),
        (Opinion({"coherence": 3, "participation": 3, "beauty": 5}), "score_beauty"),
        (Opinion({"coherence": 3, "participation": 3}, "x" * 10_001), "comment_authors"),
    ],
)
def test_submit_review_refuses_what_does_not_fit(row, now, opinion, field):
    with pytest.raises(Invalid) as caught:
        reviewing.submit_review(assignment=row, opinion=opinion, by=BY, now=now)
    assert (list(caught.value.fields), Review.objects.count()) == ([field], 0)


def test_reviews_are_closed_once_decided(row, call, now):
    Submission.objects.update(state="accepted")
    for action in (reviewing.save_review, reviewing.submit_review):
        with pytest.raises(reviewing.ReviewClosed):
            action(assignment=row, opinion=make.opinion(call), by=BY, now=now)


def test_recuse_holds_in_every_round(row, now):
    other = Assignment.objects.get(pk=row.pk)
    other.pk, other.round, other.state = None, 2, "done"
    other.save(force_insert=True)
    reviewing.recuse(assignment=row, reason="I advised them", by=BY, now=now)
    other.refresh_from_db()
    assert (other.state, other.reason) == ("recused", "I advised them")


def test_recuse_needs_a_reason_and_ends_the_reading(row, call, now):
    with pytest.raises(reviewing.ReasonMissing):
        reviewing.recuse(assignment=row, reason=" ", by=BY, now=now)
    gone = reviewing.recuse(assignment=row, reason="I advised them", by=BY, now=now)
    assert (gone.state, gone.reason) == ("recused", "I advised them")
    with pytest.raises(reviewing.Recused):
        reviewing.submit_review(assignment=row, opinion=make.opinion(call), by=BY, now=now)
    with pytest.raises(reviewing.Recused):
        reviewing.recuse(assignment=row, reason="again", by=BY, now=now)
