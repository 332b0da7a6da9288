"""A member of the committee reads, scores and comments, or recuses themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions import log
from congress.actions.assignment import ConflictOfInterest, locked_assignment
from congress.enums import AssignmentState, ReviewState, SubmissionState
from congress.faults import ReviewFault
from congress.models import Assignment, Call, Format, Review
from congress.queries.interests import member_interests, party_of
from congress.queries.rounds import place_of, round_of
from congress.rules.conflict import conflict
from congress.rules.scoring import (
    Opinion,
    Sheet,
    comment_faults,
    faults_of,
    following,
    other_faults,
    weighted_mean,
)
from questions.rules.answers import Fault
from questions.rules.text import tidy


class ReviewClosed(Conflict):
    code = "review_closed"
    message = _("This submission has been decided or withdrawn; reviews can no longer be changed.")


class RoundNotOpen(Conflict):
    code = "round_not_open"
    message = _("This round of reading has not begun yet.")


class RoundOver(Conflict):
    code = "round_over"
    message = _("This round of reading is over; reviews can no longer be changed.")


class ReviewChanged(Conflict):
    code = "review_changed"
    message = _(
        "This review was saved from another window in the meantime. What you typed is still here: save it once more "
        "to replace what was saved there."
    )


class ReviewHandedIn(Conflict):
    code = "review_handed_in"
    message = _("This review has been handed in. It can be handed in again with changes, but not made a draft.")


class Recused(Conflict):
    code = "recused"
    message = _("You have recused yourself from this submission.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Please give a reason.")


def save_review(
    *,
    assignment: Assignment,
    opinion: Opinion,
    by: Actor,
    now: datetime,
    seen: str | None = None,
    is_automatic: bool = False,
) -> Review:
    """Keeps a review as a draft, complete or not; with `is_automatic` the page does, and the trail is silent.

    `seen` is the mark (`mark_of`) of the review that was on the screen; None overwrites whatever there is. Raises
    ReviewClosed, ReviewHandedIn, ReviewChanged, RoundNotOpen, RoundOver, Recused, ConflictOfInterest, Invalid. A
    repeat is harmless.
    """
    with transaction.atomic():
        row = _open_assignment(assignment, "save", now)
        review = _write(row, opinion, complete=False, now=now, seen=seen)
        _move(row, "save", now)
        if not is_automatic:
            _audit(row, "review_saved", by, now)
    return review


def submit_review(
    *, assignment: Assignment, opinion: Opinion, by: Actor, now: datetime, seen: str | None = None
) -> Review:
    """Hands a review in with every criterion scored, or hands it in again with changes; `seen` as in `save_review`.

    Raises ReviewClosed, ReviewChanged, RoundNotOpen, RoundOver, Recused, ConflictOfInterest, Invalid.
    """
    with transaction.atomic():
        row = _open_assignment(assignment, "submit", now)
        review = _write(row, opinion, complete=True, now=now, seen=seen)
        _move(row, "submit", now)
        _audit(row, "review_submitted", by, now)
    return review


def mark_of(review: Review | None) -> str:
    """Tells one state of a review from another; "" for none."""
    return review.updated_at.isoformat() if review is not None else ""


def recuse(*, assignment: Assignment, reason: str, by: Actor, now: datetime) -> Assignment:
    """The member steps back from a submission, in every round; what they have written no longer counts.

    Raises ReasonMissing, ReviewClosed, Recused.
    """
    with transaction.atomic():
        row = locked_assignment(assignment)
        _check_open(row, "recuse")
        if not tidy(reason):
            raise ReasonMissing(fields={"reason": [ReasonMissing.message]})
        theirs = Assignment.objects.filter(member=row.member, submission=row.submission).exclude(pk=row.pk)
        held = [AssignmentState.ASSIGNED, AssignmentState.STARTED, AssignmentState.DONE]
        rows = [row, *map(locked_assignment, theirs.filter(state__in=held).order_by("pk"))]
        for one in rows:
            one.reason = tidy(reason)[:500]
            _move(one, "recuse", now)
            _audit(one, "review_recused", by, now)
        log.seal_assignments(call=row.submission.call, rows=rows, act="recused", by=by, now=now, reason=row.reason)
    return row


def _open_assignment(assignment: Assignment, verb: str, now: datetime) -> Assignment:
    row = locked_assignment(assignment)
    _check_open(row, verb)
    call = row.submission.call
    place = place_of(round_of(call, row.round), call.congress, now)
    if place != "open":
        raise RoundNotOpen() if place == "before" else RoundOver()
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


def sheet_of(call: Call) -> Sheet:
    """What reviews of a call are filled in against."""
    return Sheet(
        weights=dict(call.criteria.values_list("code", "weight")),
        formats=frozenset(call.formats.values_list("code", flat=True)),
        asks_confidence=call.asks_confidence,
    )


def checked_opinion(opinion: Opinion, sheet: Sheet, *, complete: bool) -> Opinion:
    """The opinion without stray blanks and empty scores; raises Invalid, scores under "score_<criterion>"."""
    clean = Opinion(
        scores={code: value for code, value in opinion.scores.items() if value not in (None, "")},
        comment_authors=tidy(opinion.comment_authors),
        comment_committee=tidy(opinion.comment_committee),
        recommended_format=opinion.recommended_format,
        confidence=opinion.confidence if sheet.asks_confidence else None,
    )
    found = {
        f"score_{code}": fault
        for code, fault in faults_of(clean.scores, list(sheet.weights), complete=complete).items()
    }
    found |= comment_faults(clean) | other_faults(clean, sheet, complete=complete)
    if found:
        raise Invalid(fields={name: [sentence(fault)] for name, fault in found.items()})
    return clean


def _write(row: Assignment, opinion: Opinion, *, complete: bool, now: datetime, seen: str | None) -> Review:
    call = row.submission.call
    review = Review.objects.filter(assignment=row).first()
    if seen is not None and mark_of(review) != seen:
        raise ReviewChanged()
    sheet = sheet_of(call)
    clean = checked_opinion(opinion, sheet, complete=complete)
    review = review or Review(assignment=row)
    review.scores = dict(clean.scores)
    review.comment_authors = clean.comment_authors
    review.comment_committee = clean.comment_committee
    code = clean.recommended_format
    review.recommended_format = Format.objects.filter(call=call, code=code).first() if code else None
    review.confidence = clean.confidence
    review.updated_at = now
    if complete:
        review.state, review.submitted_at = ReviewState.SUBMITTED, review.submitted_at or now
        review.score = weighted_mean(clean.scores, sheet.weights)
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
