"""An author lets an experience be published, or takes that back, whenever they like."""

from datetime import datetime

from django.db import transaction

from common.actions import audit
from common.actors import Actor
from congress.actions.book import drop_books
from congress.actions.hold import CongressArchived
from congress.actions.submission import SubmissionFixed, locked
from congress.enums import SubmissionState
from congress.models import Submission

# In the other states the form asks, or there is nothing to publish.
OPEN = frozenset(
    {SubmissionState.SUBMITTED, SubmissionState.RESERVE, SubmissionState.ACCEPTED, SubmissionState.REVISION}
)


def set_consent(*, submission: Submission, may_publish: bool, by: Actor, now: datetime) -> Submission:
    """Says whether the experience may be published once it is selected; a repeat is harmless.

    What was published disappears at once, from books as well. Taking back is possible in an archived congress, too:
    a consent can be withdrawn at any time (GDPR, Article 7(3)). Raises SubmissionFixed, CongressArchived.
    """
    with transaction.atomic():
        submission = _held(submission, is_taken_back=not may_publish)
        if submission.state not in OPEN:
            raise SubmissionFixed(state=SubmissionState(submission.state).label)
        if submission.may_publish == may_publish:
            return submission
        was_shown = submission.may_publish and submission.state == SubmissionState.ACCEPTED
        submission.may_publish = may_publish
        submission.consent_withdrawn_at = now if was_shown else None
        submission.save(update_fields=["may_publish", "consent_withdrawn_at"])
        if was_shown:
            drop_books(submission.call.congress)
        audit.record(
            verb="publication_agreed" if may_publish else "publication_withdrawn",
            subject=submission,
            by=by,
            now=now,
            scope=submission.call.congress.scope,
            before={"may_publish": not may_publish},
            after={"may_publish": may_publish},
            person=submission.author.ref,
        )
    return submission


def _held(submission: Submission, *, is_taken_back: bool) -> Submission:
    try:
        return locked(submission)
    except CongressArchived:
        if not is_taken_back:
            raise
    rows = Submission.objects.select_for_update(of=("self",)).select_related("call__congress", "author")
    return rows.get(pk=submission.pk)
