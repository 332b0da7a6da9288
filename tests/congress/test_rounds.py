"""Rounds, reminders, redactions and discussion: what is written, and what is refused."""

from datetime import timedelta

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import QueuedMail
from congress.actions import calls, discussion, redaction, review_reminders, rounds
from congress.actions import review as reviewing
from congress.models import Assignment, DiscussionNote, Redaction, Review, ReviewReminder, Submission
from congress.queries.reading import is_outdated, paper_of, still_named
from congress.queries.rounds import reader_names
from congress.rules.scoring import Opinion
from tests.factories import congress as make
from tests.factories import network, words

pytestmark = pytest.mark.django_db
BY = Actor("user", "1", "user 1")
DAY = timedelta(days=1)


@pytest.fixture
def call():
    row = make.closed_call()
    make.criterion(call=row, code="coherence")
    return row


@pytest.fixture
def row(call):
    return make.assignment(submission=make.submission(call=call))


def facts(**kw):
    return rounds.RoundFacts(**{"name": words("Round"), **kw})


@pytest.mark.parametrize(
    ("kw", "field"),
    [
        ({"name": {"en": " "}}, "name"),
        ({"opens_at": make.NOW, "closes_at": make.NOW}, "closes_at"),
        ({"remind_days": [3]}, "remind_days"),
        ({"remind_days": [0], "closes_at": make.NOW}, "remind_days"),
        ({"remind_days": range(1, 9), "closes_at": make.NOW}, "remind_days"),
    ],
)
def test_a_round_that_does_not_fit_is_refused_by_its_field(call, now, kw, field):
    with pytest.raises(Invalid) as caught:
        rounds.save_round(call=call, round=None, facts=facts(**kw), by=BY, now=now)
    assert list(caught.value.fields) == [field]


def test_rounds_are_numbered_and_one_in_use_stays(call, row, now):
    made = [rounds.save_round(call=call, round=None, facts=facts(), by=BY, now=now) for _ in range(2)]
    assert [each.number for each in made] == [1, 2]
    with pytest.raises(calls.InUse):
        rounds.remove_round(round=made[0], by=BY, now=now)
    rounds.remove_round(round=made[1], by=BY, now=now)
    assert list(call.rounds.all()) == [made[0]]


@pytest.mark.parametrize("state", ["assigned", "started", "done", "recused"])
def test_a_round_that_was_given_out_hides_no_less(call, row, now, state):
    Assignment.objects.update(round=9)
    made = rounds.save_round(call=call, round=None, facts=facts(blindness="double"), by=BY, now=now)
    rounds.save_round(call=call, round=made, facts=facts(blindness="single"), by=BY, now=now)
    Assignment.objects.update(round=made.number, state=state)
    with pytest.raises(rounds.BlindnessFixed):
        rounds.save_round(call=call, round=made, facts=facts(blindness="open"), by=BY, now=now)
    rounds.save_round(call=call, round=made, facts=facts(blindness="double"), by=BY, now=now)


@pytest.mark.parametrize(
    ("dates", "error"),
    [({"opens_at": make.NOW + DAY}, reviewing.RoundNotOpen), ({"closes_at": make.NOW}, reviewing.RoundOver)],
)
def test_reviews_are_taken_while_the_round_is_open(call, row, now, dates, error):
    make.round(call=call, **dates)
    for action in (reviewing.save_review, reviewing.submit_review):
        with pytest.raises(error):
            action(assignment=row, opinion=make.opinion(call), by=BY, now=now)
    assert Review.objects.count() == 0


def test_two_windows_do_not_overwrite_each_other(call, row, now):
    kept = reviewing.save_review(assignment=row, opinion=Opinion(), by=BY, now=now, seen="", is_automatic=True)
    with pytest.raises(reviewing.ReviewChanged):
        reviewing.save_review(assignment=row, opinion=Opinion(), by=BY, now=now + DAY, seen="")
    seen = reviewing.mark_of(kept)
    reviewing.submit_review(assignment=row, opinion=make.opinion(call), by=BY, now=now + DAY, seen=seen)


def test_a_format_is_recommended_and_confidence_asked_for_only_where_the_call_wants_it(call, row, now):
    code = make.format(call=call).code
    sure = make.opinion(call, recommended_format=code, confidence=9)
    kept = reviewing.submit_review(assignment=row, opinion=sure, by=BY, now=now)
    assert (kept.recommended_format.code, kept.confidence) == (code, None)
    rounds.save_reading(call=call, asks_bids=True, asks_confidence=True, by=BY, now=now)
    for opinion, field in (
        (make.opinion(call), "confidence"),
        (sure, "confidence"),
        (make.opinion(call, confidence=3, recommended_format="none"), "recommended_format"),
    ):
        with pytest.raises(Invalid) as caught:
            reviewing.submit_review(assignment=row, opinion=opinion, by=BY, now=now)
        assert list(caught.value.fields) == [field]


