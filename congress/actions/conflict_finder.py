"""Opens cases for conflicts of interest that can be found, when members or submissions change."""

from datetime import datetime

from django.db.models import QuerySet

from common.actions import audit
from common.actors import Actor
from congress.models import CommitteeMember, Congress, InterestCase, Submission
from congress.queries.conflicts import tied_members, works_to_look_at
from congress.rules.conflict import found_conflicts

BATCH = 500


def find_conflicts(
    *,
    congress: Congress,
    now: datetime,
    submissions: QuerySet[Submission] | None = None,
    members: QuerySet[CommitteeMember] | None = None,
) -> int:
    """Opens a case for all that ties members to what is handed in, and returns how many; the caller's transaction.

    Cases that exist stay as they are: what was dismissed is not opened again. A repeat opens nothing.
    """
    wanted = submissions if submissions is not None else Submission.objects.filter(call__congress=congress)
    works = works_to_look_at(wanted)
    if not works:
        return 0
    seats = members if members is not None else CommitteeMember.objects.filter(congress=congress)
    found = found_conflicts(tied_members(congress, seats), works)
    rows = InterestCase.objects.filter(submission__in=[work.submission for work in works])
    known = set(rows.order_by().values_list("submission", "member", "kind"))
    made = [
        InterestCase(submission_id=submission, member_id=member, kind=kind, opened_at=now)
        for submission, member, kind in found
        if (submission, member, kind) not in known
    ]
    InterestCase.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    if made:
        by, after = Actor.system("conflicts"), {"cases": len(made)}
        audit.record(verb="interests_found", subject=congress, by=by, now=now, scope=congress.scope, after=after)
    return len(made)


def look_at(submission: Submission, now: datetime) -> None:
    """Opens what ties members to one submission; the caller's transaction."""
    rows = Submission.objects.filter(pk=submission.pk)
    find_conflicts(congress=submission.call.congress, submissions=rows, now=now)
