"""The work of the fourteen committee members: who reads what, scores, comments, and a first release."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from portal.rules.demo.dates import before
from portal.rules.demo.source import load
from portal.rules.demo.submissions import DAY, DemoSubmission, submissions

EACH = 3
RELEASED = 40


@dataclass(frozen=True, slots=True)
class DemoReview:
    """One assignment. `state` is assigned, in_progress or submitted; scores are 0 to 5 by criterion.

    In progress, some criteria are still missing and there is no comment.
    """

    submission: str
    reviewer: str
    state: str
    scores: dict[str, int]
    comment: str
    comment_language: str
    proposed_format: str
    assigned_at: datetime
    submitted_at: datetime | None


def _readers(submission: DemoSubmission, committee: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Members who know the language and do not come from the author's city."""
    return [
        member
        for member in committee
        if submission.language in member["languages"] and member["city"] != submission.city
    ]


def _assign(rng: Random, papers: list[DemoSubmission]) -> dict[str, list[dict[str, Any]]]:
    """Three readers each: rare languages first, then the member with the least to read, then the axis."""
    committee = load("committee")
    load_of = Counter[str]()
    found: dict[str, list[dict[str, Any]]] = {}
    for paper in sorted(papers, key=lambda paper: (len(_readers(paper, committee)), paper.key)):
        order = {member["key"]: rng.random() for member in committee}

        def burden(member: dict[str, Any], axis: str = paper.axis, order: dict[str, float] = order) -> float:
            stranger = 0 if axis in member["axes"] else 2
            return load_of[member["key"]] + stranger + order[member["key"]]

        chosen = sorted(_readers(paper, committee), key=burden)[:EACH]
        load_of.update(member["key"] for member in chosen)
        found[paper.key] = chosen
    return found


def _scores(rng: Random, quality: float, severity: float) -> dict[str, int]:
    criteria = load("congress")["call"]["criteria"]
    return {
        row["code"]: min(max(round(quality * 5 + severity + rng.gauss(0.2, 0.75)), row["min"]), row["max"])
        for row in criteria
    }


def _divides(key: str) -> bool:
    """Whether the last reader of an experience sees it quite otherwise than the first two."""
    return int("".join(c for c in key if c.isdigit()) or 0) % 12 == 5


def _comment(rng: Random, scores: dict[str, int], language: str) -> str:
    mean = sum(scores.values()) / len(scores)
    judgement = "strong" if mean >= 3.5 else "middle" if mean >= 2.3 else "weak"
    text: str = rng.choice(load("experiences")["comments"][judgement])[language]
    return text


@lru_cache(maxsize=2)
def reviews(seed: int, today: date) -> list[DemoReview]:
    """Three assignments for each submitted experience; a member's `pace` is the share that is done."""
    rng = Random(f"reviews-{seed}")
    papers = [paper for paper in submissions(seed, today) if paper.state == "submitted"]
    assigned = _assign(rng, papers)
    severity = {member["key"]: rng.uniform(-0.6, 0.5) for member in load("committee")}
    found = []
    for paper in papers:
        for member in assigned[paper.key]:
            done, begun = rng.random() < member["pace"], rng.random() < 0.25 and member["pace"] > 0
            scores = _scores(rng, paper.quality, severity[member["key"]])
            if _divides(paper.key) and member is assigned[paper.key][-1]:
                scores = {code: max(mark - 2, 0) if mark > 2 else min(mark + 3, 5) for code, mark in scores.items()}
            language = paper.language if paper.language in ("en", "es", "fr", "pt") else member["language"]
            comment, minutes = _comment(rng, scores, language), rng.randint(DAY // 2, 33 * DAY)
            if not done:
                comment = ""
                scores = dict(list(scores.items())[: rng.randint(2, 5)]) if begun else {}
            found.append(
                DemoReview(
                    submission=paper.key,
                    reviewer=member["key"],
                    state="submitted" if done else "in_progress" if begun else "assigned",
                    scores=scores,
                    comment=comment,
                    comment_language=language,
                    proposed_format=paper.format if rng.random() < 0.85 else "direct-dialogue",
                    assigned_at=before(today, 38 * DAY),
                    submitted_at=before(today, minutes) if done else None,
                )
            )
    return found


def first_release(seed: int, today: date) -> list[str]:
    """Keys of the experiences selected in a first release: the forty best of those read three times.

    The weighted mean decides, then the key; they fill the half of the programme that is published.
    """
    weights = {row["code"]: row["weight"] for row in load("congress")["call"]["criteria"]}
    marks: dict[str, list[float]] = defaultdict(list)
    for review in reviews(seed, today):
        if review.state == "submitted":
            marks[review.submission].append(sum(weights[code] * mark for code, mark in review.scores.items()))
    complete = {key: sum(values) for key, values in marks.items() if len(values) == EACH}
    return sorted(sorted(complete, key=lambda key: (-complete[key], key))[:RELEASED])
