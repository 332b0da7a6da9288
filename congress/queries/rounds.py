"""Rounds of reading: which one an assignment belongs to, and what a member has to read today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from congress.enums import AssignmentState, Blindness, ReviewState, SubmissionState
from congress.models import Assignment, Call, Congress, Decision, Review, Round, Submission
from congress.rules import pace
from congress.rules.rounds import standing

WAITING = (AssignmentState.ASSIGNED, AssignmentState.STARTED)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a member reads in a round; `place` says whether the round is before, open or closed."""

    row: Assignment
    round: Round
    place: str

    @property
    def is_blind(self) -> bool:
        """Whether the reader may not learn who wrote it."""
        return self.round.blindness == Blindness.DOUBLE

    @property
    def is_open(self) -> bool:
        """Whether a review can be written or changed."""
        return self.place == "open" and self.row.submission.state == SubmissionState.SUBMITTED

    @property
    def is_waiting(self) -> bool:
        return self.is_open and self.row.state in WAITING


def default_round(call: Call, number: int = 1) -> Round:
    """The round of a call that has no row for it: single-blind, without dates."""
    return Round(call=call, number=number)


def round_of(call: Call, number: int) -> Round:
    """A call's round by its number."""
    return Round.objects.filter(call=call, number=number).first() or default_round(call, number)


def rounds_of(calls: Iterable[int]) -> dict[tuple[int, int], Round]:
    """(call, number) → round, of several calls in one query."""
    return {(row.call_id, row.number): row for row in Round.objects.filter(call__in=set(calls))}


def place_of(row: Round, congress: Congress, now: datetime) -> str:
    """Whether a round is "before", "open" or "closed"; in a rehearsal it is open at any time."""
    return standing(now, row.opens_at, row.closes_at, is_rehearsing=congress.is_rehearsing)


def readings(rows: QuerySet[Assignment], congress: Congress, now: datetime) -> list[Reading]:
    """Assignments with their rounds, of an experience that is read again the last round that has begun.

    Those of coming rounds are among them only where nothing else is to be read of the experience; their `place` is
    "before", and what they are of is nobody's business yet. Two queries, however many there are.
    """
    found = list(rows)
    rounds = rounds_of(row.submission.call_id for row in found)
    latest: dict[int, Reading] = {}
    for row in found:
        call = row.submission.call
        of = rounds.get((call.pk, row.round)) or default_round(call, row.round)
        reading = Reading(row, of, place_of(of, congress, now))
        known = latest.get(row.submission_id)
        if known is None or _rank(known) < _rank(reading):
            latest[row.submission_id] = reading
    return sorted(latest.values(), key=lambda reading: reading.row.pk)


def _rank(reading: Reading) -> tuple[bool, int]:
    return reading.place != "before", reading.row.round


def begun(found: list[Reading]) -> list[Reading]:
    """Those whose round has begun: what may be read."""
    return [reading for reading in found if reading.place != "before"]


def pace_of(member: int) -> timedelta | None:
    """How long a member (by id) took for each recent review; None while that is not known."""
    rows = Review.objects.filter(assignment__member=member, state=ReviewState.SUBMITTED)
    times = rows.order_by("-submitted_at").values_list("submitted_at", flat=True)[: pace.RECENT * 2]
    return pace.pace([at for at in times if at is not None])


def reader_names(submission: Submission) -> list[str]:
    """Who reviewed an experience, for its author: only of open rounds, and only once a decision was released."""
    numbers = Round.objects.filter(call=submission.call_id, blindness=Blindness.OPEN).values("number")
    told = Decision.objects.filter(submission=OuterRef("submission"), released_at__isnull=False)
    rows = (
        submission.assignments.filter(Exists(told), round__in=numbers, review__state=ReviewState.SUBMITTED)
        .exclude(state=AssignmentState.RECUSED)
        .select_related("member__user__person")
    )
    return sorted({row.member.user.person.known_name for row in rows})
