"""A revision is asked for, written, and handed in again; whoever asked is told when it does not come."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import formats
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.models import StoredFile
from congress.actions.content import write_content
from congress.actions.presenter_letters import ask_presenters
from congress.actions.revision_letters import revision_asked, revision_told
from congress.actions.submission import StaleVersion, SubmissionFixed, locked
from congress.enums import CongressState, SubmissionState
from congress.models import Submission
from congress.queries.revision import judges_of
from congress.rules.content import Content
from congress.rules.submission import following
from questions.rules.text import tidy

MOST_CHARACTERS = 4_000
TOLD_FOR = timedelta(days=2)  # how long a sweep that stood still may tell of what is overdue


class RevisionOver(Conflict):
    code = "revision_over"
    message = _("The time to revise this experience ended on {due}. Please write to the organisers.")


class DecisionPending(Conflict):
    code = "decision_pending"
    message = _("A decision on this experience is pending. Please take it back first, then ask for a revision.")


def ask_revision(*, submission: Submission, note: str, due_at: datetime, by: Actor, now: datetime) -> Submission:
    """Asks the author to change something up to, not including, `due_at`; they get a letter with the note.

    Asking again corrects note and time. Reviews stay as they are. Raises Invalid, SubmissionFixed, DecisionPending.
    """
    text = tidy(note)
    _check_request(text, due_at, now)
    with transaction.atomic():
        row = locked(submission)
        before = row.state
        after = _next(row, "ask")
        if row.decisions.filter(released_at__isnull=True).exists():
            raise DecisionPending()
        if before != SubmissionState.REVISION:
            row.revision_from = row.version
        row.state, row.revision_note, row.revision_due_at = after, text, due_at
        row.save(update_fields=["state", "revision_note", "revision_due_at", "revision_from"])
        _audit(row, "revision_asked", by, now, before)
        revision_asked(row, now)
    return row


def save_revision(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Actor,
    now: datetime,
    endorsement: StoredFile | None = None,
) -> Submission:
    """Keeps a revision that is not handed in yet; it holds all that handing in asks for.

    Raises StaleVersion, SubmissionFixed, RevisionOver, Invalid.
    """
    with transaction.atomic():
        row = _writable(submission, version, "save", now)
        row.endorsement = endorsement or row.endorsement
        write_content(row, content=content, complete=True, by=by, now=now)
        _audit(row, "submission_revised", by, now, row.state)
    return row


def resubmit(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Actor,
    now: datetime,
    endorsement: StoredFile | None = None,
) -> Submission:
    """Hands a revision in: the experience is submitted again, and the chairs are told. Raises as `save_revision`."""
    with transaction.atomic():
        row = _writable(submission, version, "resubmit", now)
        row.state = _next(row, "resubmit")
        row.endorsement = endorsement or row.endorsement
        write_content(row, content=content, complete=True, by=by, now=now)
        _audit(row, "submission_resubmitted", by, now, SubmissionState.REVISION)
        ask_presenters(row, now)
        for user in judges_of(row, now):
            key = f"revision-back:{row.pk}:{row.version}:{user.pk}"
            revision_told(row, user, "congress_revision_back", key, now)
    return row


def close_revision(*, submission: Submission, by: Actor, now: datetime) -> Submission:
    """Takes the text as it stands, without waiting for the author any longer. Raises SubmissionFixed."""
    with transaction.atomic():
        row = locked(submission)
        before = row.state
        row.state = _next(row, "close")
        row.save(update_fields=["state"])
        _audit(row, "revision_closed", by, now, before)
        ask_presenters(row, now)
    return row


def tell_overdue(*, now: datetime) -> int:
    """Tells chairs and deputies, once each, of revisions that have not come in time. Returns the letters."""
    rows = Submission.objects.filter(
        state=SubmissionState.REVISION, revision_due_at__lte=now, revision_due_at__gt=now - TOLD_FOR
    ).exclude(call__congress__state=CongressState.ARCHIVED)
    letters = 0
    for row in rows.select_related("call__congress", "organisation", "author"):
        due = row.revision_due_at.isoformat() if row.revision_due_at else ""
        with transaction.atomic():
            for user in judges_of(row, now):
                key = f"revision-overdue:{row.pk}:{due}:{user.pk}"
                letters += revision_told(row, user, "congress_revision_overdue", key, now)
    return letters


def _check_request(text: str, due_at: datetime, now: datetime) -> None:
    faults = {}
    if not text:
        faults["note"] = [_("Please say what the author is to change.")]
    elif len(text) > MOST_CHARACTERS:
        faults["note"] = [_("This text is too long to be kept. Please shorten it.")]
    if due_at <= now:
        faults["due_at"] = [_("This instant has passed already.")]
    if faults:
        raise Invalid(fields=faults)


def _writable(submission: Submission, version: int, verb: str, now: datetime) -> Submission:
    row = locked(submission)
    if row.version != version:
        raise StaleVersion(version=row.version)
    _next(row, verb)
    due = row.revision_due_at
    if due is not None and now >= due:
        raise RevisionOver(due=formats.deadline(due, row.call.congress.zone))
    return row


def _next(submission: Submission, verb: str) -> str:
    state = following(submission.state, verb)
    if state is None:
        raise SubmissionFixed(state=SubmissionState(submission.state).label)
    return state


def _audit(submission: Submission, verb: str, by: Actor, now: datetime, before: str) -> None:
    audit.record(
        verb=verb,
        subject=submission,
        by=by,
        now=now,
        scope=submission.call.congress.scope,
        before={"state": before},
        after={"state": submission.state, "version": submission.version},
        person=submission.author.ref,
    )
