"""What the sharing-out of the reading works on, and what its pages show."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from congress.enums import AssignmentState, PairState, SubmissionState
from congress.models import Assignment, AssignmentPlan, Call, PlannedPair, Round, Submission
from congress.queries.readers import readers_of, works_of
from congress.queries.rounds import place_of

if TYPE_CHECKING:
    from congress.rules.assignment.committee import Asked

LIVE = (PairState.KEPT, PairState.PROPOSED, PairState.BY_HAND)


def current_round(call: Call, now: datetime) -> int:
    """The number of the latest round that has begun; 1 where none has, or the call has no rounds."""
    begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
    found = Round.objects.filter(begun, call=call).order_by("-number").values_list("number", flat=True).first()
    return found or 1


def rounds_to_give(call: Call, now: datetime) -> tuple[list[Round], int]:
    """The rounds in which reading may be given out, and the current one's number; in one query.

    These are the current one, and those that are open or about to open.
    """
    rows = list(Round.objects.filter(call=call).order_by("number"))
    current = max((row.number for row in rows if row.opens_at is None or row.opens_at <= now), default=1)
    return [row for row in rows if row.number == current or place_of(row, call.congress, now) != "closed"], current


def open_plan(call: Call, number: int) -> AssignmentPlan | None:
    """The proposal of a round that nobody has published yet."""
    return AssignmentPlan.objects.filter(call=call, round=number, published_at__isnull=True).first()


def asked_for(plan: AssignmentPlan, now: datetime) -> "Asked":
    """Everything that the solver is told: all that was handed in and is undecided, and everybody who may read."""
    from congress.rules.assignment.committee import Asked  # brings the solver along

    call = plan.call
    submissions = call.submissions.filter(state=SubmissionState.SUBMITTED).order_by("pk")
    hand = plan.pairs.filter(state__in=[PairState.BY_HAND, PairState.REMOVED])
    by_state: dict[str, set[tuple[int, int]]] = {PairState.BY_HAND: set(), PairState.REMOVED: set()}
    for submission, member, state in hand.values_list("submission", "member", "state"):
        by_state[state].add((submission, member))
    readers = [reader for _member, reader in readers_of(call.congress, now)]
    return Asked(
        works=works_of(submissions, plan.round, readers),
        readers=readers,
        each=call.reviews_per_submission,
        chosen=frozenset(by_state[PairState.BY_HAND]),
        removed=frozenset(by_state[PairState.REMOVED]),
        taken=loads_elsewhere(call, plan.round),
    )


def loads_elsewhere(call: Call, number: int) -> dict[int, int]:
    """What members have to read in the congress beside this round of this call."""
    rows = (
        Assignment.objects.filter(submission__call__congress=call.congress_id, submission__state="submitted")
        .exclude(state=AssignmentState.RECUSED)
        .exclude(submission__call=call, round=number)
    )
    return dict(rows.order_by().values_list("member").annotate(n=Count("pk")))


def reading_loads(submissions: QuerySet[Submission], number: int | None = None) -> dict[int, tuple[int, int]]:
    """Of each member how many of the submissions given they have, and how many they have reviewed.

    In the round of that number, or in all together. Counted over what a visitor may see, so that no difference tells
    who reads what is hidden from them.
    """
    rows = Assignment.objects.filter(submission__in=submissions.order_by().values("pk"))
    rows = rows.exclude(state=AssignmentState.RECUSED).order_by()
    if number is not None:
        rows = rows.filter(round=number)
    done = Count("pk", filter=Q(state=AssignmentState.DONE))
    return {member: (n, d) for member, n, d in rows.values_list("member").annotate(n=Count("pk"), d=done)}


def planned_loads(plan: AssignmentPlan, submissions: QuerySet[Submission]) -> dict[int, int]:
    """How many of the submissions given each member is to read."""
    rows = PlannedPair.objects.filter(plan=plan, state__in=LIVE, submission__in=submissions.order_by().values("pk"))
    return dict(rows.order_by().values_list("member").annotate(n=Count("pk")))


def found_nobody(plan: AssignmentPlan, submissions: QuerySet[Submission]) -> int:
    """How many readings of the submissions given lack somebody to do them, where any of the proposal does."""
    if not plan.figures.get("missing", 0):
        return 0
    rows = PlannedPair.objects.filter(plan=plan, state__in=LIVE).order_by().values_list("submission")
    seated = dict(rows.annotate(n=Count("pk")))
    each = plan.call.reviews_per_submission
    return sum(max(each - seated.get(pk, 0), 0) for pk in submissions.order_by().values_list("pk", flat=True))
