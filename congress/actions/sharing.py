"""Sharing out the reading: a proposal by the solver, changed by hand, then published."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit, jobs
from common.actors import Actor
from common.errors import Conflict
from common.models import Job
from congress.actions.assignment import AlreadyAssigned, AssignmentStarted, ConflictOfInterest, NotToBeRead
from congress.actions.conflict_finder import find_conflicts
from congress.actions.hold import hold
from congress.actions.sharing_log import hold_works, seal_published, take_back
from congress.enums import AssignmentState, PairState, SubmissionState
from congress.models import Assignment, AssignmentPlan, Call, CommitteeMember, PlannedPair, Submission
from congress.notifications import team as letters
from congress.queries.readers import reader_of, readers_of, works_of
from congress.queries.sharing import LIVE, asked_for, current_round, open_plan
from congress.rules.affinity import Reader, Work, affinity, may_read, reasons

KIND = "congress.share_out"
LIMIT = timedelta(minutes=5)
BATCH = 1000
BEGUN = (AssignmentState.STARTED, AssignmentState.DONE)


class NothingToRead(Conflict):
    code = "nothing_to_read"
    message = _("No experience of this call waits to be read.")


class PlanGone(Conflict):
    code = "assignment_plan_gone"
    message = _("This proposal has been published or thrown away in the meantime.")


class PlanChanged(Conflict):
    code = "assignment_plan_changed"
    message = _("Somebody has changed this proposal in the meantime. Please look at it again.")


class PlanOutdated(Conflict):
    code = "assignment_plan_outdated"
    message = _(
        "Since this was proposed, something has come in the way of {count} of its readings: {codes}. "
        "Please have it proposed anew; what you chose by hand stays."
    )


def key_of(plan: AssignmentPlan) -> str:
    """Under which key the job of the last search is found."""
    return f"{KIND}:{plan.pk}:{plan.attempt}"


def is_under_way(plan: AssignmentPlan) -> bool:
    return Job.objects.filter(key=key_of(plan), state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists()


def ask_for_plan(
    *, call: Call, round: int | None = None, is_partial: bool = False, by: Actor, now: datetime
) -> AssignmentPlan:
    """Has a job find who reads what; with `is_partial` as much as is possible. While one is searching, nothing happens.

    In the round of that number, else in the current one. Raises NothingToRead.
    """
    with transaction.atomic():
        hold_works(call)
        _locked(call)
        if not call.submissions.filter(state=SubmissionState.SUBMITTED).exists():
            raise NothingToRead()
        number = round or current_round(call, now)
        find_conflicts(congress=call.congress, submissions=call.submissions.all(), now=now)
        plan = open_plan(call, number) or AssignmentPlan(call=call, round=number, asked_at=now)
        if plan.pk and is_under_way(plan):
            return plan
        plan.attempt += 1
        plan.asked_at, plan.asked_by = now, f"{by.kind}:{by.id}"[:90]
        plan.save()
        jobs.start(kind=KIND, key=key_of(plan), payload={"plan": plan.pk, "is_partial": is_partial}, now=now)
        _audit(plan, "assignment_plan_asked", by, now, {"round": number})
    return plan


def solve(*, plan_id: int, is_partial: bool, now: datetime) -> None:
    """Finds the pairs and writes them in place of those proposed before; what was done by hand stays. For the job."""
    plan = AssignmentPlan.objects.select_related("call__congress").filter(pk=plan_id, published_at=None).first()
    if plan is None:
        raise PlanGone()
    from congress.rules.assignment.committee import share_out  # in the job's own process only

    began = monotonic()
    solved = share_out(asked_for(plan, now), is_partial=is_partial)
    seconds = round(monotonic() - began, 1)
    with transaction.atomic():
        plan = _open(plan, None)
        plan.obstacles = solved.obstacles
        if solved.pairs:
            _replace(plan, solved.pairs)
            plan.figures, plan.solved_at = {**solved.figures, "seconds": seconds}, now
            plan.version += 1
        plan.save()
        result = {"pairs": len(solved.pairs), "obstacles": len(solved.obstacles)}
        jobs.conclude(key=key_of(plan), result=result, now=now)


def _replace(plan: AssignmentPlan, pairs: Iterable[Any]) -> None:
    hand = {
        (submission, member): state
        for submission, member, state in plan.pairs.filter(
            state__in=[PairState.BY_HAND, PairState.REMOVED]
        ).values_list("submission", "member", "state")
    }
    plan.pairs.exclude(state__in=[PairState.BY_HAND, PairState.REMOVED]).delete()
    PlannedPair.objects.bulk_create(
        (
            PlannedPair(
                plan=plan,
                submission_id=pair.work,
                member_id=pair.reader,
                state=PairState.KEPT if pair.is_kept else PairState.PROPOSED,
                reasons=pair.reasons,
                points=pair.points,
            )
            for pair in pairs
            if (pair.work, pair.reader) not in hand
        ),
        batch_size=BATCH,
    )


def choose(
    *,
    plan: AssignmentPlan,
    submission: Submission,
    member: CommitteeMember,
    instead: PlannedPair | None = None,
    version: int,
    by: Actor,
    now: datetime,
) -> PlannedPair:
    """Gives a submission to a member by hand, in another's place if one is named; it stays when proposed anew.

    A language that the member does not read is the chair's to judge. Raises PlanGone, PlanChanged, NotToBeRead,
    ConflictOfInterest, AlreadyAssigned, AssignmentStarted.
    """
    with transaction.atomic():
        plan = _open(plan, version)
        reader = reader_of(member)
        work = _seen(plan, submission, reader)
        if work is None:
            raise NotToBeRead()
        if not _may(work, reader):
            raise ConflictOfInterest()
        pair = PlannedPair.objects.filter(plan=plan, submission=submission, member=member).first()
        if pair is not None and pair.state in LIVE:
            raise AlreadyAssigned()
        pair = pair or PlannedPair(plan=plan, submission=submission, member=member)
        has_it = member.pk in work.begun | work.given
        pair.state = PairState.KEPT if has_it else PairState.BY_HAND
        pair.reasons, pair.points = reasons(reader, work), affinity(reader, work)
        if work.language not in reader.languages:
            pair.reasons.remove("language")
        pair.save()
        if instead is not None:
            _remove(plan, instead)
        _changed(plan, "chosen", pair, by, now)
    return pair


def take_out(*, plan: AssignmentPlan, pair: PlannedPair, version: int, by: Actor, now: datetime) -> PlannedPair:
    """Takes a member off a submission by hand; they are not proposed for it again.

    Raises PlanGone, PlanChanged, AssignmentStarted for what has begun.
    """
    with transaction.atomic():
        plan = _open(plan, version)
        _remove(plan, pair)
        _changed(plan, "taken_out", pair, by, now)
    return pair


def _remove(plan: AssignmentPlan, pair: PlannedPair) -> None:
    rows = Assignment.objects.filter(submission=pair.submission_id, member=pair.member_id, round=plan.round)
    if rows.filter(state__in=BEGUN).exists():
        raise AssignmentStarted()
    pair.state = PairState.REMOVED
    pair.save(update_fields=["state"])


def discard(*, plan: AssignmentPlan, version: int, by: Actor, now: datetime) -> None:
    """Throws a proposal away; what has been given out stays. Raises PlanGone, PlanChanged."""
    with transaction.atomic():
        plan = _open(plan, version)
        _audit(plan, "assignment_plan_discarded", by, now, {"pairs": plan.pairs.filter(state__in=LIVE).count()})
        plan.delete()


def publish(*, plan: AssignmentPlan, version: int, by: Actor, now: datetime) -> dict[str, int]:
    """Gives out what is proposed, takes back what has not begun and is not proposed, and tells every member once.

    Returns how many were made and removed. Raises PlanGone, PlanChanged, and PlanOutdated where a submission was
    withdrawn or decided, a member left, or a conflict of interest appeared.
    """
    with transaction.atomic():
        hold_works(plan.call)
        plan = _open(plan, version)
        call = plan.call
        find_conflicts(congress=call.congress, submissions=call.submissions.all(), now=now)
        wanted = set(plan.pairs.filter(state__in=LIVE).values_list("submission", "member"))
        members = readers_of(call.congress, now)
        works = works_of(call.submissions.filter(state=SubmissionState.SUBMITTED), plan.round)
        made, gone = _changes(wanted, works, {member.pk: reader for member, reader in members})
        Assignment.objects.bulk_create(
            (
                Assignment(submission_id=work, member_id=member, round=plan.round, assigned_at=now, changed_at=now)
                for work, member in made
            ),
            batch_size=BATCH,
        )
        taken = take_back(plan, gone)
        plan.published_at, plan.published_by = now, f"{by.kind}:{by.id}"[:90]
        plan.save(update_fields=["published_at", "published_by"])
        told = {"pairs": len(made), "removed": len(gone), "missing": int(plan.figures.get("missing", 0))}
        _audit(plan, "assignments_shared_out", by, now, told)
        busy = {member for _work, member in made}
        for member, _reader in members:
            if member.pk in busy:
                letters.assigned(member, call, now)
        seal_published(plan, made, taken, by=by, now=now)
    return told


def _changes(
    wanted: set[tuple[int, int]], works: list[Work], readers: dict[int, Reader]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """(pairs to make, pairs to take back). Raises PlanOutdated."""
    by_id = {work.id: work for work in works}
    has = {(work.id, member) for work in works for member in work.begun | work.given}
    made = sorted(wanted - has)
    wrong = [pair for pair in made if not _may(by_id.get(pair[0]), readers.get(pair[1]))]
    if wrong:
        codes = Submission.objects.filter(pk__in={work for work, _member in wrong}).order_by("code")
        named = list(codes.values_list("code", flat=True))
        raise PlanOutdated(count=len(wrong), codes=", ".join(named[:12]) + ("…" if len(named) > 12 else ""))
    gone = [(work.id, member) for work in works for member in work.given if (work.id, member) not in wanted]
    return made, sorted(gone)


def _may(work: Work | None, reader: Reader | None) -> bool:
    return work is not None and reader is not None and may_read(_polyglot(reader, work), work)


def _polyglot(reader: Reader, work: Work) -> Reader:
    """The reader as if they read every language: by hand the chair may know better."""
    return Reader(id=reader.id, languages=frozenset({work.language}), interests=reader.interests)


def _seen(plan: AssignmentPlan, submission: Submission, reader: Reader) -> Work | None:
    rows = Submission.objects.filter(pk=submission.pk, call=plan.call, state=SubmissionState.SUBMITTED)
    return next(iter(works_of(rows, plan.round, [reader])), None)


def _locked(call: Call) -> None:
    hold(call.congress)
    Call.objects.select_for_update().get(pk=call.pk)


def _open(plan: AssignmentPlan, version: int | None) -> AssignmentPlan:
    """The proposal as it is now, with its call held. Raises PlanGone, PlanChanged."""
    _locked(plan.call)
    row = AssignmentPlan.objects.filter(pk=plan.pk, published_at__isnull=True).first()
    if row is None:
        raise PlanGone()
    if version is not None and row.version != version:
        raise PlanChanged()
    row.call = plan.call
    return row


def _changed(plan: AssignmentPlan, verb: str, pair: PlannedPair, by: Actor, now: datetime) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])
    code = Submission.objects.values_list("code", flat=True).get(pk=pair.submission_id)
    _audit(plan, "assignment_plan_changed", by, now, {"submission": code, "member": pair.member_id, "change": verb})


def _audit(plan: AssignmentPlan, verb: str, by: Actor, now: datetime, after: dict[str, Any]) -> None:
    audit.record(verb=verb, subject=plan.call, by=by, now=now, scope=plan.call.congress.scope, after=after)
