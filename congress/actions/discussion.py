"""What members of the committee say to one another about an experience, once their own review is in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.assignment import ConflictOfInterest
from congress.actions.submission import locked
from congress.enums import Role, SubmissionState
from congress.models import CommitteeMember, DiscussionNote, Submission
from congress.queries.interests import member_interests, party_of
from congress.queries.team import today_in
from congress.rules.conflict import conflict
from congress.rules.rounds import sees_others
from questions.rules.text import tidy

MOST_CHARACTERS = 5_000


class ReviewFirst(Conflict):
    code = "review_first"
    message = _("Please hand in your own review first: what the others think is shown afterwards.")


class DiscussionClosed(Conflict):
    code = "discussion_closed"
    message = _("This submission has been decided or withdrawn; the discussion is closed.")


class NoteNotYours(Conflict):
    code = "note_not_yours"
    message = _("Only whoever wrote this can change it.")


def write_note(
    *, submission: Submission, member: CommitteeMember, text: str, by: Actor, now: datetime, note: int | None = None
) -> DiscussionNote:
    """Says something to the others, or with `note` changes what the member said before.

    Chair and deputies may write without a review of their own. Raises Invalid, ReviewFirst, DiscussionClosed,
    ConflictOfInterest, NoteNotYours.
    """
    words = tidy(text)
    if not words:
        raise Invalid(fields={"text": [_("Please write something.")]})
    if len(words) > MOST_CHARACTERS:
        raise Invalid(fields={"text": [_("This text is too long to be kept.")]})
    with transaction.atomic():
        one = locked(submission)
        if one.state != SubmissionState.SUBMITTED:
            raise DiscussionClosed()
        if conflict(member_interests(member), party_of(one)):
            raise ConflictOfInterest()
        if not (_leads(member, now) or sees_others(_states(one, member))):
            raise ReviewFirst()
        row = _row(one, member, note, now)
        row.text, row.changed_at = words, now if note is not None else None
        row.save()
        verb = "discussion_changed" if note is not None else "discussion_written"
        after = {"member": member.pk}
        audit.record(verb=verb, subject=one, by=by, now=now, scope=one.call.congress.scope, after=after)
    return row


def _row(one: Submission, member: CommitteeMember, note: int | None, now: datetime) -> DiscussionNote:
    if note is None:
        return DiscussionNote(submission=one, member=member, written_at=now)
    row = DiscussionNote.objects.select_for_update().filter(pk=note, submission=one, member=member).first()
    if row is None:
        raise NoteNotYours()
    return row


def _states(one: Submission, member: CommitteeMember) -> list[str]:
    return list(one.assignments.filter(member=member).values_list("state", flat=True))


def _leads(member: CommitteeMember, now: datetime) -> bool:
    """Whether the member is chair or deputy today."""
    today = today_in(member.congress, now)
    rows = member.user.team_roles.filter(congress=member.congress, role__in=[Role.CHAIR, Role.DEPUTY])
    return any(row.is_held(today) for row in rows)
