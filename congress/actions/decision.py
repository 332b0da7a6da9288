"""The chair or a deputy decides; decisions become known when they are released."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress import notifications
from congress.actions.assignment import ConflictOfInterest
from congress.actions.submission import locked
from congress.enums import Outcome, SubmissionState
from congress.models import Call, Decision, Submission
from congress.queries.decision import pending_decisions
from congress.queries.interests import interests_of, party_of
from congress.rules.conflict import conflict
from congress.rules.decision import may_decide, needs_reason, undecided
from congress.rules.submission import RELEASE_VERBS, following
from questions.rules.text import tidy

BATCH = 50


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


class DecisionsMissing(Conflict):
    code = "decisions_missing"
    message = _("{count} of these submissions have no decision yet, so no letter leaves: {codes}.")


class NothingToRelease(Conflict):
    code = "nothing_to_release"
    message = _("There is no decision to release.")


class PreviewOutdated(Conflict):
    code = "preview_outdated"
    message = _("Decisions have changed since you opened the preview. Please look at it again before you release.")


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
        decision.outcome, decision.reason = outcome, tidy(reason)
        decision.version += 1
        decision.decided_at, decision.decided_by = now, _name(by)
        decision.save()
        _audit(submission, "decision_taken", by, now, before, outcome)
    return decision


def release(
    *,
    call: Call,
    submissions: QuerySet[Submission],
    seen: Mapping[str, int] | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Tells the authors of the group given: every pending decision moves its submission and queues its letter.

    Nothing leaves while one of the group that is handed in has no decision; a wave is a smaller group. `seen` are
    the previewed decisions, code → version. Fifty rows a transaction; a repeat after a crash goes on where it
    stopped, and no letter is queued twice. Returns how many letters were queued. Raises DecisionsMissing,
    NothingToRelease, PreviewOutdated.
    """
    group = submissions.filter(call=call)
    pending = list(pending_decisions(group))
    missing = undecided(dict(group.values_list("code", "state")), {d.submission.code: d.outcome for d in pending})
    if missing:
        raise DecisionsMissing(count=len(missing), codes=", ".join(missing[:12]) + ("…" if len(missing) > 12 else ""))
    if not pending:
        raise NothingToRelease()
    if seen is not None and dict(seen) != {d.submission.code: d.version for d in pending}:
        raise PreviewOutdated()
    told = 0
    for start in range(0, len(pending), BATCH):
        with transaction.atomic():
            told += sum(_release_one(decision, by, now) for decision in pending[start : start + BATCH])
    return told


def _release_one(seen: Decision, by: Actor, now: datetime) -> int:
    submission = locked(seen.submission)
    decision = Decision.objects.filter(pk=seen.pk, version=seen.version, released_at__isnull=True).first()
    state = following(submission.state, RELEASE_VERBS[seen.outcome])
    if decision is None or state is None:
        return 0  # withdrawn or decided anew while the letters were leaving
    before, submission.state = submission.state, state
    submission.save(update_fields=["state"])
    decision.released_at, decision.released_by = now, _name(by)
    decision.save(update_fields=["released_at", "released_by"])
    decision.submission = submission
    _audit(submission, "decision_released", by, now, before, state)
    notifications.decided(decision, now)
    return 1


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
