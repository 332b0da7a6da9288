"""What publishing a proposal holds first, takes back, and says in the sealed log of the call last."""

from collections.abc import Sequence
from datetime import datetime

from common.actors import Actor
from congress.actions import log
from congress.actions.hold import hold
from congress.enums import AssignmentState, SubmissionState
from congress.models import Assignment, AssignmentPlan, Call, CommitteeMember, Submission

Pairs = Sequence[tuple[int, int]]  # (submission, member)


def hold_works(call: Call) -> None:
    """Holds congress, experiences and readings before the call, in the order of whoever decides or recuses."""
    hold(call.congress)
    works = Submission.objects.filter(call=call, state=SubmissionState.SUBMITTED).order_by("pk")
    list(works.select_for_update(no_key=True).values_list("pk"))
    rows = Assignment.objects.filter(submission__call=call, state=AssignmentState.ASSIGNED).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def take_back(plan: AssignmentPlan, gone: Pairs) -> Pairs:
    """Takes back what has not begun; returns those pairs."""
    lost = set(gone)
    rows = Assignment.objects.filter(
        submission__in={work for work, _member in gone}, round=plan.round, state=AssignmentState.ASSIGNED
    )
    found = {pk: (s, m) for pk, s, m in rows.values_list("pk", "submission", "member") if (s, m) in lost}
    Assignment.objects.filter(pk__in=found).delete()
    return sorted(found.values())


def seal_published(plan: AssignmentPlan, made: Pairs, taken: Pairs, *, by: Actor, now: datetime) -> None:
    """Appends the readings that were taken back, then those that were given, as the caller's last lock."""
    call = plan.call
    pairs = [*taken, *made]
    works = Submission.objects.only("pk", "code").in_bulk({work for work, _member in pairs})
    members = CommitteeMember.objects.only("pk", "user").in_bulk({member for _work, member in pairs})
    for work in works.values():
        work.call = call
    for act, some in (("taken_back", taken), ("given", made)):
        rows = [Assignment(submission=works[work], member=members[member], round=plan.round) for work, member in some]
        log.seal_assignments(call=call, rows=rows, act=act, by=by, now=now)
