"""The committee and the submissions as the sharing-out sees them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congress.enums import AssignmentState, Role, SubmissionState
from congress.models import Assignment, Bid, CommitteeMember, Congress, Submission, TeamMember
from congress.queries.interests import member_interests, parties_of
from congress.rules.affinity import Reader, Work, topics_in
from network.rules.search import fold

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
    return [(member, reader_of(member)) for member in seated_members(congress, now).prefetch_related("axes")]


def reader_of(member: CommitteeMember) -> Reader:
    """A member as the rules see them (reads the member's axes)."""
    return Reader(
        id=member.pk,
        languages=frozenset(member.languages),
        axes=frozenset(axis.code for axis in member.axes.all()),
        expertise=frozenset(word for keyword in member.expertise if (word := fold(str(keyword)))),
        interests=member_interests(member),
        least=member.min_load,
        most=member.max_load,
    )


def works_of(submissions: QuerySet[Submission], number: int = 1, readers: Iterable[Reader] = ()) -> list[Work]:
    """The submissions with whoever reads them in a round already; five queries, however many there are.

    Their topics are looked for among the keywords of the readers given.
    """
    keywords = sorted({word for reader in readers for word in reader.expertise})
    rows = list(submissions.select_related("author", "axis"))
    parties = parties_of(rows)
    mine = [s.pk for s in rows]
    by_state = _assigned(mine, number)
    bids: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for submission, member, value in Bid.objects.filter(submission__in=mine).values_list(
        "submission", "member", "value"
    ):
        bids[submission][member] = value
    return [
        Work(
            id=s.pk,
            language=s.language,
            axis=s.axis.code if s.axis else "",
            party=parties[s.pk],
            topics=topics_in(s.search, keywords),
            begun=frozenset(by_state[s.pk, "begun"]),
            given=frozenset(by_state[s.pk, "given"]),
            barred=frozenset(by_state[s.pk, "barred"]) | parties[s.pk].barred,
            bids=bids[s.pk],
        )
        for s in rows
    ]


def _assigned(submissions: list[int], number: int) -> defaultdict[tuple[int, str], set[int]]:
    """Of each submission who has begun it, who was given it, and who is barred from it."""
    kinds = {
        AssignmentState.ASSIGNED: "given",
        AssignmentState.STARTED: "begun",
        AssignmentState.DONE: "begun",
        AssignmentState.RECUSED: "barred",
    }
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Assignment.objects.filter(submission__in=submissions)
    for submission, member, at, state in rows.values_list("submission", "member", "round", "state"):
        if at == number or state == AssignmentState.RECUSED:
            found[submission, kinds[AssignmentState(state)]].add(member)
    return found
