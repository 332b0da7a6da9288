"""Members and submissions as the finder of conflicts sees them, and the cases that somebody may settle."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from congress.enums import Role, SubmissionState
from congress.models import Call, CommitteeMember, Congress, CoPresenter, InterestCase, Partnership, Submission
from congress.queries.interests import conflicting, interests_of, member_interests, parties_of
from congress.queries.team import members as team_of
from congress.queries.team import today_in
from congress.rules.conflict import Interests, Party, Tied, Work, companions_of

LOOKED_AT = (SubmissionState.SUBMITTED, SubmissionState.REVISION)


def tied_members(congress: Congress, members: QuerySet[CommitteeMember]) -> list[Tied]:
    """Members with all that ties them; four queries, however many there are."""
    rows = list(members.select_related("user__person"))
    interests = {row.pk: member_interests(row) for row in rows}
    partners: defaultdict[int, set[int]] = defaultdict(set)
    declared = Partnership.objects.filter(member__in=interests).values_list("member", "organisation")
    for member, organisation in declared:
        partners[member].add(organisation)
    earlier = _earlier(congress, interests.values())
    return [
        Tied(pk, of, frozenset(partners[pk]), companions_of(of, earlier) if earlier else frozenset())
        for pk, of in interests.items()
    ]


def works_to_look_at(submissions: QuerySet[Submission]) -> list[Work]:
    """What is handed in and undecided among the submissions, with everybody behind it."""
    rows = list(submissions.filter(state__in=LOOKED_AT).select_related("author"))
    parties = parties_of(rows)
    guardians: defaultdict[int, set[str]] = defaultdict(set)
    found = CoPresenter.objects.filter(submission__in=parties).exclude(guardian_email="")
    for submission, email in found.values_list("submission", "guardian_email"):
        guardians[submission].add(email.lower())
    return [Work(row.pk, parties[row.pk], frozenset(guardians[row.pk])) for row in rows]


def _earlier(congress: Congress, members: Iterable[Interests]) -> list[Party]:
    """What was handed in to earlier congresses in which one of the members may have had a part."""
    people: set[int] = set()
    emails: set[str] = set()
    for interests in members:
        people |= interests.people
        emails |= interests.emails
    rows = Submission.objects.filter(call__congress__starts_on__lt=congress.starts_on).exclude(
        Q(call__congress=congress) | Q(state=SubmissionState.DRAFT)
    )
    presenters = CoPresenter.objects.annotate(address=Lower("email")).filter(submission=OuterRef("pk"))
    # Other spellings of one mailbox are told apart by the rule, so all that might be one are fetched.
    spelt = Q(address__contains="+") | Q(address__endswith="@gmail.com") | Q(address__endswith="@googlemail.com")
    rows = rows.annotate(address=Lower("author__email")).filter(
        Q(author__in=people)
        | Q(address__in=emails)
        | spelt
        | Q(Exists(presenters.filter(Q(address__in=emails) | spelt)))
    )
    return list(parties_of(list(rows.select_related("author"))).values())


def settled_by_user(user: Any, call: Call, visible: QuerySet[Submission], now: datetime) -> QuerySet[InterestCase]:
    """The cases of a call that a user settles: chair and deputies; the owner only what none of them may.

    Never of what they are party to, nor about their own seat. `visible` is what the user may see.
    """
    congress = call.congress
    today = today_in(congress, now)
    roles = [row for row in team_of(congress, today) if row.starts_on <= today and row.user.is_active]
    leads = {row.user_id: row.user for row in roles if row.role in (Role.CHAIR, Role.DEPUTY)}
    rows = InterestCase.objects.filter(submission__call=call, submission__in=visible.order_by().values("pk"))
    rows = rows.exclude(conflicting(interests_of(user, congress), "submission__")).exclude(member__user=user)
    if user.pk in leads:
        return rows
    for lead in leads.values():
        rows = rows.filter(conflicting(interests_of(lead, congress), "submission__") | Q(member__user=lead))
    return rows


def case_counts(cases: QuerySet[InterestCase]) -> dict[tuple[str, str], int]:
    """{(kind, state): how many}."""
    rows = cases.order_by().values_list("kind", "state").annotate(n=Count("pk", distinct=True))
    return {(kind, state): n for kind, state, n in rows}


def declared_cases(member: CommitteeMember) -> QuerySet[InterestCase]:
    """What a member has declared themselves; what was found of them is not shown to them."""
    return InterestCase.objects.filter(member=member, is_declared=True).select_related("submission").order_by("-id")
