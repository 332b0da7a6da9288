"""An author writes, hands in, changes and withdraws."""

from datetime import UTC, date, datetime, timedelta

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from congress.actions import rights
from congress.actions import submission as actions
from congress.models import Submission
from congress.rules.content import Presenter
from tests.factories import accounts, network
from tests.factories import congress as make
from tests.factories import questions as ask

pytestmark = pytest.mark.django_db
BY = Actor("user", "1", "user 1")


def begin(call, now, who=None, **content):
    who = who or make.author().person
    return actions.start_draft(
        call=call, author=who, organisation=who.organisation, content=make.content(**content), by=BY, now=now
    )


def hand_in(draft, now, **content):
    return actions.submit(submission=draft, version=draft.version, content=make.content(**content), by=BY, now=now)


def test_start_draft_keeps_a_first_version(now):
    draft = begin(make.call(), now)
    assert (draft.state, draft.version, draft.title) == ("draft", 1, {"en": "A library in the park"})
    assert [v.number for v in draft.versions.all()] == [1]


def test_start_draft_refuses_for_an_organisation_one_does_not_belong_to(now):
    with pytest.raises(actions.NotYourOrganisation):
        actions.start_draft(
            call=make.call(),
            author=make.author().person,
            organisation=network.organisation(),
            content=make.content(),
            by=BY,
            now=now,
        )


def test_start_draft_lets_a_liaison_write_for_their_city(now):
    city, who = network.organisation(), make.author().person
    accounts.Liaison.objects.create(person=who, organisation=city, starts_on=date(2026, 1, 1), confirmed_at=now)
    draft = actions.start_draft(call=make.call(), author=who, organisation=city, content=make.content(), by=BY, now=now)
    assert draft.organisation == city


def test_submit_hands_in_and_sends_a_receipt_in_the_authors_language(now):
    who = make.author(language="pt", given_name="Inês", family_name="d'Orey").person
    draft = begin(make.call(), now, who)
    done = hand_in(draft, now)
    mail = QueuedMail.objects.get(template="congress_submission_received")
    assert (done.state, done.submitted_at, done.version) == ("submitted", now, 2)
    assert (mail.to, mail.language, f"/pt/{done.call.congress.slug}/call/experiences/{done.code}/" in mail.body) == (
        who.email,
        "pt",
        True,
    )
    assert "Inês d'Orey" in mail.body
    assert AuditEntry.objects.filter(verb="submission_submitted", subject_label=done.code).count() == 1


def test_submit_names_everything_that_is_missing(now):
    call = make.call(asks_endorsement=True)
    make.axis(congress=call.congress)
    make.format(call=call)
    draft = begin(call, now)
    with pytest.raises(Invalid) as caught:
        hand_in(draft, now, title={}, summary={})
    assert set(caught.value.fields) == {"title", "summary", "axis", "format", "endorsement"}
    assert Submission.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"language": "de", "title": {"de": "Ein Park"}}, "language"),
        ({"axis": "nowhere"}, "axis"),
        ({"format": "opera"}, "format"),
        ({"summary": {"en": "x" * 20_001}}, "summary"),
        ({"co_presenters": (Presenter("", "a@example.org"),)}, "co_presenters"),
        ({"co_presenters": tuple(Presenter(f"P{i}") for i in range(7))}, "co_presenters"),
        ({"answers": {"nothing": "x"}}, "q_nothing"),
    ],
)
def test_a_draft_cannot_hold_what_does_not_exist(now, content, field):
    draft = begin(make.call(), now)
    with pytest.raises(Invalid) as caught:
        actions.save_draft(submission=draft, version=1, content=make.content(**content), by=BY, now=now)
    assert list(caught.value.fields) == [field]


def test_submit_counts_words_and_characters(now):
    draft = begin(make.call(summary_words=3), now)
    with pytest.raises(Invalid) as caught:
        hand_in(draft, now, title={"en": "x" * 201}, summary={"en": "one two three four"})
    assert {k: str(v[0]) for k, v in caught.value.fields.items()} == {
        "title": "The title has 201 characters; 200 are allowed.",
        "summary": "The summary has 4 words; 3 are allowed.",
    }


def test_submit_asks_the_questions_of_the_form(now):
    form = ask.form()
    ask.question(form=form, code="goal", is_required=True)
    draft = begin(make.call(form=form), now)
    with pytest.raises(Invalid) as caught:
        hand_in(draft, now)
    assert list(caught.value.fields) == ["q_goal"]
    assert hand_in(draft, now, answers={"goal": "Reading"}).answer_set.answers == {"goal": "Reading"}


def test_two_windows_do_not_overwrite_each_other(now):
    draft = begin(make.call(), now)
    actions.save_draft(submission=draft, version=1, content=make.content(title={"en": "First"}), by=BY, now=now)
    with pytest.raises(actions.StaleVersion):
        actions.save_draft(submission=draft, version=1, content=make.content(title={"en": "Second"}), by=BY, now=now)
    assert Submission.objects.get(pk=draft.pk).title == {"en": "First"}


def test_automatic_saves_are_replaced_by_the_next_save(now):
    draft = begin(make.call(), now)
    for version in (1, 2, 3):
        actions.save_draft(
            submission=draft, version=version, content=make.content(), by=BY, now=now, is_automatic=version < 3
        )
    assert [(v.number, v.is_automatic) for v in draft.versions.all()] == [(4, False), (1, False)]


