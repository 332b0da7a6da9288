"""The rules of a call: more time, late access codes, who may hand in, and one experience exchanged for another."""

from datetime import date, timedelta

import pytest

from common.actors import Actor
from common.errors import Invalid, NotFound
from common.models import AuditEntry, QueuedMail
from congress.actions import deadlines, late_codes, parties, rights
from congress.actions import submission as actions
from congress.actions.exchange import DraftIncomplete, ExchangeImpossible, exchange
from congress.models import LateCode, Submission
from congress.queries.calls import moves_of
from congress.rules.submission import late_passes, refusal
from tests.factories import accounts, network
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BY = Actor("user", "1", "user 1")
SECOND = timedelta(seconds=1)


def hand_in(draft, now):
    return actions.submit(submission=draft, version=draft.version, content=make.content(), by=BY, now=now)


def draft_of(call, **kw):
    return make.submission(call=call, state="draft", **kw)


def speaker(city, now):
    who = make.author().person
    accounts.Liaison.objects.create(person=who, organisation=city, starts_on=date(2026, 1, 1), confirmed_at=now)
    return who


def letters(template):
    return list(QueuedMail.objects.filter(template=template).order_by("pk"))


@pytest.mark.parametrize(
    ("rule", "kind", "standing", "party", "why"),
    [
        ("any", "other", False, "", None),
        ("any", "city", True, "excluded", "excluded"),
        ("invited", "city", True, "", "not_invited"),
        ("invited", "other", False, "invited", None),
        ("invited", "city", True, "excluded", "excluded"),
        ("member_cities", "city", True, "", None),
        ("member_cities", "city", False, "invited", "not_member"),
        ("member_cities", "other", True, "", "not_member"),
    ],
)
def test_refusal_says_why_an_organisation_may_not_submit(rule, kind, standing, party, why):
    assert refusal(rule=rule, kind=kind, in_good_standing=standing, party=party) == why


@pytest.mark.parametrize(("seconds", "passes"), [(-1, True), (0, False), (1, False)])
def test_late_code_ends_at_its_second(now, seconds, passes):
    at = now + timedelta(seconds=seconds)
    assert late_passes(at, expires_at=now, revoked_at=None) is passes
    assert late_passes(at, expires_at=now, revoked_at=now) is False


def test_extend_opens_the_call_again_up_to_its_new_second(now):
    call = make.closed_call()
    new = now + timedelta(days=1)
    late = draft_of(call)
    with pytest.raises(actions.CallClosed):
        hand_in(late, now)
    deadlines.extend(call=call, closes_at=new, reason="A strike", by=BY, now=now)
    late.call.refresh_from_db()
    with pytest.raises(actions.CallClosed):
        hand_in(late, new)
    assert hand_in(late, new - SECOND).state == "submitted"


def test_extend_keeps_both_ends_with_the_reason_and_tells_whoever_has_a_draft(now):
    call = make.call()
    before, new = call.closes_at, call.closes_at + timedelta(days=7)
    mine = draft_of(call)
    make.submission(call=call)
    deadlines.extend(call=call, closes_at=new, reason="A strike", by=BY, now=now)
    assert [(m.before, m.after, m.reason, m.is_extension) for m in moves_of(call)] == [(before, new, "A strike", True)]
    assert [(one.to, "A strike" in one.body) for one in letters("congress_call_extended")] == [
        (mine.author.email, True)
    ]
    assert AuditEntry.objects.filter(verb="call_extended").count() == 1


def test_extend_refuses_an_earlier_end_and_no_reason(now):
    call = make.call()
    with pytest.raises(Invalid) as caught:
        deadlines.extend(call=call, closes_at=call.closes_at, reason=" ", by=BY, now=now)
    assert set(caught.value.fields) == {"closes_at", "reason"}


def test_extend_refuses_once_decisions_were_told(now):
    call = make.closed_call()
    make.decision(submission=make.submission(call=call), released_at=now)
    with pytest.raises(deadlines.DeadlineFixed):
        deadlines.extend(call=call, closes_at=now + timedelta(days=1), reason="A strike", by=BY, now=now)


def code_for(call, now, **kw):
    values = {"max_uses": 1, "expires_at": now + timedelta(days=2), "note": "", **kw}
    return late_codes.make_late_code(call=call, by=BY, now=now, **values)


def entered(call, secret, draft, now):
    late_codes.enter_late_code(call=call, secret=secret, person=draft.author, by=BY, now=now)
    return Submission.objects.get(pk=draft.pk)


def test_late_code_lets_one_hand_in_up_to_its_last_second(now):
    call = make.closed_call()
    row, secret = code_for(call, now)
    draft = entered(call, f" {secret.upper()} ", draft_of(call), now)
    with pytest.raises(actions.CallClosed):
        hand_in(draft, row.expires_at)
    assert hand_in(draft, row.expires_at - SECOND).late_code == row
    assert LateCode.objects.get().used == 1
    assert secret not in str([list(AuditEntry.objects.values()), list(LateCode.objects.values())])


def test_late_code_is_used_up_and_given_back(now):
    call = make.closed_call()
    _row, secret = code_for(call, now)
    first, second = (entered(call, secret, draft_of(call), now) for _ in range(2))
    done = hand_in(first, now)
    with pytest.raises(late_codes.LateCodeUsedUp):
        hand_in(second, now)
    actions.withdraw(submission=done, by=BY, now=now)
    assert hand_in(second, now).state == "submitted"


