"""Conflicts of interest, as rules see them and as a filter in the database. Both must say the same."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from congress.enums import InterestState
from congress.models import CommitteeMember, Congress, CoPresenter, InterestCase, Submission
from congress.rules.conflict import Interests, Party, conflict


def interests_of(user: Any, congress: Congress) -> Interests:
    """What a user is party to in a congress: their own organisation, their seat's, themselves, their addresses."""
    seats = CommitteeMember.objects.filter(user=user, congress=congress).values_list("organisation_id", flat=True)
    return _interests(user, list(seats))


def member_interests(member: CommitteeMember) -> Interests:
    """The same of a member's row that has its user and person at hand."""
    return _interests(member.user, [member.organisation_id])


def _interests(user: Any, organisations: list[int | None]) -> Interests:
    person = user.person
    found = {person.organisation_id, *organisations} - {None}
    return Interests(
        organisations=frozenset(found),
        people=frozenset({person.pk}),
        emails=frozenset(email.lower() for email in (user.email, person.email) if email),
    )


def is_barred(member: CommitteeMember, submission: Submission) -> bool:
    """Whether a member must not read a submission: by the rule, or by a case that nobody has dismissed."""
    cases = InterestCase.objects.filter(member=member, submission=submission).exclude(state=InterestState.DISMISSED)
    return conflict(member_interests(member), party_of(submission)) is not None or cases.exists()


def party_of(submission: Submission) -> Party:
    """Who stands behind one submission (reads its co-presenters)."""
    emails = frozenset(p.email.lower() for p in submission.co_presenters.all() if p.email)
    return Party(submission.organisation_id, submission.author_id, submission.author.email.lower(), emails)


def parties_of(submissions: list[Submission]) -> dict[int, Party]:
    """The same for many (with their authors at hand), in one query."""
    emails = defaultdict(set)
    rows = CoPresenter.objects.filter(submission__in=[s.pk for s in submissions]).exclude(email="")
    for submission_id, email in rows.values_list("submission_id", "email"):
        emails[submission_id].add(email.lower())
    return {
        s.pk: Party(s.organisation_id, s.author_id, s.author.email.lower(), frozenset(emails[s.pk]))
        for s in submissions
    }


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
    )
