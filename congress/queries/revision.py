"""Revisions: whether the author may write, who is told, and what has changed since it was asked for."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from congress.enums import Role, SubmissionState
from congress.models import Submission, TeamMember
from congress.queries.interests import conflicting, interests_of
from congress.rules.content import Change, changes


def is_revising(submission: Submission, now: datetime) -> bool:
    """Whether the author may change and resubmit it now: up to, not including, the due instant."""
    due = submission.revision_due_at
    return submission.state == SubmissionState.REVISION and (due is None or now < due)


def judges_of(submission: Submission, now: datetime) -> list[User]:
    """The chairs and deputies of today who are not party to the experience."""
    congress = submission.call.congress
    today = now.astimezone(congress.zone).date()
    seats = TeamMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        congress=congress,
        role__in=[Role.CHAIR, Role.DEPUTY],
        starts_on__lte=today,
        user__is_active=True,
    )
    users = User.objects.filter(pk__in=seats.values("user")).select_related("person").order_by("pk")
    one = Submission.objects.filter(pk=submission.pk)
    return [user for user in users if not one.filter(conflicting(interests_of(user, congress))).exists()]


def revised_since(submission: Submission) -> list[Change]:
    """What the author has changed since a revision was asked for (for the first time, if more than once)."""
    if submission.revision_from is None or submission.version <= submission.revision_from:
        return []
    kept = {row.number: row.content for row in submission.versions.filter(
        number__in=[submission.revision_from, submission.version]
    )}  # fmt: skip
    if len(kept) < 2:
        return []
    return changes(kept[submission.revision_from], kept[submission.version])
