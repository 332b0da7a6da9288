"""The chair or a deputy decides; decisions become known when they are released (actions/release.py)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions import log
from congress.actions.assignment import ConflictOfInterest
from congress.actions.submission import locked
from congress.enums import Outcome, SubmissionState
from congress.models import Decision, Submission
from congress.queries.interests import interests_of, party_of
from congress.queries.selection import next_rank
from congress.rules.conflict import conflict
from congress.rules.decision import may_decide, needs_reason
from questions.rules.text import tidy


class CallStillOpen(Conflict):
    code = "call_still_open"
    message = _("Authors can still change what they have submitted. Decisions are taken after the call has closed.")


class NotDecidable(Conflict):
    code = "not_decidable"
    message = _("This outcome is not possible for a submission in the state “{state}”.")


class DecisionChanged(Conflict):
    code = "decision_changed"
    message = _("Somebody else has decided on this submission in the meantime. Please look at it again.")


class ReasonForAuthorMissing(Invalid):
    code = "reason_missing"
    message = _("Please give the reason: the author will read it.")


def decide(*, submission: Submission, outcome: str, reason: str, version: int, by: Actor, now: datetime) -> Decision:
    """Takes or changes the pending decision; the author is not told yet.

    `version` is that of the pending decision one has seen, 0 for none. Raises CallStillOpen, NotDecidable,
    ConflictOfInterest, DecisionChanged, ReasonForAuthorMissing.
    """
    with transaction.atomic():
        submission = locked(submission)
        pending = Decision.objects.filter(submission=submission, released_at__isnull=True).first()
        _check_deciding(submission, outcome, reason, by, now)
        if (pending.version if pending else 0) != version:
            raise DecisionChanged()
        before = pending.outcome if pending else ""
        decision = pending or Decision(submission=submission, version=0)
        if outcome != Outcome.RESERVE:
            decision.rank = None
        elif before != Outcome.RESERVE or decision.rank is None:
            decision.rank = next_rank(submission.call)
        decision.outcome, decision.reason, decision.is_proposed = outcome, tidy(reason), False
        decision.version += 1
        decision.decided_at, decision.decided_by = now, _name(by)
        decision.save()
        decision.submission = submission
        _audit(submission, "decision_taken", by, now, before, outcome)
        log.seal_decisions(call=submission.call, decisions=[decision], by=by, now=now)
    return decision


def _check_deciding(submission: Submission, outcome: str, reason: str, by: Actor, now: datetime) -> None:
    if not submission.call.has_closed(now):
        raise CallStillOpen()
    if outcome not in Outcome.values or not may_decide(submission.state, outcome):
        raise NotDecidable(state=SubmissionState(submission.state).label)
    user = User.objects.select_related("person").filter(pk=by.id).first() if by.kind == "user" else None
    if user and conflict(interests_of(user, submission.call.congress), party_of(submission)):
        raise ConflictOfInterest()
    if needs_reason(outcome) and not tidy(reason):
        raise ReasonForAuthorMissing(fields={"reason": [ReasonForAuthorMissing.message]})


def _name(by: Actor) -> str:
    return f"{by.kind}:{by.id}"[:90]


def _audit(submission: Submission, verb: str, by: Actor, now: datetime, before: str, after: str) -> None:
    audit.record(
        verb=verb,
        subject=submission,
        by=by,
        now=now,
        scope=submission.call.congress.scope,
        before={"outcome": before} if before else None,
        after={"outcome": after},
        person=submission.author.ref,
    )
