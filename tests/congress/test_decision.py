"""Deciding and releasing."""

import pytest

from common.actors import Actor
from common.models import QueuedMail
from congress.actions import decision as deciding
from congress.actions import release as releasing
from congress.actions.assignment import ConflictOfInterest
from congress.models import Decision, Submission
from congress.queries.submission import accepted_submissions, counts_by_state, published_experiences
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BY = Actor("user", "0", "user 0")


@pytest.fixture
def call():
    return make.closed_call()


def decide(row, now, outcome="accepted", reason="", version=0, by=BY):
    return deciding.decide(submission=row, outcome=outcome, reason=reason, version=version, by=by, now=now)


def release(call, now, **kw):
    return releasing.release(call=call, submissions=Submission.objects.all(), by=BY, now=now, **kw)


def test_a_decision_stays_pending(call, now):
    row = make.submission(call=call)
    made = decide(row, now, "rejected", " Too far from the theme ")
    row.refresh_from_db()
    assert (made.outcome, made.reason, made.released_at, row.state) == (
        "rejected", "Too far from the theme", None, "submitted"
    )  # fmt: skip
    assert QueuedMail.objects.count() == 0


def test_a_pending_decision_can_be_changed_by_whoever_has_seen_it(call, now):
    row = make.submission(call=call)
    decide(row, now, "accepted")
    with pytest.raises(deciding.DecisionChanged):
        decide(row, now, "reserve")
    assert decide(row, now, "reserve", version=1).version == 2
    assert Decision.objects.count() == 1


def test_nothing_is_decided_while_authors_can_still_write(now):
    with pytest.raises(deciding.CallStillOpen):
        decide(make.submission(call=make.call()), now)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "accepted", "rejected"])
def test_nothing_is_decided_about_what_is_settled(call, now, state):
    with pytest.raises(deciding.NotDecidable):
        decide(make.submission(call=call, state=state), now)


def test_an_unknown_outcome_is_refused(call, now):
    with pytest.raises(deciding.NotDecidable):
        decide(make.submission(call=call), now, "perhaps")


def test_whoever_is_not_selected_is_told_why(call, now):
    with pytest.raises(deciding.ReasonForAuthorMissing):
        decide(make.submission(call=call), now, "rejected", " ")


def test_the_chair_does_not_decide_on_their_own_city_but_the_deputy_does(call, now):
    chair = make.member(congress=call.congress, role="chair")
    deputy = make.member(congress=call.congress, role="deputy")
    row = make.submission(call=call, organisation=chair.organisation)
    with pytest.raises(ConflictOfInterest):
        decide(row, now, by=chair.user.as_actor())
    assert decide(row, now, by=deputy.user.as_actor()).outcome == "accepted"


def test_release_moves_the_submissions_and_writes_in_the_authors_language(call, now):
    who = make.author(language="fr").person
    row = make.submission(call=call, author=who, title={"en": "Children's library"})
    review = make.review(assignment=make.assignment(submission=row, state="done"), comment_authors="Bravo!")
    make.review(assignment=make.assignment(submission=row, state="recused"), comment_authors="Hidden")
    make.decision(submission=row, reason="See [this](https://evil.example)")
    assert release(call, now) == 1
    row.refresh_from_db()
    mail = QueuedMail.objects.get()
    assert (row.state, mail.to, mail.language, mail.template) == (
        "accepted", who.email, "fr", "congress_decision_accepted"
    )  # fmt: skip
    assert ("Bravo!" in mail.body, "Hidden" in mail.body, "Children's library" in mail.body) == (True, False, True)
    assert review.assignment.member.user.person.full_name not in mail.body
    assert "[this](" not in mail.body


def test_no_letter_leaves_while_a_decision_is_missing(call, now):
    make.decision(submission=make.submission(call=call))
    forgotten = make.submission(call=call)
    with pytest.raises(releasing.DecisionsMissing) as caught:
        release(call, now)
    assert (forgotten.code in str(caught.value), QueuedMail.objects.count()) == (True, 0)


def test_release_is_refused_when_there_is_nothing_or_something_else_than_previewed(call, now):
    with pytest.raises(releasing.NothingToRelease):
        release(call, now)
    pending = make.decision(submission=make.submission(call=call))
    seen = {pending.submission.code: pending.version}
    decide(pending.submission, now, "reserve", version=1)
    with pytest.raises(releasing.PreviewOutdated):
        release(call, now, seen=seen)
    assert release(call, now, seen={pending.submission.code: 2}) == 1


def test_a_wave_is_a_smaller_group(call, now):
    told, waits = make.submission(call=call), make.submission(call=call)
    make.decision(submission=told)
    group = Submission.objects.filter(pk=told.pk)
    assert releasing.release(call=call, submissions=group, by=BY, now=now) == 1
    waits.refresh_from_db()
    assert (waits.state, QueuedMail.objects.get().to) == ("submitted", told.author.email)


def test_release_goes_on_over_batches_and_tells_nobody_twice(call, now, monkeypatch):
    monkeypatch.setattr(releasing, "BATCH", 2)
    for _ in range(5):
        make.decision(submission=make.submission(call=call))
    assert release(call, now) == 5
    with pytest.raises(releasing.NothingToRelease):
        release(call, now)
    assert QueuedMail.objects.count() == 5


def test_a_reserve_may_be_accepted_later(call, now):
    row = make.submission(call=call)
    make.decision(submission=row, outcome="reserve")
    release(call, now)
    row.refresh_from_db()
    decide(row, now, "accepted")
    release(call, now)
    row.refresh_from_db()
    assert (row.state, [d.outcome for d in row.decisions.all()]) == ("accepted", ["reserve", "accepted"])


def test_what_upper_rooms_see(call, now):
    shown = make.submission(call=call, state="accepted", may_publish=True)
    quiet = make.submission(call=call, state="accepted")
    make.decision(submission=make.submission(call=call))
    make.submission(call=call, state="draft")
    assert set(accepted_submissions(call.congress)) == {shown, quiet}
    assert list(published_experiences(call.congress)) == [shown]
    assert counts_by_state(call) == {
        "draft": 1, "submitted": 1, "revision": 0, "withdrawn": 0, "accepted": 2, "reserve": 0, "rejected": 0,
        "declined": 0
    }  # fmt: skip
