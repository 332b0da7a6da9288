"""Sharing out the reading: proposed by a job, changed by hand, published once."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from common.actions import jobs
from common.actors import Actor
from common.models import AuditEntry, Job, QueuedMail
from congress.actions import sharing
from congress.actions.assignment import AlreadyAssigned, AssignmentStarted, ConflictOfInterest
from congress.models import Assignment, AssignmentPlan, Bid, InterestCase, PlannedPair, Round
from congress.queries.sharing import found_nobody
from congress.rules.affinity import Reader, Work, affinity, even_load, reasons, topics_in
from congress.rules.conflict import Party
from tests.factories import congress as make
from tests.factories import network

BY = Actor("user", "1", "user 1")


@pytest.fixture
def call():
    return make.closed_call()


@pytest.fixture
def solve(call, now):
    """Asks for a proposal and runs its job."""

    def run(**kw):
        plan = sharing.ask_for_plan(call=call, by=BY, now=now, **kw)
        jobs.run_job(job_id=Job.objects.get(key=sharing.key_of(plan)).id, now=now)
        plan.refresh_from_db()
        return plan

    return run


def pairs(plan, *states):
    rows = plan.pairs.filter(state__in=states) if states else plan.pairs.exclude(state="removed")
    return set(rows.values_list("submission", "member"))


def test_points_and_reasons_of_a_pair():
    work = Work(
        1,
        "pt",
        "water",
        Party(None, 0),
        topics=topics_in("rios e mobilidade urbana", ["mobilidade", "bilidade", "rio"]),
        bids={1: 2, 2: -1},
    )
    fitting = Reader(1, frozenset({"pt"}), frozenset({"water"}), frozenset({"mobilidade"}))
    rather_not = Reader(2, frozenset({"pt"}), frozenset({"air"}), frozenset({"vidro", "bilidade"}))
    assert (affinity(fitting, work), affinity(rather_not, work), affinity(Reader(3, frozenset()), work)) == (13, -6, 2)
    assert reasons(fitting, work) == ["axis", "expertise", "bid_high", "language"]
    assert reasons(rather_not, work) == ["balance", "bid_low", "language"]


@pytest.mark.parametrize(
    ("needed", "loads", "most"), [(555, [None] * 14, 41), (30, [None, None, 2, 0], 15), (10, [None, 50, 50], 5)]
)
def test_who_names_no_maximum_takes_an_even_share_and_one_more(needed, loads, most):
    assert even_load(needed=needed, loads=loads) == most
    assert sum(most if load is None else min(load, most) for load in loads) >= needed


@pytest.mark.django_db
def test_a_proposal_keeps_languages_conflicts_loads_and_wishes(call, solve):
    city = network.organisation()
    free = [make.member(congress=call.congress, languages=["en", "pt"], max_load=4) for _ in range(5)]
    own = make.member(congress=call.congress, organisation=city)
    idle = make.member(congress=call.congress, max_load=0, languages=["en", "pt"])
    works = [make.submission(call=call, language=lang, organisation=city) for lang in ("en", "pt", "en", "pt")]
    states = ("open", "confirmed", "dismissed")
    for member, state in zip(free, states, strict=False):
        settled = {"reason": "x", "settled_at": call.closes_at} if state != "open" else {}
        InterestCase.objects.create(
            submission=works[0], member=member, kind="other", state=state, opened_at=call.closes_at, **settled
        )
    Bid.objects.create(submission=works[1], member=free[4], value=2)
    plan = solve()
    found = pairs(plan)
    assert (len(found), plan.figures["missing"], plan.obstacles) == (12, 0, [])
    assert {member for work, member in found if work == works[0].pk} == {m.pk for m in free[2:]}
    assert not {own.pk, idle.pk} & {member for _work, member in found}
    assert PlannedPair.objects.get(submission=works[1], member=free[4]).reasons == ["bid_high", "language"]
    assert (Assignment.objects.count(), QueuedMail.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_makes_it_impossible_is_said_and_the_possible_proposed(call, solve):
    reader = make.member(congress=call.congress, languages=["en", "pt"])
    for _ in range(3):
        make.member(congress=call.congress, languages=["en"])
    for lang in ("en", "pt"):
        make.submission(call=call, language=lang)
    plan = solve()
    assert plan.obstacles == [{"code": "language_short", "language": "pt", "experiences": 1, "readers": 1, "wanted": 3}]
    assert (plan.solved_at, plan.pairs.count()) == (None, 0)
    plan = solve(is_partial=True)
    assert (plan.pairs.count(), plan.figures["missing"], plan.pairs.filter(member=reader).exists()) == (4, 2, True)


@pytest.mark.django_db
def test_publishing_tells_each_member_once_and_a_repeat_finds_no_proposal(call, solve, now):
    members = [make.member(congress=call.congress) for _ in range(4)]
    for _ in range(4):
        make.submission(call=call)
    plan = solve()
    assert sharing.publish(plan=plan, version=plan.version, by=BY, now=now) == {"pairs": 12, "removed": 0, "missing": 0}
    assert {Assignment.objects.filter(member=m).count() for m in members} <= {2, 3, 4}
    assert QueuedMail.objects.count() == 4
    assert AuditEntry.objects.filter(verb="assignments_shared_out").count() == 1
    with pytest.raises(sharing.PlanGone):
        sharing.publish(plan=plan, version=plan.version, by=BY, now=now)


@pytest.mark.django_db
def test_solving_anew_keeps_what_is_begun_and_given_and_replaces_who_stepped_back(call, solve, now):
    for _ in range(6):
        make.member(congress=call.congress)
    for _ in range(4):
        make.submission(call=call)
    plan = solve()
    sharing.publish(plan=plan, version=plan.version, by=BY, now=now)
    begun, gone = Assignment.objects.order_by("pk")[:2]
    Assignment.objects.filter(pk=begun.pk).update(state="started")
    Assignment.objects.filter(pk=gone.pk).update(state="recused")
    before = set(Assignment.objects.exclude(state="recused").values_list("submission", "member"))
    again = solve()
    assert pairs(again, "kept") == before
    assert len(pairs(again, "proposed")) == 1
    assert (gone.submission_id, gone.member_id) not in pairs(again)
    done = sharing.publish(plan=again, version=again.version, by=BY, now=now)
    assert (done["pairs"], done["removed"], Assignment.objects.exclude(state="recused").count()) == (1, 0, 12)


@pytest.mark.django_db
def test_what_is_chosen_or_taken_out_by_hand_stays_so(call, solve, now):
    members = [make.member(congress=call.congress) for _ in range(5)]
    own = make.member(congress=call.congress, organisation=network.organisation())
    work = make.submission(call=call, organisation=own.organisation)
    plan = solve()
    out = plan.pairs.first()
    free = next(m for m in members if not plan.pairs.filter(member=m).exists())
    steps = {"plan": plan, "submission": work, "by": BY, "now": now}
    with pytest.raises(sharing.PlanChanged):
        sharing.choose(member=free, version=plan.version + 1, **steps)
    with pytest.raises(ConflictOfInterest):
        sharing.choose(member=own, version=plan.version, **steps)
    with pytest.raises(AlreadyAssigned):
        sharing.choose(member=out.member, version=plan.version, **steps)
    sharing.choose(member=free, instead=out, version=plan.version, **steps)
    again = solve()
    assert pairs(again, "by_hand") == {(work.pk, free.pk)}
    assert pairs(again, "removed") == {(work.pk, out.member_id)}
    assert len(pairs(again)) == 3
    make.assignment(submission=work, member=free, state="started")
    pair = again.pairs.get(member=free)
    with pytest.raises(AssignmentStarted):
        sharing.take_out(plan=again, pair=pair, version=again.version, by=BY, now=now)


@pytest.mark.django_db
def test_a_conflict_that_appears_meanwhile_stops_the_publishing(call, solve, now):
    for _ in range(3):
        make.member(congress=call.congress)
    work = make.submission(call=call)
    plan = solve()
    InterestCase.objects.create(submission=work, member=plan.pairs.first().member, kind="other", opened_at=now)
    with pytest.raises(sharing.PlanOutdated) as error:
        sharing.publish(plan=plan, version=plan.version, by=BY, now=now)
    assert (error.value.params, Assignment.objects.count()) == ({"count": 1, "codes": work.code}, 0)


@pytest.mark.django_db
def test_a_second_round_is_shared_out_by_itself(call, solve, now):
    for _ in range(4):
        make.member(congress=call.congress)
    work = make.submission(call=call)
    first = make.assignment(submission=work, state="done")
    Round.objects.create(call=call, number=2, name={"en": "Second"}, opens_at=call.closes_at)
    plan = solve()
    assert (plan.round, plan.pairs.count(), plan.figures["kept"]) == (2, 3, 0)
    sharing.publish(plan=plan, version=plan.version, by=BY, now=now)
    assert sorted(Assignment.objects.values_list("round", flat=True)) == [1, 2, 2, 2]
    assert first in Assignment.objects.all()


@pytest.fixture
def desk(client_for, call):
    """The chair's browser, with four members who read two experiences."""
    chair = make.member(congress=call.congress, role="chair")
    for _ in range(3):
        make.member(congress=call.congress)
    works = [make.submission(call=call) for _ in range(2)]

    def url(name, *args):
        return reverse(f"congress-manage-assign{name}", args=[call.congress.slug, call.code, *args])

    return SimpleNamespace(browser=client_for(chair.user), works=works, url=url, call=call)


