"""Who may do what in a congress. Predicates; a role that is not named is not implied."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.permissions import sensitive
from common import clock
from congress.enums import SENSITIVE_ROLES, AssignmentState, Role, SubmissionState
from congress.models import Assignment, CommitteeMember, Congress, Submission, TeamMember
from congress.queries.interests import conflicting, interests_of

READERS = (Role.OWNER, Role.AUDITOR)


def roles_of(user: Any, congress: Congress) -> frozenset[str]:
    """The roles a user holds in a congress today (in its zone), kept on the user for the request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    kept: dict[int, frozenset[str]] = user.__dict__.setdefault("_roles", {})
    if congress.pk not in kept:
        today = clock.now().astimezone(congress.zone).date()
        rows = TeamMember.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), user=user, congress=congress, starts_on__lte=today
        )
        kept[congress.pk] = frozenset(rows.values_list("role", flat=True))
    return kept[congress.pk]


@sensitive
def sees_much(user: Any) -> bool:
    """Whether the user holds, in any congress, a role that sees money, health or everybody's data."""
    rows = TeamMember.objects.filter(user=user, role__in=SENSITIVE_ROLES)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=clock.now().date())).exists()


def has_role(user: Any, congress: Congress, *roles: str) -> bool:
    """Whether the user holds one of the roles. Owner is not implied: name it."""
    return bool(roles_of(user, congress) & set(roles))


COMMITTEE = (Role.COMMITTEE, Role.CHAIR, Role.DEPUTY)
JUDGES = (Role.CHAIR, Role.DEPUTY)
CALL_READERS = (Role.OWNER, Role.AUDITOR, Role.CHAIR, Role.DEPUTY)


def seat_of(user: Any, congress: Congress) -> CommitteeMember | None:
    """The user's seat in the committee, while they hold a role in it."""
    if not has_role(user, congress, *COMMITTEE):
        return None
    return CommitteeMember.objects.filter(user=user, congress=congress).select_related("user__person").first()


def visible_submissions(user: Any, congress: Congress) -> QuerySet[Submission]:
    """What organisers and chairs may see: all that was handed in, but for judges nothing they are party to.

    Drafts belong to their authors alone. The chair's own city is left to the deputies, and theirs to the chair.
    """
    if not has_role(user, congress, *CALL_READERS):
        return Submission.objects.none()
    rows = Submission.objects.filter(call__congress=congress).exclude(state=SubmissionState.DRAFT)
    if has_role(user, congress, *COMMITTEE):
        rows = rows.exclude(conflicting(interests_of(user, congress)))
    return rows


def readable_assignments(user: Any, congress: Congress) -> QuerySet[Assignment]:
    """What a member has to read: assigned to them, handed in, not recused, and nothing they are party to."""
    seat = seat_of(user, congress)
    if seat is None:
        return Assignment.objects.none()
    return (
        Assignment.objects.filter(member=seat)
        .exclude(state=AssignmentState.RECUSED)
        .exclude(submission__state__in=[SubmissionState.DRAFT, SubmissionState.WITHDRAWN])
        .exclude(conflicting(interests_of(user, congress), "submission__"))
        .order_by("pk")
    )


def can_review(user: Any, submission: Submission) -> bool:
    """Whether the submission is among those the user has to read."""
    return readable_assignments(user, submission.call.congress).filter(submission=submission).exists()


def can_decide(user: Any, submission: Submission) -> bool:
    """Chair and deputies decide, but not on what they are party to."""
    congress = submission.call.congress
    if not has_role(user, congress, *JUDGES):
        return False
    return visible_submissions(user, congress).filter(pk=submission.pk).exists()
