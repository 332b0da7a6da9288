"""Bringing in many decisions at once (the demo, an import) under the same rules as one by one, without letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from common.actors import Actor
from congress.actions import log
from congress.actions.bulk import BATCH, audit_all
from congress.actions.decision import CallStillOpen, NotDecidable, ReasonForAuthorMissing
from congress.enums import SubmissionState
from congress.models import Call, Decision, Submission
from congress.rules.afterwards import confirm_until
from congress.rules.decision import may_decide, needs_reason
from congress.rules.submission import RELEASE_VERBS, following


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision to bring in."""

    submission: Submission
    outcome: str
    at: datetime
    reason: str = ""
    confirmed_at: datetime | None = None  # when the author of a selected one said yes


def load_decisions(
    *, call: Call, rows: Iterable[DecisionRow], by: Actor, release_at: datetime | None = None
) -> list[Decision]:
    """Inserts decisions; with `release_at` they are known from then on, and the submissions move (no letters).

    All or none. Raises CallStillOpen, NotDecidable, ReasonForAuthorMissing.
    """
    rows = list(rows)
    name = f"{by.kind}:{by.id}"[:90]
    with transaction.atomic():
        for row in rows:
            if not call.has_closed(row.at):
                raise CallStillOpen()
            if not may_decide(row.submission.state, row.outcome):
                raise NotDecidable(state=row.submission.get_state_display())
            if needs_reason(row.outcome) and not row.reason.strip():
                raise ReasonForAuthorMissing()
        made = Decision.objects.bulk_create(
            [
                Decision(
                    submission=row.submission,
                    outcome=row.outcome,
                    reason=row.reason.strip(),
                    decided_at=row.at,
                    decided_by=name,
                    released_at=release_at,
                    released_by=name if release_at else "",
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        if release_at is not None:
            _move_all(rows, release_at)
        log.seal_loaded(call=call, decisions=made, by=by, release_at=release_at)
        audit_all([("decision_taken", row.submission, row.at) for row in rows], call, by)
    return made


def _move_all(rows: Sequence[DecisionRow], release_at: datetime) -> None:
    for row in rows:
        one = row.submission
        one.state = following(one.state, RELEASE_VERBS[row.outcome]) or one.state
        if one.state == SubmissionState.ACCEPTED:
            one.confirm_until = confirm_until(release_at, one.call.confirm_days, one.call.congress.zone)
            one.confirmed_at = row.confirmed_at
    columns = ["state", "confirm_until", "confirmed_at"]
    Submission.objects.bulk_update([row.submission for row in rows], columns, batch_size=BATCH)
