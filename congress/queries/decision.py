"""Decisions that wait for their release, and places that became free after it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from congress.enums import AssignmentState, Outcome, ReviewState, SubmissionState
from congress.models import Decision, Review, Submission
from congress.rules.afterwards import Reserve


def pending_decisions(submissions: QuerySet[Submission]) -> QuerySet[Decision]:
    """The unreleased decisions about the submissions given, with what their letters need."""
    return (
        Decision.objects.filter(submission__in=submissions.values("pk"), released_at__isnull=True)
        .select_related(
            "format",
            "submission__call__congress",
            "submission__organisation",
            "submission__author",
            "submission__axis",
            "submission__format",
        )
        .order_by("submission__code")
    )


def known_decision(submission: Submission) -> Decision | None:
    """The latest decision that the author has been told."""
    return submission.decisions.filter(released_at__isnull=False).order_by("-released_at", "-id").first()


def deferred(submissions: QuerySet[Submission], today: date) -> QuerySet[Submission]:
    """Those whose authors were told to wait, up to the day that they were told."""
    waiting = (SubmissionState.SUBMITTED, SubmissionState.REVISION)
    return submissions.filter(deferred_until__gte=today, state__in=waiting)


def deferred_codes(submissions: QuerySet[Submission], today: date) -> set[str]:
    return set(deferred(submissions, today).values_list("code", flat=True))


def comments_of(decisions: Iterable[Decision]) -> dict[int, list[str]]:
    """{submission: what reviewers wrote for its authors}, in the order of the alphabet, which tells nothing of who."""
    rows = (
        Review.objects.filter(
            assignment__submission__in=[row.submission_id for row in decisions], state=ReviewState.SUBMITTED
        )
        .exclude(assignment__state=AssignmentState.RECUSED)
        .exclude(comment_authors="")
        .values_list("assignment__submission_id", "comment_authors")
    )
    found: dict[int, list[str]] = {}
    for submission, comment in rows:
        found.setdefault(submission, []).append(comment)
    return {submission: sorted(comments) for submission, comments in found.items()}


def dropouts(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those who had a place and do not come, as long as the place was not given to another one."""
    given = Decision.objects.filter(submission=OuterRef("pk"), outcome=Outcome.ACCEPTED, released_at__isnull=False)
    gone = (SubmissionState.DECLINED, SubmissionState.WITHDRAWN)
    return submissions.filter(Exists(given), state__in=gone, place_taken_by__isnull=True)


def reserves(submissions: QuerySet[Submission], *, with_pending: bool = False) -> QuerySet[Submission]:
    """The reserve list in its order: told so, and without another decision pending; with `rank` and `told_at`.

    Whoever does not decide is shown it `with_pending`: a gap would tell them.
    """
    told = Decision.objects.filter(submission=OuterRef("pk"), released_at__isnull=False).order_by("-released_at", "-id")
    pending = Decision.objects.filter(submission=OuterRef("pk"), released_at__isnull=True)
    rows = submissions.filter(state=SubmissionState.RESERVE)
    return (
        (rows if with_pending else rows.filter(~Exists(pending)))
        .annotate(rank=Subquery(told.values("rank")[:1]), told_at=Subquery(told.values("released_at")[:1]))
        .order_by(F("rank").asc(nulls_last=True), "told_at", "code")
    )


def reserves_of(submissions: QuerySet[Submission]) -> list[Reserve]:
    """The same as the rule sees them."""
    columns = ("code", "rank", "told_at", "format__code", "axis__code")
    rows = reserves(submissions).values_list(*columns)
    return [Reserve(code, rank, at, form or "", axis or "") for code, rank, at, form, axis in rows]