def work_off(now):
    for job in Job.objects.filter(kind=sharing.KIND, state="queued"):
        jobs.run_job(job_id=job.id, now=now)


@pytest.mark.django_db
def test_from_the_button_to_the_published_proposal(desk, now):
    waiting = desk.browser.post(desk.url(""), follow=True).content.decode()
    assert 'data-job="waiting"' in waiting
    work_off(now)
    page = desk.browser.get(desk.url("")).context["sentence"]
    assert "2 experiences × 3 readers: some have no reader who fits by axis, field or wish, loads 1–2, " in page
    page = desk.browser.get(desk.url("-plan")).content.decode()
    assert page.count("keeps the loads even and reads English") == 6
    plan = AssignmentPlan.objects.get()
    pair = plan.pairs.filter(submission=desk.works[0]).first()
    one = desk.url("-plan-one", desk.works[0].code)
    assert desk.browser.get(one).status_code == 200
    desk.browser.post(one, {"action": "take_out", "pair": pair.pk, "version": plan.version})
    assert "1 reader is missing." in desk.browser.get(desk.url("-plan")).content.decode()
    stale = desk.browser.post(one, {"action": "choose", "member": pair.member_id, "version": plan.version})
    assert "Somebody has changed this proposal in the meantime." in stale.content.decode()
    plan.refresh_from_db()
    desk.browser.post(one, {"action": "choose", "member": pair.member_id, "version": plan.version})
    plan.refresh_from_db()
    done = desk.browser.post(desk.url("-plan"), {"action": "publish", "version": plan.version}, follow=True)
    assert ("6 readings were given out." in done.content.decode(), Assignment.objects.count()) == (True, 6)


