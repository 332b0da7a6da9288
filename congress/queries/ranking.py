"""Every experience of a call with its scores, raw and adjusted, as one reader may see them.

All of it follows from the submissions given and from nothing else: what the reader must not see moves no number, the
effects of readers included (docs/algorithms/ranking.md).
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from congress.enums import AssignmentState, Outcome, ReviewState, SubmissionState
from congress.models import Assignment, CommitteeMember, Decision, Submission
from congress.rules.ranking import Adjustment, Effect, Score, adjust, disagree, places
from congress.rules.selection import Work
from network.enums import OrganisationKind

_COLUMNS = (
    "pk", "code", "state", "language", "organisation_id", "organisation__kind", "organisation__country",
    "axis__code", "format__code",
)  # fmt: skip


@dataclass(slots=True)
class Standing:
    """One experience: where it stands, and what is pending about it."""

    pk: int
    code: str
    state: str
    language: str
    organisation: int
    is_city: bool
    country: str
    axis: str
    format: str
    readers: int = 0
    scores: list[Decimal] = field(default_factory=list)
    raw: Decimal | None = None
    adjusted: Decimal | None = None
    raw_place: int | None = None
    adjusted_place: int | None = None
    pending: Decision | None = None

    @property
    def reviews(self) -> int:
        return len(self.scores)

    @property
    def spread(self) -> Decimal | None:
        return max(self.scores) - min(self.scores) if len(self.scores) > 1 else None

    @property
    def is_disputed(self) -> bool:
        return disagree(self.spread)

    @property
    def version(self) -> int:
        """Of the pending decision; 0 for none."""
        return self.pending.version if self.pending else 0

    @property
    def outcome(self) -> str:
        """What it comes to if everything pending is released; "" while nothing is decided."""
        if self.pending:
            return self.pending.outcome
        return self.state if self.state in Outcome.values else ""

    @property
    def is_selected(self) -> bool:
        return self.outcome == Outcome.ACCEPTED

    @property
    def is_open(self) -> bool:
        """Whether nothing is decided about it, and something could be."""
        return self.state == SubmissionState.SUBMITTED and self.pending is None

    def value(self, by: str) -> Decimal | None:
        return self.raw if by == "raw" else self.adjusted

    def place(self, by: str) -> int | None:
        return self.raw_place if by == "raw" else self.adjusted_place

    def work(self, by: str) -> Work:
        """As the selection sees it. Quotas are of cities; other bodies have none."""
        city = self.organisation if self.is_city else None
        return Work(self.pk, self.value(by), city, self.format, self.axis, self.language)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The standings by submission, and what the scores say of the readers."""

    standings: dict[int, Standing]
    adjustment: Adjustment


def ranking_of(submissions: QuerySet[Submission], *, with_pending: bool = True) -> Ranking:
    """The ranking of what was handed in and not withdrawn, in three queries; what is pending is for who decides."""
    rows = submissions.exclude(state__in=[SubmissionState.DRAFT, SubmissionState.WITHDRAWN])
    found = {values[0]: _standing(*values) for values in rows.order_by("pk").values_list(*_COLUMNS)}
    waiting = Decision.objects.filter(submission__in=rows.values("pk"), released_at__isnull=True)
    for decision in waiting if with_pending else ():
        if decision.submission_id in found:
            found[decision.submission_id].pending = decision
    scores = _scores(rows, found)
    adjustment = adjust(scores)
    for row in found.values():
        row.raw, row.adjusted = adjustment.raw.get(row.pk), adjustment.adjusted.get(row.pk)
    raw = places({row.pk: row.raw for row in found.values()})
    adjusted = places({row.pk: row.adjusted for row in found.values()})
    for row in found.values():
        row.raw_place, row.adjusted_place = raw.get(row.pk), adjusted.get(row.pk)
    return Ranking(found, adjustment)


def named_effects(effects: tuple[Effect, ...]) -> list[tuple[str, Effect]]:
    """The effects with the names of their readers, in one query."""
    rows = CommitteeMember.objects.filter(pk__in=[effect.reader for effect in effects]).select_related("user__person")
    names = {row.pk: row.user.person.name_or_address for row in rows}
    return [(names[effect.reader], effect) for effect in effects if effect.reader in names]


def _standing(
    pk: int, code: str, state: str, language: str, organisation: int, kind: str, *rest: str | None
) -> Standing:
    country, axis, way = (text or "" for text in rest)
    return Standing(pk, code, state, language, organisation, kind == OrganisationKind.CITY, country, axis, way)


def _scores(rows: QuerySet[Submission], found: dict[int, Standing]) -> list[Score]:
    """The scores that count, kept with their experiences; readings of those who stepped back count nowhere."""
    readings = (
        Assignment.objects.filter(submission__in=rows.values("pk"))
        .exclude(state=AssignmentState.RECUSED)
        .values_list("submission_id", "member_id", "review__state", "review__score")
    )
    scores = []
    for work, reader, state, score in readings:
        if work not in found:
            continue
        found[work].readers += 1
        if state == ReviewState.SUBMITTED and score is not None:
            found[work].scores.append(score)
            scores.append(Score(work, reader, float(score)))
    return scores
