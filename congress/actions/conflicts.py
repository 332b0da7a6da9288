"""Conflicts of interest: declared by members, and confirmed or dismissed by somebody who is not party to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions import log
from congress.actions.conflict_finder import find_conflicts
from congress.actions.hold import hold
from congress.actions.submission import locked
from congress.enums import AssignmentState, InterestKind, InterestState, LogKind
from congress.models import Assignment, Call, CommitteeMember, InterestCase, Submission
from congress.queries.interests import member_interests, party_of
from congress.queries.log import actor, assignment_content, hidden, pseudonym
from congress.rules.conflict import FIXED_KINDS, conflict
from questions.rules.text import tidy

BATCH = 500
MOST_CHARACTERS = 500
SETTLED = (InterestState.CONFIRMED, InterestState.DISMISSED)
STANDS = {InterestKind.SAME_ORGANISATION: ("own_organisation",), InterestKind.OWN_WORK: ("own_work", "own_address")}


class CaseChanged(Conflict):
    code = "interest_case_changed"
    message = _("Somebody else has settled one of these cases in the meantime. Please look at them again.")


class CannotBeDismissed(Conflict):
    code = "interest_cannot_be_dismissed"
    message = _("Nobody judges an experience of their own city, or their own: this cannot be dismissed ({code}).")


class CaseReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Please give a reason.")


def look_for_conflicts(*, call: Call, now: datetime) -> int:
    """The same for a call, when somebody asks for it."""
    with transaction.atomic():
        hold(call.congress)
        return find_conflicts(congress=call.congress, submissions=call.submissions.all(), now=now)


def declare(
    *, submission: Submission, member: CommitteeMember, detail: str, by: Actor, now: datetime, kind: str = "other"
) -> InterestCase:
    """A member says in their own words why they should not judge a submission; it bars them at once.

    What was dismissed before is looked at again. A repeat is harmless. Raises CaseReasonMissing, Invalid.
    """
    words = tidy(detail)[:MOST_CHARACTERS]
    if not words:
        raise CaseReasonMissing(fields={"detail": [CaseReasonMissing.message]})
    if kind not in InterestKind.values:
        raise Invalid(fields={"kind": [_("Please choose one of the answers offered.")]})
    with transaction.atomic():
        one = locked(submission)
        row = InterestCase.objects.select_for_update().filter(submission=one, member=member, kind=kind).first()
        row = row or InterestCase(submission=one, member=member, kind=kind, opened_at=now)
        row.is_declared, row.detail = True, words
        if row.state == InterestState.DISMISSED:
            row.state, row.reason, row.settled_at, row.settled_by, row.opened_at = InterestState.OPEN, "", None, "", now
        row.save()
        row.submission = one
        _audit(row, "interest_declared", by, now)
    return row


def settle(
    *,
    call: Call,
    cases: QuerySet[InterestCase],
    seen: Mapping[int, str],
    state: str,
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    """Confirms or dismisses cases with a reason; returns how many. All or none.

    `cases` are those that the actor may settle, `seen` the chosen ones with the state that was on the screen. Where one
    is confirmed, what the member was given is taken back, and a review of theirs counts no longer. Raises CaseChanged,
    CannotBeDismissed, CaseReasonMissing, Invalid.
    """
    words = tidy(reason)[:MOST_CHARACTERS]
    if not words:
        raise CaseReasonMissing(fields={"reason": [CaseReasonMissing.message]})
    if state not in SETTLED or not seen:
        raise Invalid(_("Please choose at least one case, and whether you confirm or dismiss it."))
    with transaction.atomic():
        hold(call.congress)
        rows = _held(call, cases, seen)
        if state == InterestState.DISMISSED:
            _check_dismissing(rows)
        for row in rows:
            row.state, row.reason = InterestState(state), words
            row.settled_at, row.settled_by = now, f"{by.kind}:{by.id}"[:90]
            verb = "interest_confirmed" if state == InterestState.CONFIRMED else "interest_dismissed"
            _audit(row, verb, by, now)
        InterestCase.objects.bulk_update(rows, ["state", "reason", "settled_at", "settled_by"], batch_size=BATCH)
        gone = _take_back(rows, words, by, now) if state == InterestState.CONFIRMED else []
        entries = [(LogKind.CONFLICT.value, _content(call, row, by)) for row in rows]
        entries += [(LogKind.ASSIGNMENT.value, assignment_content(row, "taken_back", by, words)) for row in gone]
        log.record_all(call=call, entries=entries, now=now)
    return len(rows)


def _held(call: Call, cases: QuerySet[InterestCase], seen: Mapping[int, str]) -> list[InterestCase]:
    """The chosen cases as they are now, after their submissions, as every action locks them."""
    numbers = InterestCase.objects.filter(pk__in=seen, submission__call=call).values_list("submission", flat=True)
    list(Submission.objects.select_for_update().filter(pk__in=list(numbers)).order_by("pk").values_list("pk"))
    mine = list(cases.filter(pk__in=seen).order_by().values_list("pk", flat=True))
    rows = InterestCase.objects.select_for_update(of=("self",)).select_related(
        "submission__call__congress", "submission__author", "member__user__person"
    )
    found = list(rows.filter(pk__in=mine).order_by("pk"))
    if len(found) != len(seen) or any(row.state != seen[row.pk] for row in found):
        raise CaseChanged()
    return found


def _check_dismissing(rows: Sequence[InterestCase]) -> None:
    for row in rows:
        if row.kind not in FIXED_KINDS:
            continue
        if conflict(member_interests(row.member), party_of(row.submission)) in STANDS[InterestKind(row.kind)]:
            raise CannotBeDismissed(code=row.submission.code)


def _take_back(rows: Sequence[InterestCase], reason: str, by: Actor, now: datetime) -> list[Assignment]:
    """What the members were given of these submissions, in any round, so that it counts nowhere."""
    pairs = {(row.submission_id, row.member_id) for row in rows}
    found = Assignment.objects.select_for_update(of=("self",)).select_related("submission__call__congress", "member")
    found = found.filter(submission__in={work for work, _member in pairs}).exclude(state=AssignmentState.RECUSED)
    gone = [row for row in found.order_by("pk") if (row.submission_id, row.member_id) in pairs]
    for row in gone:
        row.state, row.reason, row.changed_at = AssignmentState.RECUSED, reason, now
        audit.record(
            verb="assignment_removed",
            subject=("assignment", row.pk, row.submission.code),
            by=by,
            now=now,
            scope=row.submission.call.congress.scope,
            after={"member": row.member_id, "state": row.state.value},
        )
    Assignment.objects.bulk_update(gone, ["state", "reason", "changed_at"], batch_size=BATCH)
    return gone


def _content(call: Call, row: InterestCase, by: Actor) -> dict[str, Any]:
    return {
        "submission": row.submission.code,
        "member": pseudonym(call, "user", row.member.user_id),
        "kind": row.kind,
        "is_declared": row.is_declared,
        "state": str(row.state),
        "reason": hidden(row.reason),
        "by": actor(call, by),
    }


def _audit(row: InterestCase, verb: str, by: Actor, now: datetime) -> None:
    audit.record(
        verb=verb,
        subject=("interest_case", row.pk or 0, row.submission.code),
        by=by,
        now=now,
        scope=row.submission.call.congress.scope,
        after={"member": row.member_id, "kind": str(row.kind), "state": str(row.state)},
    )