def test_a_seventh_criterion_needs_a_tick(call, now):
    values = {"call": call, "criterion": None, "name": {"en": "Beauty"}, "weight": 1, "anchors": {}}
    for _ in range(5):
        calls.save_criterion(**values, by=BY, now=now)
    with pytest.raises(calls.TooManyCriteria):
        calls.save_criterion(**values, by=BY, now=now)
    calls.save_criterion(**values, by=BY, now=now, is_beyond=True)
    assert call.criteria.count() == 7


# --- reminders ----------------------------------------------------------------------------------
def test_the_rule_reminds_once_whoever_has_something_to_hand_in(call, row, now):
    make.round(call=call, closes_at=now + 2 * DAY, remind_days=[3, 1])
    make.assignment(submission=row.submission, state="done")
    assert [review_reminders.remind_by_rule(now=now) for _ in range(2)] == [1, 0]
    assert review_reminders.remind_by_rule(now=now + DAY) == 1
    assert list(ReviewReminder.objects.order_by("pk").values_list("member", "days")) == [
        (row.member_id, 3),
        (row.member_id, 1),
    ]
    assert {mail.to for mail in QueuedMail.objects.all()} == {row.member.user.person.email}


def test_the_chair_reminds_whom_they_choose_once_a_day(call, row, now):
    one, other = make.round(call=call), make.assignment(submission=row.submission)
    idle = make.member(congress=call.congress)
    seen = Submission.objects.all()

    def remind(*members, at=now):
        chosen = [member.pk for member in members]
        return review_reminders.remind_members(round=one, members=chosen, submissions=seen, by=BY, now=at)

    assert [remind(row.member, idle), remind(row.member, other.member), remind(row.member, at=now + DAY)] == [1, 1, 1]
    assert (ReviewReminder.objects.filter(asked_by="user:1").count(), QueuedMail.objects.count()) == (3, 3)
    with pytest.raises(Invalid):
        remind()


# --- redaction ----------------------------------------------------------------------------------
@pytest.fixture
def named(call):
    city = network.organisation(name={"en": "Vallfosca"})
    return make.submission(call=call, organisation=city, title={"en": "Vallfosca reads"}, summary={"en": "We read."})


def keep(work, texts, now, **kw):
    values = {"version": 0, "of_version": work.version, **kw}
    return redaction.save_redaction(submission=work, texts=texts, by=BY, now=now, **values)


def test_blind_readers_get_the_redaction_and_the_veil_where_there_is_none(named, now):
    assert paper_of(named, is_blind=True).title == {"en": "[…] reads"}
    keep(named, {"title.en": "A town reads", "title.fr": "Vallfosca lit"}, now)
    found = Submission.objects.get(pk=named.pk)
    blind = paper_of(found, is_blind=True)
    assert (blind.title, blind.summary, blind.organisation) == ({"en": "A town reads"}, {"en": "We read."}, None)
    assert Redaction.objects.get().texts == {"title.en": "A town reads"}
    assert paper_of(found, is_blind=False).title == {"en": "Vallfosca reads"}


def test_a_redaction_says_what_it_still_names_and_that_the_author_changed_something(named, now):
    kept = keep(named, {"title.en": "In VALLFOSCA"}, now)
    assert still_named(named, kept.texts) == ["VALLFOSCA"]
    assert is_outdated(Submission.objects.get(pk=named.pk)) is False
    Submission.objects.update(version=2)
    assert is_outdated(Submission.objects.get(pk=named.pk)) is True
    with pytest.raises(redaction.RedactionChanged):
        keep(named, {}, now)


# --- discussion ---------------------------------------------------------------------------------
def write(work, member, now, **kw):
    return discussion.write_note(
        submission=work, member=member, text=kw.pop("text", "I doubt it"), by=BY, now=now, **kw
    )


def test_the_discussion_is_for_those_whose_review_is_in_and_for_the_chair(call, row, now):
    chair = make.member(congress=call.congress, role="chair")
    with pytest.raises(discussion.ReviewFirst):
        write(row.submission, row.member, now)
    write(row.submission, chair, now)
    Assignment.objects.update(state="done")
    first = write(row.submission, row.member, now)
    changed = write(row.submission, row.member, now + DAY, note=first.pk, text="I am sure")
    assert (changed.text, changed.written_at, changed.changed_at) == ("I am sure", now, now + DAY)
    with pytest.raises(discussion.NoteNotYours):
        write(row.submission, chair, now, note=first.pk)
    with pytest.raises(Invalid):
        write(row.submission, chair, now, text=" ")
    Submission.objects.update(state="accepted")
    with pytest.raises(discussion.DiscussionClosed):
        write(row.submission, row.member, now)
    assert DiscussionNote.objects.count() == 2


@pytest.mark.parametrize(
    ("blindness", "released", "names"), [("open", True, 1), ("open", False, 0), ("single", True, 0)]
)
def test_authors_learn_who_reviewed_in_an_open_round_after_the_release(call, row, now, blindness, released, names):
    make.round(call=call, blindness=blindness)
    make.review(assignment=row)
    make.decision(submission=row.submission, released_at=now if released else None)
    assert len(reader_names(row.submission)) == names