def test_late_code_costs_nothing_in_time(now):
    call = make.call()
    _row, secret = code_for(call, now, expires_at=call.closes_at + timedelta(days=2))
    assert hand_in(entered(call, secret, draft_of(call), now), now).late_code is None
    assert LateCode.objects.get().used == 0


def test_late_code_revoked_or_of_another_call_is_not_valid(now):
    call, draft = make.closed_call(), None
    row, secret = code_for(call, now)
    draft = draft_of(call)
    with pytest.raises(late_codes.LateCodeUnknown):
        entered(make.closed_call(), secret, draft, now)
    draft = entered(call, secret, draft, now)
    late_codes.revoke_late_code(late_code=row, by=BY, now=now)
    with pytest.raises(actions.CallClosed):
        hand_in(draft, now)
    with pytest.raises(late_codes.LateCodeUnknown):
        entered(call, secret, draft, now)


def test_late_code_must_outlast_the_call(now):
    call = make.call()
    with pytest.raises(Invalid) as caught:
        code_for(call, now, expires_at=call.closes_at, max_uses=0)
    assert set(caught.value.fields) == {"expires_at", "max_uses"}


def test_an_excluded_city_reads_why(now):
    call, who = make.call(), make.author().person
    parties.name_party(
        call=call, organisation=who.organisation, kind="excluded", reason="it sits on the jury.", by=BY, now=now
    )
    with pytest.raises(rights.PartyExcluded) as caught:
        actions.start_draft(
            call=call, author=who, organisation=who.organisation, content=make.content(), by=BY, now=now
        )
    assert "it sits on the jury. If this is wrong" in str(caught.value)


def test_only_those_invited_may_hand_in_and_they_are_told_once(now):
    call, who = make.call(eligibility="invited"), make.author().person
    voice = speaker(who.organisation, now)
    draft = draft_of(call, author=who, organisation=who.organisation)
    with pytest.raises(rights.NotInvited):
        hand_in(draft, now)
    for _ in range(2):
        _row, told = parties.name_party(
            call=call, organisation=who.organisation, kind="invited", reason="", by=BY, now=now
        )
    assert (told, [one.to for one in letters("congress_call_invitation")]) == (1, [voice.email])
    assert hand_in(draft, now).state == "submitted"


def test_exclude_many_leaves_those_named_alone(now):
    call, cities = make.call(), [network.organisation() for _ in range(2)]
    parties.name_party(call=call, organisation=cities[0], kind="invited", reason="", by=BY, now=now)
    numbers = [city.pk for city in cities]
    assert parties.exclude_many(call=call, organisations=numbers, reason="jury", by=BY, now=now) == 1
    assert parties.exclude_many(call=call, organisations=numbers, reason="jury", by=BY, now=now) == 0
    assert dict(call.parties.values_list("organisation", "kind")) == {cities[0].pk: "invited", cities[1].pk: "excluded"}


def test_whoever_speaks_for_the_city_is_told_of_drafts_and_submissions(now):
    call, who = make.call(), make.author().person
    voice = speaker(who.organisation, now)
    draft = actions.start_draft(
        call=call, author=who, organisation=who.organisation, content=make.content(), by=BY, now=now
    )
    hand_in(draft, now)
    assert [one.to for one in letters("congress_city_told")] == [voice.email] * 2


@pytest.fixture
def pair(now):
    """A city with one place: one experience handed in, a draft, and who speaks for it."""
    call, city = make.call(per_city_max=1), network.organisation()
    out = make.submission(call=call, organisation=city)
    text = {"title": {"en": "A garden"}, "summary": {"en": "We plant."}}
    return out, draft_of(call, organisation=city, **text), speaker(city, now)


def test_exchange_hands_the_draft_in_and_keeps_the_number(pair, now):
    out, into, who = pair
    exchange(out=out, into=into, person=who, by=BY, now=now)
    states = dict(Submission.objects.values_list("pk", "state"))
    assert states == {out.pk: "draft", into.pk: "submitted"}
    assert {one.to for one in letters("congress_exchanged")} == {out.author.email, into.author.email}
    assert AuditEntry.objects.filter(verb="submission_exchanged").count() == 2
    with pytest.raises(rights.CityLimitReached):
        hand_in(Submission.objects.get(pk=out.pk), now)


def test_exchange_is_for_those_who_speak_for_the_city_until_closing(pair, now):
    out, into, who = pair
    with pytest.raises(NotFound):
        exchange(out=out, into=into, person=out.author, by=BY, now=now)
    with pytest.raises(actions.CallClosed):
        exchange(out=out, into=into, person=who, by=BY, now=out.call.closes_at)
    with pytest.raises(ExchangeImpossible):
        exchange(out=into, into=out, person=who, by=BY, now=now)


def test_exchange_names_what_the_draft_lacks_and_changes_nothing(pair, now):
    out, into, who = pair
    Submission.objects.filter(pk=into.pk).update(summary={})
    with pytest.raises(DraftIncomplete) as caught:
        exchange(out=out, into=into, person=who, by=BY, now=now)
    assert "Please write a summary." in str(caught.value)
    assert Submission.objects.get(pk=out.pk).state == "submitted"
