"""Who may do what in a congress. Predicates; a role that is not named is not implied.

The network's secretariat reads every congress as its auditor does, and writes in none (docs/architecture.md). Whoever
holds a role in a congress has that role there and no more: nobody judges or handles what they read from above.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.permissions import is_secretariat, sensitive
from common import clock
from congress.actions.hold import CongressArchived
from congress.enums import READS_PLAN, SENSITIVE_ROLES, AssignmentState, Role, SubmissionState
from congress.models import Assignment, Call, CommitteeMember, Congress, Milestone, Note, Submission, TeamMember
from congress.queries.interests import conflicting, interests_of

READERS = (Role.OWNER, Role.AUDITOR)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE_WRITERS = (Role.OWNER, Role.TRANSLATOR)  # write drafts; the owner alone publishes
PAGE_READERS = (*PAGE_WRITERS, Role.AUDITOR)
PREVIEW = "role_preview"  # where the session keeps which role an owner is looking through
PLAN_READERS = READS_PLAN


def held_roles(user: Any, congress: Congress) -> frozenset[str]:
    """The roles a user was given in a congress, today (in its zone), kept on the user for the request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    kept: dict[int, frozenset[str]] = user.__dict__.setdefault("_roles", {})
    if congress.pk not in kept:
        today = _today(congress)
        rows = TeamMember.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), user=user, congress=congress, starts_on__lte=today
        )
        kept[congress.pk] = frozenset(rows.values_list("role", flat=True))
    return _looked_through(user, congress, kept[congress.pk])


def _looked_through(user: Any, congress: Congress, held: frozenset[str]) -> frozenset[str]:
    """The roles held, or the one through which an owner is looking just now."""
    number, role = getattr(user, "role_preview", None) or (0, "")
    return frozenset({role}) if number == congress.pk and Role.OWNER in held else held


def roles_of(user: Any, congress: Congress) -> frozenset[str]:
    """The roles in which a user works in a congress today: those given, else the auditor's for the secretariat."""
    held = held_roles(user, congress)
    if held or not is_secretariat(user, _today(congress)):
        return held
    return frozenset({Role.AUDITOR})


def check_writable(request: HttpRequest, congress: Congress) -> None:
    """Raises CongressArchived where a request would change or begin something of an archived congress."""
    begins = request.resolver_match is not None and request.resolver_match.route.endswith("/new/")
    if congress.is_archived and (begins or request.method not in SAFE):
        raise CongressArchived()


def _today(congress: Congress) -> date:
    return clock.now().astimezone(congress.zone).date()


@sensitive
def sees_much(user: Any) -> bool:
    """Whether the user holds, in any congress, a role that sees money, health or everybody's data."""
    rows = TeamMember.objects.filter(user=user, role__in=SENSITIVE_ROLES)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=clock.now().date())).exists()


def reads_sealed(user: Any, congress: Congress) -> bool:
    """Whether the user may read the names that the audit trail keeps sealed, and take the trail away as a file.

    The owner and the auditor of the congress; not the secretariat, which only reads along.
    """
    return bool(held_roles(user, congress) & {Role.OWNER, Role.AUDITOR})


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
    Nor does the secretariat see what its people are party to.
    """
    if not has_role(user, congress, *CALL_READERS):
        return Submission.objects.none()
    rows = Submission.objects.filter(call__congress=congress).exclude(state=SubmissionState.DRAFT)
    if has_role(user, congress, *COMMITTEE) or not held_roles(user, congress):
        rows = rows.exclude(conflicting(interests_of(user, congress)))
    return rows


def reads_log(user: Any, call: Call) -> bool:
    """Whether the user may read the sealed log of a call: its owner and auditors.

    A chain can only be read whole, so not whoever judges or reads along and is party to something in that call.
    """
    if not has_role(user, call.congress, *READERS):
        return False
    every = Submission.objects.filter(call=call).exclude(state=SubmissionState.DRAFT)
    return not every.exclude(pk__in=visible_submissions(user, call.congress).values("pk")).exists()


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


def biddable_submissions(user: Any, call: Call) -> QuerySet[Submission]:
    """What a member may say they would like to read: handed in, undecided, and nothing they are party to."""
    if seat_of(user, call.congress) is None:
        return Submission.objects.none()
    rows = Submission.objects.filter(call=call, state=SubmissionState.SUBMITTED)
    return rows.exclude(conflicting(interests_of(user, call.congress)))


def can_review(user: Any, submission: Submission) -> bool:
    """Whether the submission is among those the user has to read."""
    return readable_assignments(user, submission.call.congress).filter(submission=submission).exists()


def can_decide(user: Any, submission: Submission) -> bool:
    """Chair and deputies decide, but not on what they are party to."""
    congress = submission.call.congress
    if not has_role(user, congress, *JUDGES):
        return False
    return visible_submissions(user, congress).filter(pk=submission.pk).exists()


def writes_plan(user: Any, congress: Congress) -> bool:
    """Whether the user may add, change and drop milestones and write minutes."""
    return has_role(user, congress, Role.OWNER)


def may_work_on(user: Any, milestone: Milestone) -> bool:
    """Whether the user may say how a milestone stands and note something: its owner, its role, or the congress's."""
    held = held_roles(user, milestone.congress)
    if Role.OWNER in held:
        return True
    return milestone.owner_id == user.pk and bool(held) if milestone.owner_id else milestone.role in held


def wrote(user: Any, note: Note) -> bool:
    """Whether the note or minutes are the user's own, who still works on the congress: they may be removed."""
    return note.written_by == f"user:{user.pk}" and bool(held_roles(user, note.congress))


def may_correct(user: Any, note: Note) -> bool:
    """Whether the user may correct a note: its author, and of minutes whoever writes minutes."""
    return wrote(user, note) or (note.held_on is not None and writes_plan(user, note.congress))
