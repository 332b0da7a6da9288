"""Decisions that wait for their release."""

from django.db.models import QuerySet

from congress.models import Decision, Submission


def pending_decisions(submissions: QuerySet[Submission]) -> QuerySet[Decision]:
    """The unreleased decisions about the submissions given, with what their letters need."""
    return (
        Decision.objects.filter(submission__in=submissions.values("pk"), released_at__isnull=True)
        .select_related(
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