@pytest.mark.django_db
def test_the_proposal_asks_as_many_queries_for_three_as_for_one(desk, assert_queries):
    members = list(desk.call.congress.committee.all())
    plan = make.plan(call=desk.call, pairs=[(desk.works[0], members[1])])
    with assert_queries(16):
        desk.browser.get(desk.url("-plan"))
    for member in members[2:]:
        plan.pairs.create(submission=desk.works[1], member=member, reasons=["axis"])
    make.submission(call=desk.call)
    with assert_queries(16):
        desk.browser.get(desk.url("-plan"))


@pytest.mark.django_db
def test_the_chair_does_not_see_who_reads_their_own_citys(client_for, desk, now):
    chair = desk.call.congress.committee.order_by("pk").first()
    desk.works[0].organisation = chair.organisation or network.organisation()
    desk.works[0].save()
    type(chair).objects.filter(pk=chair.pk).update(organisation=desk.works[0].organisation)
    desk.browser.post(desk.url(""))
    work_off(now)
    page = desk.browser.get(desk.url("-plan"))
    assert [row["url"] for row in page.context["rows"]] == [desk.url("-plan-one", desk.works[1].code)]
    assert desk.browser.get(desk.url("-plan-one", desk.works[0].code)).status_code == 404
    assert sum(row["planned"] for row in desk.browser.get(desk.url("")).context["members"]) == 3
    plan = AssignmentPlan.objects.get()
    done = desk.browser.post(desk.url("-plan"), {"action": "publish", "version": plan.version}, follow=True)
    assert ("3 readings were given out." in done.content.decode(), Assignment.objects.count()) == (True, 6)


@pytest.mark.django_db
def test_the_page_names_its_round_counts_it_alone_and_lets_another_be_chosen(desk, now):
    make.round(call=desk.call, number=1, name={"en": "First"})
    make.round(call=desk.call, number=2, name={"en": "Second"})
    make.assignment(submission=desk.works[0], round=1)
    page = desk.browser.get(desk.url(""))
    assert (page.context["round"].number, page.context["given"], page.context["wanted"]) == (2, 0, 6)
    assert [(tab["label"], tab["is_current"]) for tab in page.context["round"].tabs] == [
        ("Round 1: First", False), ("Round 2: Second", True)
    ]  # fmt: skip
    other = desk.browser.get(desk.url(""), {"round": 1}).context
    assert (other["given"], sum(row["load"] for row in other["members"])) == (1, 1)
    desk.browser.post(desk.url("") + "?round=1")
    work_off(now)
    plan = AssignmentPlan.objects.get()
    assert (plan.round, desk.browser.get(desk.url("-plan")).status_code) == (1, 404)
    listed = desk.browser.get(desk.url("-plan"), {"round": 1}).context
    assert listed["sentence"].startswith("Round 1: First. 2 experiences × 3 readers")
    assert desk.browser.get(listed["rows"][0]["url"]).status_code == 200
    sent = {"action": "publish", "version": plan.version}
    assert desk.browser.post(desk.url("-plan") + "?round=1", sent).url == desk.url("") + "?round=1"
    assert set(Assignment.objects.values_list("round", flat=True)) == {1}
    Round.objects.filter(number=1).update(closes_at=now)
    assert desk.browser.get(desk.url(""), {"round": 1}).context["round"].tabs == []


@pytest.mark.django_db
def test_readings_that_found_nobody_are_counted_among_those_seen(call, solve):
    reader = make.member(congress=call.congress, languages=["en", "pt"])
    works = [make.submission(call=call, language=lang) for lang in ("en", "pt")]
    plan = solve(is_partial=True)
    every = call.submissions.all()
    assert (reader.pk, found_nobody(plan, every), found_nobody(plan, every.filter(pk=works[0].pk))) == (reader.pk, 4, 2)
