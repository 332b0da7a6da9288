"""Conflicts of interest, as rules see them and as a filter in the database. Both must say the same."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from congress.enums import InterestState
from congress.models import CommitteeMember, Congress, CoPresenter, InterestCase, Submission
from congress.rules.conflict import Interests, Party, conflict


def interests_of(user: Any, congress: Congress) -> Interests:
    """What a user is party to in a congress: their own organisation, their seat's, themselves, their addresses."""
    seats = CommitteeMember.objects.filter(user=user, congress=congress).values_list("pk", "organisation_id")
    return _interests(user, list(seats))


def member_interests(member: CommitteeMember) -> Interests:
    """The same of a member's row that has its user and person at hand."""
    return _interests(member.user, [(member.pk, member.organisation_id)])


def _interests(user: Any, seats: list[tuple[int, int | None]]) -> Interests:
    person = user.person
    found = {person.organisation_id, *(organisation for _seat, organisation in seats)} - {None}
    return Interests(
        organisations=frozenset(found),
        members=frozenset(seat for seat, _organisation in seats),
        people=frozenset({person.pk}),
        emails=frozenset(email.lower() for email in (user.email, person.email) if email),
    )


def is_barred(member: CommitteeMember, submission: Submission) -> bool:
    """Whether a member must not read a submission: by the rule, or by a case that nobody has dismissed."""
    return conflict(member_interests(member), party_of(submission)) is not None


def party_of(submission: Submission) -> Party:
    """Who stands behind one submission and whom its cases bar (reads its co-presenters and its cases)."""
    emails = frozenset(p.email.lower() for p in submission.co_presenters.all() if p.email)
    barred = _barring().filter(submission=submission).values_list("member_id", flat=True)
    email = submission.author.email.lower()
    return Party(submission.organisation_id, submission.author_id, email, emails, frozenset(barred))


def parties_of(submissions: list[Submission]) -> dict[int, Party]:
    """The same for many (with their authors at hand), in two queries."""
    emails, barred = defaultdict(set), defaultdict(set)
    numbers = [s.pk for s in submissions]
    rows = CoPresenter.objects.filter(submission__in=numbers).exclude(email="")
    for submission_id, email in rows.values_list("submission_id", "email"):
        emails[submission_id].add(email.lower())
    for submission_id, member_id in _barring().filter(submission__in=numbers).values_list("submission", "member"):
        barred[submission_id].add(member_id)
    return {
        s.pk: Party(
            s.organisation_id, s.author_id, s.author.email.lower(), frozenset(emails[s.pk]), frozenset(barred[s.pk])
        )
        for s in submissions
    }


def _barring() -> QuerySet[InterestCase]:
    """Cases that are open or confirmed."""
    return InterestCase.objects.order_by().exclude(state=InterestState.DISMISSED)


def conflicting(interests: Interests, path: str = "") -> Q:
    """The submissions a reader is party to; `path` leads to the submission, such as "submission__"."""
    co_presents = CoPresenter.objects.annotate(address=Lower("email")).filter(
        submission=OuterRef(f"{path}pk"), address__in=interests.emails
    )
    author_email = Q()
    for email in interests.emails:
        author_email |= Q(**{f"{path}author__email__iexact": email})
    return (
        Q(**{f"{path}organisation__in": interests.organisations})
        | Q(**{f"{path}author__in": interests.people})
        | author_email
        | Q(Exists(co_presents))
        | Q(Exists(_barring().filter(submission=OuterRef(f"{path}pk"), member__in=interests.members)))
    )
