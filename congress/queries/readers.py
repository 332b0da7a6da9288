"""The committee and the submissions as the sharing-out sees them."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congress.enums import AssignmentState, Role, SubmissionState
from congress.models import Assignment, CommitteeMember, Congress, Submission, TeamMember
from congress.queries.interests import member_interests, parties_of
from congress.rules.assignment import Reader, Work

SEATED = (Role.COMMITTEE, Role.CHAIR, Role.DEPUTY)


def seated_members(congress: Congress, now: datetime) -> QuerySet[CommitteeMember]:
    """Members who hold a role in the committee today, with how much each has to read and has read."""
    today = now.astimezone(congress.zone).date()
    roles = TeamMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        congress=congress,
        user=OuterRef("user"),
        role__in=SEATED,
        starts_on__lte=today,
    )
    live = Q(assignments__submission__state=SubmissionState.SUBMITTED) & ~Q(assignments__state=AssignmentState.RECUSED)
    return (
        CommitteeMember.objects.filter(Exists(roles), congress=congress, user__is_active=True)
        .select_related("user__person", "organisation")
        .annotate(
            load=Count("assignments", filter=live),
            done=Count("assignments", filter=live & Q(assignments__state=AssignmentState.DONE)),
        )
        .order_by("pk")
    )


def readers_of(congress: Congress, now: datetime) -> list[tuple[CommitteeMember, Reader]]:
    """The members who may be given something to read today."""
    members = seated_members(congress, now).prefetch_related("axes")
    return [
        (
            member,
            Reader(
                id=member.pk,
                languages=frozenset(member.languages),
                axes=frozenset(axis.code for axis in member.axes.all()),
                interests=member_interests(member),
            ),
        )
        for member in members
    ]


def works_of(submissions: QuerySet[Submission]) -> list[Work]:
    """The submissions with whoever reads them already; three queries, however many there are."""
    rows = list(submissions.select_related("author", "axis"))
    parties = parties_of(rows)
    read_by: defaultdict[int, set[int]] = defaultdict(set)
    barred: defaultdict[int, set[int]] = defaultdict(set)
    taken = Assignment.objects.filter(submission__in=[s.pk for s in rows]).values_list("submission", "member", "state")
    for submission, member, state in taken:
        (barred if state == AssignmentState.RECUSED else read_by)[submission].add(member)
    return [
        Work(
            id=s.pk,
            language=s.language,
            axis=s.axis.code if s.axis else "",
            party=parties[s.pk],
            read_by=frozenset(read_by[s.pk]),
            barred=frozenset(barred[s.pk]),
        )
        for s in rows
    ]
