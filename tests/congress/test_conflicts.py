"""Conflicts of interest: found, declared, settled by somebody else, and barring everywhere from one source."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from common.models import AuditEntry
from congress.actions.assignment import ConflictOfInterest, assign, unassign
from congress.actions.committee_profile import ProfileFacts, save_profile
from congress.actions.conflict_finder import find_conflicts
from congress.actions.conflicts import CannotBeDismissed, CaseChanged, CaseReasonMissing, declare, settle
from congress.models import CoPresenter, InterestCase, LogEntry, Partnership
from congress.permissions import biddable_submissions, can_decide, readable_assignments, visible_submissions
from congress.queries.conflicts import settled_by_user
from congress.queries.log import scores_at, verified
from congress.queries.readers import readers_of, works_of
from congress.rules.affinity import may_read
from congress.rules.committee import keywords_of, loads_fault
from congress.rules.conflict import Interests, Party, Tied, Work, conflict, found_conflicts, mailbox
from tests.factories import congress as make
from tests.factories import network

BY = Actor("user", "1", "user 1")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ana@Braga.example", "ana+jury@braga.example", True),
        ("a.na@gmail.com", "ana+x@googlemail.com", True),
        ("a.na@braga.example", "ana@braga.example", False),
        ("info@braga.example", "info@porto.example", False),
        ("+x@braga.example", "+y@braga.example", False),
    ],
)
def test_one_mailbox_in_two_spellings(one, other, is_same):
    assert (mailbox(one) == mailbox(other)) is is_same


IDS = st.frozensets(st.integers(1, 4), max_size=2)
MAILS = st.frozensets(st.sampled_from(["a@x.example", "a+b@x.example", "c@x.example"]), max_size=2)


@given(
    st.builds(Interests, IDS, IDS, MAILS), st.builds(Party, st.integers(1, 4), st.integers(1, 4), st.just(""), MAILS)
)
def test_whatever_the_rule_bars_is_found_as_a_case_that_cannot_be_dismissed(interests, party):
    kinds = {kind for *_pair, kind in found_conflicts([Tied(7, interests)], [Work(1, party)])}
    assert (conflict(interests, party) is not None) == bool(kinds & {"same_organisation", "own_work"})


def test_keywords_and_loads():
    assert keywords_of(" Gardens, libraries;gardens\n\n school  boards ,") == ["Gardens", "libraries", "school boards"]
    assert [loads_fault(2, None), loads_fault(2, 2), loads_fault(2, 1), loads_fault(0, 1000)] == [
        None, None, "crossed", "out_of_range",
    ]  # fmt: skip


def kinds(congress, now, **kw):
    find_conflicts(congress=congress, now=now, **kw)
    return sorted(InterestCase.objects.values_list("kind", flat=True))


@pytest.mark.django_db
def test_every_kind_is_found_once_and_a_repeat_opens_nothing(now):
    call = make.closed_call()
    city, twin = network.organisation(), network.organisation()
    person = make.author(email="ana@braga.example")
    member = make.member(congress=call.congress, user=person, organisation=city)
    Partnership.objects.create(member=member, organisation=twin)
    make.submission(call=call, organisation=city)
    make.submission(call=call, organisation=twin)
    works = [make.submission(call=call) for _ in range(3)]
    CoPresenter.objects.create(submission=works[0], name="Ana", email="ANA@braga.example")
    CoPresenter.objects.create(submission=works[1], name="Ana", email="ana+talks@braga.example")
    past = make.call(congress=make.congress(starts_on=date(2024, 5, 1), ends_on=date(2024, 5, 3)))
    earlier = make.submission(call=past, author=works[2].author)
    CoPresenter.objects.create(submission=earlier, name="Ana", email="ana@braga.example")
    make.submission(call=call)
    everything = ["joint_work", "own_work", "partner", "same_organisation", "shared_address"]
    assert kinds(call.congress, now) == everything
    assert (kinds(call.congress, now), AuditEntry.objects.filter(verb="interests_found").count()) == (everything, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "is_barred"), [("open", True), ("confirmed", True), ("dismissed", False)])
def test_a_case_bars_everywhere_until_it_is_dismissed(now, state, is_barred):
    call = make.closed_call(asks_bids=True)
    work = make.submission(call=call)
    member = make.member(congress=call.congress, role="chair")
    make.assignment(submission=work, member=member)
    other = make.member(congress=call.congress)
    for seat in (member, other):
        settled = {} if state == "open" else {"reason": "x", "settled_at": now}
        InterestCase.objects.create(
            submission=work, member=seat, kind="joint_work", state=state, opened_at=now, **settled
        )
    user = member.user
    seen = [
        readable_assignments(user, call.congress).exists(),
        biddable_submissions(user, call).exists(),
        visible_submissions(user, call.congress).exists(),
        can_decide(user, work),
        any(may_read(reader, works_of(call.submissions.all())[0]) for _m, reader in readers_of(call.congress, now)),
    ]
    assert seen == [not is_barred] * 5
    if is_barred:
        with pytest.raises(ConflictOfInterest):
            assign(submission=work, member=other, by=BY, now=now)
    else:
        unassign(assignment=assign(submission=work, member=other, by=BY, now=now), by=BY, now=now)
        acts = [row.content["act"] for row in LogEntry.objects.filter(call=call, kind="assignment")]
        assert (acts, verified(call).is_whole) == (["given", "taken_back"], True)


@pytest.fixture
def case(now):
    """A member who has reviewed a twin city's experience; the chair's own city is another."""
    call = make.closed_call()
    work = make.submission(call=call)
    member = make.member(congress=call.congress)
    row = make.assignment(submission=work, member=member, state="done")
    make.review(assignment=row)
    facts = ProfileFacts(languages=["en"], partner=work.organisation, partner_detail="Twins")
    save_profile(member=member, facts=facts, by=member.user.as_actor(), now=now)
    return InterestCase.objects.select_related("submission__call", "member").get()


def settle_it(case, state, now, reason="Twinned cities.", seen="open"):
    values = {"call": case.submission.call, "cases": InterestCase.objects.all(), "seen": {case.pk: seen}}
    return settle(**values, state=state, reason=reason, by=BY, now=now)


@pytest.mark.django_db
def test_confirming_takes_the_reading_back_and_the_review_counts_no_longer(case, now):
    call, work = case.submission.call, case.submission
    assert scores_at(call, [work])
    with pytest.raises(CaseReasonMissing):
        settle_it(case, "confirmed", now, reason=" ")
    settle_it(case, "confirmed", now)
    assert not scores_at(call, [work])
    assert list(work.assignments.values_list("state", "reason")) == [("recused", "Twinned cities.")]
    first, second = LogEntry.objects.filter(call=call).order_by("number")
    assert (first.kind, first.content["state"], second.content["act"]) == ("conflict", "confirmed", "taken_back")
    assert "Twinned" not in str(first.content)
    with pytest.raises(CaseChanged):
        settle_it(case, "dismissed", now)


@pytest.mark.django_db
def test_what_was_dismissed_stays_so_until_the_member_declares_it_anew(case, now):
    settle_it(case, "dismissed", now)
    find_conflicts(congress=case.submission.call.congress, now=now)
    case.refresh_from_db()
    assert case.state == "dismissed"
    values = {"submission": case.submission, "member": case.member, "kind": "partner", "by": BY, "now": now}
    assert declare(detail="We are writing a book together", **values).state == "open"


@pytest.mark.django_db
def test_nobody_dismisses_their_own_city_and_a_party_sees_no_case(now):
    call = make.closed_call()
    chair = make.member(congress=call.congress, role="chair")
    deputy = make.member(congress=call.congress, role="deputy")
    owner = make.team_member(congress=call.congress, role="owner").user
    work = make.submission(call=call, organisation=chair.organisation)
    find_conflicts(congress=call.congress, now=now)
    case = InterestCase.objects.select_related("submission__call", "member").get()

    def mine(user):
        return list(settled_by_user(user, call, visible_submissions(user, call.congress), now))

    assert (mine(chair.user), mine(deputy.user), mine(owner)) == ([], [case], [])
    with pytest.raises(CannotBeDismissed):
        settle_it(case, "dismissed", now)
    declare(submission=work, member=deputy, detail="My sister leads it", by=BY, now=now)
    assert (mine(deputy.user), len(mine(owner))) == ([], 2)
