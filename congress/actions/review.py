"""A member of the committee reads, scores and comments, or recuses themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.assignment import ConflictOfInterest, locked_assignment
from congress.enums import ReviewFault, ReviewState, SubmissionState
from congress.models import Assignment, Review
from congress.queries.interests import member_interests, party_of
from congress.rules.conflict import conflict
from congress.rules.scoring import Opinion, comment_faults, faults_of, following, weighted_mean
from questions.rules.answers import Fault
from questions.rules.text import tidy


class ReviewClosed(Conflict):
    code = "review_closed"
    message = _("This submission has been decided or withdrawn; reviews can no longer be changed.")


class ReviewHandedIn(Conflict):
    code = "review_handed_in"
    message = _("This review has been handed in. It can be handed in again with changes, but not made a draft.")


class Recused(Conflict):
    code = "recused"
    message = _("You have recused yourself from this submission.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Please give a reason.")


def save_review(*, assignment: Assignment, opinion: Opinion, by: Actor, now: datetime) -> Review:
    """Keeps a review as a draft, complete or not.

    Raises ReviewClosed, ReviewHandedIn, Recused, ConflictOfInterest, Invalid. A repeat is harmless.
    """
    with transaction.atomic():
        row = _open_assignment(assignment, "save")
        review = _write(row, opinion, complete=False, now=now)
        _move(row, "save", now)
        _audit(row, "review_saved", by, now)
    return review


def submit_review(*, assignment: Assignment, opinion: Opinion, by: Actor, now: datetime) -> Review:
    """Hands a review in with every criterion scored, or hands it in again with changes.

    Raises ReviewClosed, Recused, ConflictOfInterest, Invalid.
    """
    with transaction.atomic():
        row = _open_assignment(assignment, "submit")
        review = _write(row, opinion, complete=True, now=now)
        _move(row, "submit", now)
        _audit(row, "review_submitted", by, now)
    return review


def recuse(*, assignment: Assignment, reason: str, by: Actor, now: datetime) -> Assignment:
    """The member steps back from a submission; what they have written no longer counts.

    Raises ReasonMissing, ReviewClosed, Recused.
    """
    with transaction.atomic():
        row = locked_assignment(assignment)
        _check_open(row, "recuse")
        if not tidy(reason):
            raise ReasonMissing(fields={"reason": [ReasonMissing.message]})
        row.reason = tidy(reason)[:500]
        _move(row, "recuse", now)
        _audit(row, "review_recused", by, now)
    return row


def _open_assignment(assignment: Assignment, verb: str) -> Assignment:
    row = locked_assignment(assignment)
    _check_open(row, verb)
    if conflict(member_interests(row.member), party_of(row.submission)):
        raise ConflictOfInterest()
    return row


def _check_open(row: Assignment, verb: str) -> None:
    if row.state == "recused":
        raise Recused()
    if row.submission.state != SubmissionState.SUBMITTED:
        raise ReviewClosed()
    if following(row.state, verb) is None:
        raise ReviewHandedIn()


def sentence(fault: Fault) -> str:
    """What is wrong with a score or comment, in the active language."""
    return str(ReviewFault(fault.code).label).format(**fault.params)


def checked_opinion(opinion: Opinion, weights: dict[str, int], *, complete: bool) -> Opinion:
    """The opinion without stray blanks and empty scores; raises Invalid, scores under "score_<criterion>"."""
    clean = Opinion(
        scores={code: value for code, value in opinion.scores.items() if value not in (None, "")},
        comment_authors=tidy(opinion.comment_authors),
        comment_committee=tidy(opinion.comment_committee),
    )
    found = {
        f"score_{code}": fault for code, fault in faults_of(clean.scores, list(weights), complete=complete).items()
    }
    found |= comment_faults(clean)
    if found:
        raise Invalid(fields={name: [sentence(fault)] for name, fault in found.items()})
    return clean


def _write(row: Assignment, opinion: Opinion, *, complete: bool, now: datetime) -> Review:
    weights = dict(row.submission.call.criteria.values_list("code", "weight"))
    clean = checked_opinion(opinion, weights, complete=complete)
    review = Review.objects.filter(assignment=row).first() or Review(assignment=row)
    review.scores = dict(clean.scores)
    review.comment_authors = clean.comment_authors
    review.comment_committee = clean.comment_committee
    review.updated_at = now
    if complete:
        review.state, review.submitted_at = ReviewState.SUBMITTED, now
        review.score = weighted_mean(clean.scores, weights)
    review.save()
    return review


def _move(row: Assignment, verb: str, now: datetime) -> None:
    row.state = following(row.state, verb) or row.state
    row.changed_at = now
    row.save(update_fields=["state", "reason", "changed_at"])


def _audit(row: Assignment, verb: str, by: Actor, now: datetime) -> None:
    audit.record(
        verb=verb,
        subject=("assignment", row.pk, row.submission.code),
        by=by,
        now=now,
        scope=row.submission.call.congress.scope,
        after={"member": row.member_id, "state": row.state},
    )
