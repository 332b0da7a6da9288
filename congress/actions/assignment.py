"""Who reads what."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from congress.actions import log
from congress.actions.conflict_finder import find_conflicts
from congress.actions.hold import hold
from congress.actions.submission import locked
from congress.enums import AssignmentState, SubmissionState
from congress.models import Assignment, CommitteeMember, Submission
from congress.notifications import team as letters
from congress.queries.interests import is_barred
from congress.queries.sharing import current_round
from congress.rules.scoring import following


class ConflictOfInterest(Conflict):
    code = "conflict_of_interest"
    message = _("This person takes part in the submission or belongs to its city, and cannot judge it.")


class NotToBeRead(Conflict):
    code = "not_to_be_read"
    message = _("Only submissions that are handed in and undecided can be read by the committee.")


class AlreadyAssigned(Conflict):
    code = "already_assigned"
    message = _("This person already has the submission, or has recused themselves from it.")


class AssignmentStarted(Conflict):
    code = "assignment_started"
    message = _("The review has been begun already, so it cannot be taken back.")


def assign(*, submission: Submission, member: CommitteeMember, by: Actor, now: datetime) -> Assignment:
    """Gives a member a submission to read and tells them. Raises NotToBeRead, ConflictOfInterest, AlreadyAssigned."""
    with transaction.atomic():
        submission = locked(submission)
        if submission.state != SubmissionState.SUBMITTED:
            raise NotToBeRead()
        find_conflicts(
            congress=submission.call.congress,
            submissions=Submission.objects.filter(pk=submission.pk),
            members=CommitteeMember.objects.filter(pk=member.pk),
            now=now,
        )
        if is_barred(member, submission):
            raise ConflictOfInterest()
        number = current_round(submission.call, now)
        again = Q(round=number) | Q(state=AssignmentState.RECUSED)
        if Assignment.objects.filter(again, submission=submission, member=member).exists():
            raise AlreadyAssigned()
        row = Assignment.objects.create(
            submission=submission, member=member, round=number, assigned_at=now, changed_at=now
        )
        _audit(row, "assignment_made", by, now)
        letters.assigned(member, submission.call, now)
        log.seal_assignments(call=submission.call, rows=[row], act="given", by=by, now=now)
    return row


def unassign(*, assignment: Assignment, by: Actor, now: datetime) -> None:
    """Takes back what has not been begun. Raises AssignmentStarted."""
    with transaction.atomic():
        row = locked_assignment(assignment)
        if following(row.state, "unassign") is None:
            raise AssignmentStarted()
        _audit(row, "assignment_removed", by, now)
        log.seal_assignments(call=row.submission.call, rows=[row], act="taken_back", by=by, now=now)
        row.delete()


def locked_assignment(assignment: Assignment) -> Assignment:
    """The row as it is now, held until the transaction ends. Raises RehearsalOver, CongressArchived."""
    hold(assignment.submission.call.congress)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "submission__call__congress", "submission__author", "member__user__person"
    )
    return rows.get(pk=assignment.pk)


def _audit(row: Assignment, verb: str, by: Actor, now: datetime) -> None:
    submission = row.submission
    audit.record(
        verb=verb,
        subject=("assignment", row.pk, submission.code),
        by=by,
        now=now,
        scope=submission.call.congress.scope,
        after={"member": row.member_id, "state": AssignmentState(row.state).value},
    )
