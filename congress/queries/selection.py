"""What a selection is made of: countries, networks, first-time cities, presenters; and the reserve list in its order.

As with the ranking, everything follows from the submissions that the reader may see.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from congress.enums import CongressState, Gender, Outcome, SubmissionState
from congress.models import Call, Congress, CoPresenter, Decision, Submission
from congress.queries.ranking import Standing

FIRST, AGAIN = "first", "again"
YOUNG, OLDER, UNSAID = "young", "older", ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of something are selected, out of how many handed in."""

    code: str
    selected: int
    all: int


@dataclass(frozen=True, slots=True)
class Balance:
    """A selection beside all that was handed in; cities are counted once each, presenters by head."""

    countries: tuple[Share, ...]
    networks: tuple[Share, ...]
    cities: tuple[Share, ...]  # first, again
    genders: tuple[Share, ...]  # "" for not said
    ages: tuple[Share, ...]  # young, older, "" for not said


@dataclass(frozen=True, slots=True)
class Makeup:
    """What is known of the experiences beside their standings; read once, however often a selection is weighed."""

    networks: dict[int, str]  # organisation → code of its territorial network, "" for none
    before: frozenset[int]  # organisations selected in an earlier edition
    genders: dict[int, Counter[str]]  # submission → heads
    ages: dict[int, Counter[str]]


def makeup_of(congress: Congress, submissions: QuerySet[Submission]) -> Makeup:
    """Reads it in three queries."""
    genders: dict[int, Counter[str]] = defaultdict(Counter)
    ages: dict[int, Counter[str]] = defaultdict(Counter)
    networks: dict[int, str] = {}
    columns = ("pk", "organisation_id", "organisation__territorial_network__code", "author_gender", "author_is_young")
    for pk, organisation, network, gender, young in submissions.values_list(*columns):
        if pk in genders:
            continue  # a join may name one twice
        networks[organisation] = network or ""
        genders[pk][gender] += 1
        ages[pk][_age(young)] += 1
    others = CoPresenter.objects.filter(submission__in=submissions.values("pk"), declined_at__isnull=True)
    for pk, gender, young in others.values_list("submission_id", "gender", "is_young"):
        genders[pk][gender] += 1
        ages[pk][_age(young)] += 1
    return Makeup(networks, _selected_before(congress), genders, ages)


def balance_of(standings: Iterable[Standing], selected: Collection[int], makeup: Makeup) -> Balance:
    """A selection weighed; what was not selected of anything is named as well."""
    rows = list(standings)
    chosen = [row for row in rows if row.pk in selected]
    cities = [{row.organisation for row in group if row.is_city} for group in (chosen, rows)]
    times = [Counter(AGAIN if city in makeup.before else FIRST for city in group) for group in cities]
    networks = [Counter(makeup.networks.get(row.organisation, "") for row in group) for group in (chosen, rows)]
    return Balance(
        countries=_shares(*(Counter(row.country for row in group) for group in (chosen, rows))),
        networks=_shares(*networks),
        cities=tuple(Share(code, times[0][code], times[1][code]) for code in (FIRST, AGAIN)),
        genders=_heads(makeup.genders, chosen, rows, (*Gender.values, UNSAID)),
        ages=_heads(makeup.ages, chosen, rows, (YOUNG, OLDER, UNSAID)),
    )


def reserve_list(submissions: QuerySet[Submission]) -> list[Decision]:
    """Who is on the reserve list or would be once it is released, in its order; those without a place come last."""
    pending = Decision.objects.filter(submission=OuterRef("submission"), released_at__isnull=True)
    rows = Decision.objects.filter(submission__in=submissions.values("pk"), outcome=Outcome.RESERVE)
    waiting = rows.filter(released_at__isnull=True, submission__state=SubmissionState.SUBMITTED)
    known = rows.filter(released_at__isnull=False, submission__state=SubmissionState.RESERVE).exclude(Exists(pending))
    found = (waiting | known).select_related("submission__organisation", "submission__axis", "submission__format")
    latest = {row.submission_id: row for row in found.order_by("pk")}
    return sorted(latest.values(), key=lambda row: (row.rank is None, row.rank or 0, row.pk))


def next_rank(call: Call) -> int:
    """The place after the last one on the reserve list of a call."""
    ranks = Decision.objects.filter(submission__call=call, outcome=Outcome.RESERVE, rank__isnull=False)
    return (ranks.order_by("-rank").values_list("rank", flat=True).first() or 0) + 1


def _selected_before(congress: Congress) -> frozenset[int]:
    """Organisations that were selected, and told so, in an edition that began earlier."""
    rows = Submission.objects.filter(
        state=SubmissionState.ACCEPTED, call__congress__starts_on__lt=congress.starts_on
    ).exclude(call__congress__state=CongressState.DRAFT)
    return frozenset(rows.values_list("organisation_id", flat=True).distinct())


def _age(young: bool | None) -> str:
    return UNSAID if young is None else YOUNG if young else OLDER


def _shares(chosen: Counter[str], every: Counter[str]) -> tuple[Share, ...]:
    found = [Share(code, chosen[code], number) for code, number in every.items()]
    return tuple(sorted(found, key=lambda share: (-share.selected, -share.all, share.code)))


def _heads(
    kept: dict[int, Counter[str]], chosen: list[Standing], rows: list[Standing], codes: tuple[str, ...]
) -> tuple[Share, ...]:
    counts = [sum((kept.get(row.pk, Counter()) for row in group), Counter[str]()) for group in (chosen, rows)]
    return tuple(Share(code, counts[0][code], counts[1][code]) for code in codes)