def test_a_version_holds_no_address(now):
    draft = begin(make.call(), now, co_presenters=(Presenter("Li Na", "li@example.org", "Librarian"),))
    assert draft.versions.get().content["co_presenters"] == ["Li Na"]
    assert "example.org" not in str(draft.versions.get().content)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_the_deadline_is_half_open(seconds):
    call = make.call()
    draft = begin(call, call.opens_at)
    at = call.closes_at + timedelta(seconds=seconds)
    if seconds < 0:
        assert hand_in(draft, at).state == "submitted"
    else:
        with pytest.raises(actions.CallClosed) as caught:
            hand_in(draft, at)
        assert "1 December 2026, 23:59 (Europe/Madrid)" in str(caught.value)


def test_an_extension_opens_the_call_again():
    call = make.call()
    draft = begin(call, call.opens_at)
    late = call.closes_at + timedelta(hours=1)
    call.closes_at += timedelta(days=1)
    call.save()
    assert hand_in(draft, late).state == "submitted"


def test_nothing_begins_before_the_opening():
    call = make.call()
    with pytest.raises(actions.CallNotOpenYet):
        begin(call, call.opens_at - timedelta(seconds=1))


def test_revise_changes_what_was_handed_in_until_the_closing(now):
    done = hand_in(begin(make.call(), now), now)
    new = make.content(title={"en": "Two libraries"})
    revised = actions.revise(submission=done, version=2, content=new, by=BY, now=now)
    assert (revised.state, revised.title, revised.version) == ("submitted", {"en": "Two libraries"}, 3)
    with pytest.raises(actions.CallClosed):
        actions.revise(submission=done, version=3, content=new, by=BY, now=done.call.closes_at)
    assert QueuedMail.objects.count() == 1


def test_what_was_handed_in_is_no_draft_any_more(now):
    done = hand_in(begin(make.call(), now), now)
    with pytest.raises(actions.SubmissionFixed):
        actions.save_draft(submission=done, version=2, content=make.content(), by=BY, now=now)
    with pytest.raises(actions.SubmissionFixed):
        hand_in(done, now)


def test_withdraw_tells_the_author_and_drops_a_pending_decision(now):
    row = make.submission()
    make.decision(submission=row)
    gone = actions.withdraw(submission=row, by=BY, now=now)
    assert (gone.state, gone.withdrawn_at, row.decisions.count()) == ("withdrawn", now, 0)
    assert QueuedMail.objects.get().template == "congress_submission_withdrawn"
    with pytest.raises(actions.SubmissionFixed):
        actions.withdraw(submission=row, by=BY, now=now)


def test_withdrawing_a_draft_writes_no_letter(now):
    actions.withdraw(submission=begin(make.call(), now), by=BY, now=now)
    assert QueuedMail.objects.count() == 0


def test_the_fourth_experience_of_a_city_is_refused_with_the_names_of_the_others(now):
    call, who = make.call(), make.author().person
    for number in range(3):
        hand_in(begin(call, now, who), now, title={"en": f"Experience {number}"})
    fourth = begin(call, now, who)
    with pytest.raises(rights.CityLimitReached) as caught:
        hand_in(fourth, now)
    assert "“Experience 0”, “Experience 1” and “Experience 2”" in str(caught.value)


def test_a_withdrawal_frees_a_place(now):
    call, who = make.call(per_city_max=1), make.author().person
    first = hand_in(begin(call, now, who), now)
    second = begin(call, now, who)
    with pytest.raises(rights.CityLimitReached):
        hand_in(second, now)
    actions.withdraw(submission=first, by=BY, now=now)
    assert hand_in(second, now).state == "submitted"


def test_another_body_has_no_limit_and_another_call_counts_apart(now):
    body = make.author(organisation=network.organisation(kind="body")).person
    call = make.call(per_city_max=1)
    assert [hand_in(begin(call, now, body), now).state for _ in range(2)] == ["submitted", "submitted"]
    city, award = make.author().person, make.call(congress=call.congress, code="award", per_city_max=1)
    assert [hand_in(begin(one, now, city), now).state for one in (call, award)] == ["submitted", "submitted"]


def test_only_member_cities_in_good_standing_on_the_day(now):
    call = make.call(eligibility="member_cities", standing_on=date(2026, 10, 1))
    member, late, debtor = (make.author().person for _ in range(3))
    network.membership(organisation=member.organisation)
    network.membership(organisation=late.organisation, starts_on=date(2026, 10, 2))
    network.membership(organisation=debtor.organisation, standing="arrears")
    assert hand_in(begin(call, now, member), now).state == "submitted"
    for who in (late, debtor):
        with pytest.raises(rights.NotEligible):
            hand_in(begin(call, now, who), now)


def test_good_standing_is_asked_of_the_day_in_the_congresss_zone():
    late_evening = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # already December in Madrid
    call, who = make.call(eligibility="member_cities"), make.author().person
    network.membership(organisation=who.organisation, starts_on=date(2026, 12, 1))
    assert hand_in(begin(call, late_evening, who), late_evening).state == "submitted"
