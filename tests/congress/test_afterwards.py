"""Waves and deferral, answers of authors, places that lapse, and the reserve list that moves up."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from common.letters import Text, empty
from common.models import LetterText, QueuedMail
from congress.actions import afterwards, letters
from congress.actions import release as releasing
from congress.actions.submission import SubmissionFixed, withdraw
from congress.models import Decision, LogEntry, Submission
from congress.queries.decision import dropouts, pending_decisions
from congress.rules.afterwards import Reserve, confirm_until, in_order, is_overdue, may_confirm, next_of
from tests.factories import accounts
from tests.factories import congress as make

BY = Actor("user", "7", "Ana")
EVERY = Submission.objects.all
ranks = st.none() | st.integers(1, 5)


@given(st.lists(st.tuples(ranks, st.sampled_from("ab"), st.sampled_from("xy")), max_size=8))
def test_the_next_is_the_best_ranked_that_is_alike(rows):
    reserves = [Reserve(str(n), rank, make.NOW, form, axis) for n, (rank, form, axis) in enumerate(rows)]
    ranked = [row.rank for row in in_order(reserves)]
    found = next_of(reserves, {"format": "a"})

    assert ranked == sorted((r for r in ranked if r), key=int) + [None] * ranked.count(None)
    assert found is next((row for row in in_order(reserves) if row.format == "a"), None)


def test_an_answer_is_in_time_up_to_the_end_of_the_day_in_the_congresss_zone():
    until = confirm_until(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), 14, ZoneInfo("Europe/Madrid"))
    assert until == datetime(2026, 12, 7, tzinfo=ZoneInfo("Europe/Madrid"))  # it is the 22nd there already
    one = timedelta(seconds=1)
    assert [may_confirm(state="accepted", until=until, now=at) for at in (until - one, until, until + one)] == [
        True, False, False
    ]  # fmt: skip
    assert [is_overdue(state="accepted", due_on=date(2027, 3, 1), today=date(2027, 3, day)) for day in (1, 2)] == [
        False, True
    ]  # fmt: skip


def test_a_placeholder_is_empty_only_where_it_is_shown():
    text = Text("For {name}", "{?reason}Because {reason}{/reason}{!reason}{format}{/reason}")
    assert empty(text, {"name": " ", "reason": "", "format": ""}) == ("format", "name")
    assert empty(text, {"name": "Ana", "reason": "it is", "format": ""}) == ()


@pytest.fixture
def call(db):
    return make.closed_call(confirm_days=14, presenters_due_on=date(2027, 3, 1))


def decided(call, outcome="accepted", **kw):
    row = make.submission(call=call, **kw.pop("paper", {}))
    make.decision(submission=row, outcome=outcome, **kw)
    return row


def release(call, now, rows=None, **kw):
    return releasing.release(call=call, submissions=rows if rows is not None else EVERY(), by=BY, now=now, **kw)


def fresh(row):
    return Submission.objects.select_related("call__congress").get(pk=row.pk)


def test_the_acceptance_letter_names_the_dates_and_opens_registration(call, now):
    row = decided(call)
    release(call, now)
    letter = QueuedMail.objects.get()
    assert fresh(row).confirm_until == datetime(2026, 12, 6, tzinfo=ZoneInfo("Europe/Madrid"))
    for told in (
        "5 December 2026, 23:59",
        "end of 1 March 2027",
        f"/register/presenter/{row.code}/",
        f"{row.code}/place/",
    ):
        assert told in letter.body


def test_what_leaves_is_what_was_read(call, now):
    row = decided(call, "rejected", reason="Too far [from](here)")
    worded = letters.letters_of(list(pending_decisions(EVERY())), now)
    subject, body = letters.words_of(worded[0])
    LetterText.objects.create(
        scope=call.congress.slug, code="congress_decision_rejected", language=row.author.language, subject="No",
        body="{reason}\n\n[See]({url})", updated_at=now,
    )  # fmt: skip
    with pytest.raises(releasing.PreviewOutdated):
        release(call, now, letters=letters.stamp_of(worded))
    LetterText.objects.all().delete()
    with pytest.raises(releasing.PreviewOutdated):
        release(call, now + timedelta(days=1), letters="0")
    release(call, now, letters=letters.stamp_of(worded))
    sent = QueuedMail.objects.get()
    assert (sent.subject, sent.body) == (subject, body)


def test_none_leaves_while_a_placeholder_is_empty(call, now):
    decided(call)
    nameless = decided(call, paper={"author": accounts.person(given_name="", family_name="", organisation=None)}
                       | {"organisation": make.author().person.organisation})  # fmt: skip
    with pytest.raises(releasing.LetterIncomplete) as refused:
        release(call, now)
    assert (f"{nameless.code} (name)" in str(refused.value), QueuedMail.objects.count()) == (True, 0)


def test_the_deferred_wait_while_the_others_hear_and_hear_later(call, now):
    told, waits, undecided = decided(call), decided(call, "reserve"), make.submission(call=call)
    group = EVERY().filter(pk__in=[waits.pk, undecided.pk])
    assert releasing.defer(call=call, submissions=group, until=date(2026, 12, 15), by=BY, now=now) == 2
    assert releasing.defer(call=call, submissions=group, until=date(2026, 12, 15), by=BY, now=now) == 0
    texts = {mail.body for mail in QueuedMail.objects.filter(template="congress_deferred")}
    assert all("15 December 2026" in text and "reserve" not in text for text in texts)

    release(call, now, EVERY().exclude(pk=waits.pk))
    assert [fresh(row).state for row in (told, waits, undecided)] == ["accepted", "submitted", "submitted"]
    release(call, now, EVERY().filter(pk=waits.pk))
    assert (fresh(waits).state, fresh(waits).deferred_until) == ("reserve", None)
    with pytest.raises(releasing.DecisionsMissing):  # the day has passed, and nobody has decided
        release(call, now + timedelta(days=30))
    with pytest.raises(releasing.NotToBeDeferred):
        releasing.defer(call=call, submissions=EVERY(), until=date(2026, 12, 20), by=BY, now=now)
    with pytest.raises(releasing.DeferredIntoPast):
        releasing.defer(call=call, submissions=group, until=date(2026, 11, 21), by=BY, now=now)


def test_an_author_confirms_in_time_or_declines(call, now):
    one, two = decided(call), decided(call)
    release(call, now)
    afterwards.confirm_place(submission=fresh(one), by=BY, now=now)
    afterwards.confirm_place(submission=fresh(one), by=BY, now=now)
    afterwards.decline_place(submission=fresh(two), by=BY, now=now)
    assert [(fresh(row).state, fresh(row).confirmed_at) for row in (one, two)] == [
        ("accepted", now),
        ("declined", None),
    ]
    assert list(LogEntry.objects.filter(kind="answer").values_list("content__what", flat=True)) == [
        "confirmed", "declined"
    ]  # fmt: skip
    with pytest.raises(SubmissionFixed):
        afterwards.confirm_place(submission=fresh(two), by=BY, now=now)


def test_a_place_lapses_only_when_its_time_is_over(call, now):
    late, registered = decided(call), decided(call)
    release(call, now)
    after = now + timedelta(days=15)
    with pytest.raises(afterwards.PlaceNotLapsed):
        afterwards.let_lapse(submission=fresh(late), why="unconfirmed", by=BY, now=now)
    with pytest.raises(afterwards.ConfirmationOver):
        afterwards.confirm_place(submission=fresh(late), by=BY, now=after)
    afterwards.let_lapse(submission=fresh(late), why="unconfirmed", by=BY, now=after)
    spring = datetime(2027, 3, 2, 9, tzinfo=UTC)
    with pytest.raises(afterwards.PlaceNotLapsed):
        afterwards.let_lapse(submission=fresh(registered), why="unregistered", by=BY, now=spring)
    afterwards.let_lapse(submission=fresh(registered), why="unregistered", by=BY, now=spring, is_registered=False)
    assert (fresh(late).state, fresh(registered).state) == ("declined", "declined")
    assert QueuedMail.objects.filter(template="congress_place_lapsed").count() == 2


def test_a_dropouts_place_goes_once_to_the_first_of_the_reserve(call, now):
    axis = make.axis(congress=call.congress)
    gone = decided(call, paper={"axis": axis})
    first, alike = decided(call, "reserve", rank=1), decided(call, "reserve", rank=2, paper={"axis": axis})
    release(call, now)
    with pytest.raises(afterwards.PlaceNotFree):
        afterwards.offer_place(submission=fresh(gone), among=EVERY(), by=BY, now=now)
    withdraw(submission=fresh(gone), by=BY, now=now)
    assert list(dropouts(EVERY())) == [gone]
    made = afterwards.offer_place(submission=fresh(gone), among=EVERY(), alike=["axis"], by=BY, now=now)
    assert (made.submission, made.instead_of, fresh(alike).state) == (alike, gone, "accepted")
    assert fresh(alike).confirm_until is not None
    with pytest.raises(afterwards.PlaceNotFree):
        afterwards.offer_place(submission=fresh(gone), among=EVERY(), by=BY, now=now)
    afterwards.decline_place(submission=fresh(alike), by=BY, now=now)
    assert afterwards.offer_place(submission=fresh(alike), among=EVERY(), by=BY, now=now).submission == first
    afterwards.decline_place(submission=fresh(first), by=BY, now=now)
    with pytest.raises(afterwards.ReserveEmpty):
        afterwards.offer_place(submission=fresh(first), among=EVERY(), by=BY, now=now)
    assert Decision.objects.filter(released_at=None).count() == 0
    assert QueuedMail.objects.filter(template="congress_decision_accepted").count() == 3
