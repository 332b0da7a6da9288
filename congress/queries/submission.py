"""Submissions for authors, for the chair, and for the rooms above."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Liaison, Person
from congress.enums import AssignmentState, ReviewState, SubmissionState
from congress.models import Call, Congress, Decision, Submission
from congress.rules.content import Terms
from congress.rules.submission import COUNTED
from network.models import Organisation

RELATED = ("call__congress", "organisation", "author", "axis", "format")


def own_submissions(user: Any) -> QuerySet[Submission]:
    """What a user has written, newest first."""
    return Submission.objects.filter(author__user=user).select_related(*RELATED).order_by("-id")


def city_submissions(organisation: Organisation, call: Call) -> QuerySet[Submission]:
    """The submissions that use up an organisation's places in a call."""
    return Submission.objects.filter(organisation=organisation, call=call, state__in=COUNTED).order_by(
        "submitted_at", "pk"
    )


def accepted_submissions(congress: Congress) -> QuerySet[Submission]:
    """Accepted experiences whose authors have been told, for the programme."""
    return (
        Submission.objects.filter(call__congress=congress, state=SubmissionState.ACCEPTED)
        .select_related(*RELATED)
        .order_by("code")
    )


def published_experiences(congress: Congress) -> QuerySet[Submission]:
    """Accepted experiences that their cities let us publish."""
    return accepted_submissions(congress).filter(may_publish=True)


def counts_by_state(call: Call) -> dict[str, int]:
    """How many submissions a call has in each state; every state is named."""
    found = Submission.objects.filter(call=call).values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(SubmissionState.values, 0) | dict(found)


def submitted_in_good_reviews() -> Q:
    """The reviews that count: handed in, by members who did not recuse themselves."""
    return Q(assignments__review__state=ReviewState.SUBMITTED) & ~Q(assignments__state=AssignmentState.RECUSED)


def with_reviews(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Adds mean, lowest and highest score, the number of reviews and of readers, and the pending outcome."""
    counted = submitted_in_good_reviews()
    score = "assignments__review__score"
    pending = Decision.objects.filter(submission=OuterRef("pk"), released_at__isnull=True)
    return submissions.annotate(
        mean_score=Avg(score, filter=counted),
        low_score=Min(score, filter=counted),
        high_score=Max(score, filter=counted),
        reviews=Count("assignments", filter=counted),
        readers=Count("assignments", filter=~Q(assignments__state=AssignmentState.RECUSED)),
        pending=Subquery(pending.values("outcome")[:1]),
    )


def scores_of(submission: Submission) -> list[Decimal]:
    """The scores that count for one submission."""
    rows = submission.assignments.exclude(state=AssignmentState.RECUSED).filter(review__state=ReviewState.SUBMITTED)
    return [score for score in rows.values_list("review__score", flat=True) if score is not None]


def terms_of(call: Call) -> Terms:
    """What a call asks for, as rules see it."""
    return Terms(
        languages=frozenset(call.languages),
        axes=frozenset(call.congress.axes.values_list("code", flat=True)),
        formats=frozenset(call.formats.values_list("code", flat=True)),
        summary_words=call.summary_words,
        asks_endorsement=call.asks_endorsement,
        translations=frozenset(call.congress.languages),
    )


def organisations_of(person: Person, on: date) -> QuerySet[Organisation]:
    """The organisations for which a person may write on a day: their own and those they speak for.

    Whoever belongs to none may name any; the secretariat sees whom they named.
    """
    active = Organisation.objects.filter(is_active=True).order_by("slug")
    spoken = Liaison.objects.speaking(on).general().filter(person=person).values("organisation_id")
    if person.organisation_id is None and not spoken.exists():
        return active
    return active.filter(Q(pk=person.organisation_id) | Q(pk__in=spoken))


def content_of(submission: Submission) -> dict[str, Any]:
    """What a version keeps: codes and texts, and no address of anybody."""
    return {
        "language": submission.language,
        "organisation": submission.organisation.slug,
        "axis": submission.axis.code if submission.axis else "",
        "format": submission.format.code if submission.format else "",
        "title": submission.title,
        "summary": submission.summary,
        "answers": submission.answer_set.answers if submission.answer_set else {},
        "co_presenters": [p.name for p in submission.co_presenters.all()],
        "may_publish": submission.may_publish,
        "endorsement": submission.endorsement.sha256[:12] if submission.endorsement else "",
    }
