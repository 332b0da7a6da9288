"""Scores by criteria and their weighted mean. Pure: sentences are in faults.ReviewFault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from questions.rules.answers import Fault

SCALE = (1, 2, 3, 4, 5)
MOST_CHARACTERS = 10_000
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a member thinks: scores by criterion, a comment for the authors and one for the committee.

    `recommended_format` is a format's code, `confidence` how sure the member is, 1 to 5, where the call asks for it.
    """

    scores: Mapping[str, Any] = field(default_factory=dict)
    comment_authors: str = ""
    comment_committee: str = ""
    recommended_format: str = ""
    confidence: int | None = None


MOST_CRITERIA = 6  # more are for those who say that they want them: readers tire


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a review is filled in against: weights by criterion, formats by code, whether confidence is asked for."""

    weights: Mapping[str, int]
    formats: frozenset[str] = frozenset()
    asks_confidence: bool = False


# state of an assignment → verb → next state. The diagram is docs/algorithms/decision.md.
TRANSITIONS: dict[str, dict[str, str]] = {
    "assigned": {"save": "started", "submit": "done", "recuse": "recused", "unassign": "removed"},
    "started": {"save": "started", "submit": "done", "recuse": "recused"},
    "done": {"submit": "done", "recuse": "recused"},
    "recused": {},
}


def following(state: str, verb: str) -> str | None:
    """The state after the verb, or None when the verb is not open in this state."""
    return TRANSITIONS[state].get(verb)


def faults_of(scores: Mapping[str, Any], criteria: Sequence[str], *, complete: bool) -> dict[str, Fault]:
    """Faults by criterion; a draft may leave criteria open."""
    faults = {code: Fault("unknown_criterion") for code in scores if code not in criteria}
    for code in criteria:
        value = scores.get(code)
        if value is None:
            if complete:
                faults[code] = Fault("score_missing")
        elif isinstance(value, bool) or value not in SCALE:
            faults[code] = Fault("score_out_of_scale")
    return faults


def comment_faults(opinion: Opinion) -> dict[str, Fault]:
    """Comments that are too long to be kept."""
    comments = {"comment_authors": opinion.comment_authors, "comment_committee": opinion.comment_committee}
    return {
        name: Fault("comment_too_long", {"length": len(text), "limit": MOST_CHARACTERS})
        for name, text in comments.items()
        if len(text) > MOST_CHARACTERS
    }


def other_faults(opinion: Opinion, sheet: Sheet, *, complete: bool) -> dict[str, Fault]:
    """Faults of the recommended format and of the confidence."""
    faults = {}
    if opinion.recommended_format and opinion.recommended_format not in sheet.formats:
        faults["recommended_format"] = Fault("unknown_format")
    sure = opinion.confidence
    if sheet.asks_confidence and sure is None and complete:
        faults["confidence"] = Fault("confidence_missing")
    if sure is not None and (isinstance(sure, bool) or sure not in SCALE):
        faults["confidence"] = Fault("score_out_of_scale")
    return faults


def weighted_mean(scores: Mapping[str, int], weights: Mapping[str, int]) -> Decimal:
    """Σ weight × score ÷ Σ weight over all criteria, rounded half up to thousandths. Every one must be scored."""
    total = sum(weights.values())
    return (Decimal(sum(weights[code] * scores[code] for code in weights)) / total).quantize(_THOUSANDTH, ROUND_HALF_UP)


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The plain mean of some reviews' scores, to thousandths; None without any."""
    if not values:
        return None
    return (sum(values, Decimal()) / len(values)).quantize(_THOUSANDTH, ROUND_HALF_UP)


def spread(values: Sequence[Decimal]) -> Decimal | None:
    """The distance between the best and the worst score; None with fewer than two."""
    return max(values) - min(values) if len(values) > 1 else None
