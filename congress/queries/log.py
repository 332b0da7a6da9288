"""The sealed log of a call, read: verified, listed, and what its entries say of people without naming them."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from common.actors import Actor
from common.tokens import derive
from congress.enums import AssignmentState, LogKind, ReviewState
from congress.models import Assignment, Call, Decision, LogEntry, Review, Submission
from congress.rules.log import Link, Verdict, sealed, verify

CHUNK = 2000


def links(call: Call) -> Iterator[Link]:
    """The chain in the order of its numbers; memory does not grow with it."""
    for row in LogEntry.objects.filter(call=call).order_by("number").iterator(CHUNK):
        yield as_link(row)


def as_link(row: LogEntry) -> Link:
    return Link(row.number, row.at, row.kind, row.content, row.previous, row.digest)


def verified(call: Call) -> Verdict:
    """What verifying the call's chain finds."""
    return verify(links(call))


def pseudonym(call: Call, kind: str, ident: Any) -> str:
    """Who or what an entry speaks of, without a name: the same within a call as long as the server's first key is."""
    return derive("pll", call.pk, kind, ident).removeprefix("pll_")[:16]


def actor(call: Call, by: Actor) -> str:
    """Whoever acted, without a name."""
    return f"{by.kind}:{pseudonym(call, by.kind, by.id)}"


def hidden(text: str) -> dict[str, str] | None:
    """A text as a salted digest; none for no text."""
    return sealed(text, secrets.token_hex(16)) if text else None


def assignment_content(row: Assignment, act: str, by: Actor, reason: str = "") -> dict[str, Any]:
    """What the log says of a reading that was given, taken back or refused; `act` is the verb."""
    call = row.submission.call
    return {
        "submission": row.submission.code,
        "member": pseudonym(call, "user", row.member.user_id),
        "round": row.round,
        "act": act,
        "reason": hidden(reason),
        "by": actor(call, by),
    }


def decision_content(decision: Decision, scores: list[dict[str, Any]], by: Actor) -> dict[str, Any]:
    """What the log says of a decision that was taken or changed, with the scores at that time."""
    call = decision.submission.call
    return {
        "submission": decision.submission.code,
        "outcome": decision.outcome,
        "version": decision.version,
        "format": decision.format.code if decision.format else None,
        "rank": decision.rank,
        "reason": hidden(decision.reason),
        "scores": scores,
        "by": actor(call, by),
    }


def scores_at(call: Call, submissions: Iterable[Submission]) -> dict[int, list[dict[str, Any]]]:
    """{submission: the reviews that count now}, readers as pseudonyms, marks as they were given. One query."""
    rows = (
        Review.objects.filter(assignment__submission__in=[row.pk for row in submissions], state=ReviewState.SUBMITTED)
        .exclude(assignment__state=AssignmentState.RECUSED)
        .order_by("assignment__submission", "pk")
    )
    found: dict[int, list[dict[str, Any]]] = {}
    columns = ("assignment__submission_id", "assignment__member__user_id", "score", "scores")
    for submission, user, score, scores in rows.values_list(*columns):
        mark = {"member": pseudonym(call, "user", user), "score": str(score), "scores": scores}
        found.setdefault(submission, []).append(mark)
    return found


def answered_at(submission: Submission) -> datetime | None:
    """When the place of an experience was last confirmed, declined or lost; none where that was not recorded."""
    rows = LogEntry.objects.filter(call=submission.call_id, kind=LogKind.ANSWER, content__submission=submission.code)
    return rows.order_by("-number").values_list("at", flat=True).first()
