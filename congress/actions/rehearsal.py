"""What calls and committees drop of a rehearsal: experiences with all that was thought of them."""

from common.rehearsals import Dropped
from congress.actions.book import drop_books
from congress.actions.log import drop_logs
from congress.models import (
    Assignment,
    AssignmentPlan,
    Congress,
    Deadline,
    Decision,
    LateCode,
    Review,
    ReviewReminder,
    Submission,
)
from questions.models import AnswerFile, AnswerSet


def lock(congress: Congress) -> None:
    """Waits for whoever is writing an experience; inside the caller's transaction."""
    rows = Submission.objects.select_for_update().filter(call__congress=congress)
    list(rows.order_by("pk").values_list("pk", flat=True))


def drop(congress: Congress) -> Dropped:
    """Deletes every experience of a congress with readings, reviews and decisions; calls and committee stay."""
    papers = Submission.objects.filter(call__congress=congress)
    reviews = Review.objects.filter(assignment__submission__call__congress=congress)
    answers = list(papers.exclude(answer_set=None).values_list("answer_set", flat=True))
    dropped = Dropped(
        people=set(papers.values_list("author", flat=True)),
        files=set(papers.exclude(endorsement=None).values_list("endorsement", flat=True))
        | set(AnswerFile.objects.filter(answer_set__in=answers).values_list("file", flat=True)),
        made={
            Submission._meta.label: set(papers.values_list("pk", flat=True)),
            Review._meta.label: set(reviews.values_list("pk", flat=True)),
        },
    )
    counts = {"experiences": papers.count(), "reviews": reviews.count()}
    drop_books(congress)
    reviews.delete()
    ReviewReminder.objects.filter(call__congress=congress).delete()
    Assignment.objects.filter(submission__call__congress=congress).delete()
    AssignmentPlan.objects.filter(call__congress=congress).delete()
    Decision.objects.filter(submission__call__congress=congress).delete()
    papers.delete()
    LateCode.objects.filter(call__congress=congress).delete()
    Deadline.objects.filter(call__congress=congress).delete()  # nobody was promised these ends
    drop_logs(congress)
    AnswerSet.objects.filter(pk__in=answers).delete()
    dropped.counts = counts
    return dropped
