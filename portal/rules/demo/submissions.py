"""The 185 experiences of the demo: who sent what, in which language, with which answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from portal.rules.demo.dates import before
from portal.rules.demo.people import DemoPerson, citizen, language_of
from portal.rules.demo.source import cities, load

TOTAL, PER_CITY, CITIES = 185, 3, 104
DRAFTS, WITHDRAWN = 4, 5
CATALAN = ("barcelona", "granollers", "manresa", "vic", "lleida", "mataro")
FOR_SMALL_PLACES = frozenset({"small-town", "rural"})
DAY = 24 * 60
Subject = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DemoSubmission:
    """One experience. `title`, `summary` and `answers` are in `language`; `title_en` is its translation, and
    `translations` are (title, summary) by language, where somebody made them.

    `state` is draft, submitted or withdrawn; `quality` (0 to 1) steers the invented reviews only.
    """

    key: str
    city: str
    axis: str
    format: str
    language: str
    title: str
    title_en: str
    summary: str
    answers: dict[str, str]
    author: DemoPerson
    co_presenters: tuple[DemoPerson, ...]
    function: str
    quality: float
    fields: tuple[str, ...] = ()
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_endorsed: bool = False
    state: str = "submitted"
    created_at: datetime | None = None
    submitted_at: datetime | None = None
    withdrawn_at: datetime | None = None


def _cities_of_authors(rng: Random) -> list[str]:
    """One city per experience, at most three times the same; Granollers twice."""
    good = [slug for slug, city in cities().items() if city["standing"] == "good" and slug != "granollers"]
    chosen = rng.sample(good, CITIES - 1)
    counts = Counter(dict.fromkeys(chosen, 1))
    while counts.total() < TOTAL - 2:
        counts[rng.choice([city for city in chosen if counts[city] < PER_CITY])] += 1
    counts["granollers"] = 2
    places = sorted(counts.elements())
    rng.shuffle(places)
    return places


def _languages(rng: Random, places: list[str]) -> list[str]:
    """The language of each experience; the first one of some Catalan cities is in Catalan."""
    found, catalan = [], set[str]()
    for city in places:
        if city in CATALAN and city not in catalan:
            catalan.add(city)
            found.append("ca")
            continue
        own = language_of(cities()[city]["country"])
        found.append("en" if own != "en" and rng.random() < 0.05 else own)
    return found


def _subjects(rng: Random, places: list[str], languages: list[str]) -> list[Subject]:
    """A different pair (topic, angle) for each experience, never a topic twice in a city."""
    data = load("experiences")
    large = frozenset(data["large_cities"])
    pool = [(topic, angle) for topic in data["topics"] for angle in data["angles"]]
    rng.shuffle(pool)
    topics = Counter[str]()
    seen = set[tuple[str, str]]()
    picked: dict[int, Subject] = {}
    # Catalan first: few topics and angles are written in it.
    for index in sorted(range(len(places)), key=lambda i: languages[i] != "ca"):
        city, language = places[index], languages[index]
        fitting = [
            pair
            for pair in pool
            if language in pair[0]["title"]
            and language in pair[1]["title"]
            and (city, pair[0]["code"]) not in seen
            and not (city in large and pair[1]["code"] in FOR_SMALL_PLACES)
        ]
        pair = min(fitting, key=lambda pair: topics[pair[0]["code"]])
        pool.remove(pair)
        topics[pair[0]["code"]] += 1
        seen.add((city, pair[0]["code"]))
        picked[index] = pair
    return [picked[index] for index in range(len(places))]


def _answers(rng: Random, language: str) -> dict[str, str]:
    fields: dict[str, list[dict[str, str]]] = load("experiences")["answers"]
    return {
        code: rng.choice([variant[language] for variant in variants if language in variant])
        for code, variants in fields.items()
    }


def _texts(topic: dict[str, Any], angle: dict[str, Any], language: str, numbers: dict[str, str]) -> tuple[str, str]:
    """Title and summary in a language."""
    colon = "\u00a0: " if language == "fr" else ": "
    title = f"{topic['title'][language]}{colon}{angle['title'][language]}"
    summary = f"{topic['summary'][language]} {angle['summary'][language]}"
    for slot, number in numbers.items():
        summary = summary.replace(slot, number)
    return title, summary


def _moments(rng: Random, today: date, state: str) -> tuple[datetime, datetime | None, datetime | None]:
    """Created, submitted, withdrawn: half of a call arrives in its last ten days, some in the last hour."""
    call = load("congress")["call"]
    first, last = call["opens_days_before_today"] * DAY, call["closes_days_before_today"] * DAY
    late = rng.random() < 0.5
    sent = last + (rng.randint(30, 10 * DAY) if late else rng.randint(10 * DAY, first - last - 20 * DAY))
    created = min(sent + rng.randint(40, 18 * DAY), first - 60)
    if state == "draft":
        return before(today, created), None, None
    withdrawn = before(today, max(sent - rng.randint(DAY, 60 * DAY), DAY)) if state == "withdrawn" else None
    return before(today, created), before(today, sent), withdrawn


def written(
    rng: Random,
    *,
    key: str,
    city: str,
    language: str,
    subject: Subject,
    taken: set[str],
    into: Collection[str] = (),
) -> DemoSubmission:
    """An experience as its authors left it, still without the moments of its life; translated `into` languages."""
    topic, angle = subject
    numbers = {"{a}": str(rng.randint(4, 24)), "{b}": str(rng.randint(36, 480))}
    title, summary = _texts(topic, angle, language, numbers)
    companions = rng.choices([0, 1, 2], [50, 38, 12])[0]
    return DemoSubmission(
        key=key,
        city=city,
        axis=topic["axis"],
        format=rng.choices(["workshop", "direct-dialogue", "digital-poster"], [60, 25, 15])[0],
        language=language,
        title=title,
        title_en=f"{topic['title']['en']}: {angle['title']['en']}",
        summary=summary,
        answers=_answers(rng, language),
        author=citizen(rng, city, taken, "example.net"),
        co_presenters=tuple(citizen(rng, city, taken, "example.net") for _ in range(companions)),
        function=rng.choice(["education-head", "culture-head", "library", "school-head", "participation"]),
        quality=round(min(max(rng.gauss(0.58, 0.2), 0.05), 0.98), 3),
        fields=tuple(topic["fields"]),
        translations={other: _texts(topic, angle, other, numbers) for other in into if other != language},
    )


@lru_cache(maxsize=2)
def submissions(seed: int, today: date) -> list[DemoSubmission]:
    """All 185, in the order of their keys; equal for an equal seed and day. A draft has half its answers."""
    rng = Random(f"submissions-{seed}")
    places = _cities_of_authors(rng)
    languages = _languages(rng, places)
    subjects = _subjects(rng, places, languages)
    odd = rng.sample(range(TOTAL), DRAFTS + WITHDRAWN)
    states = dict.fromkeys(odd[:DRAFTS], "draft") | dict.fromkeys(odd[DRAFTS:], "withdrawn")
    taken: set[str] = set()
    found = []
    for index, (city, language, subject) in enumerate(zip(places, languages, subjects, strict=True)):
        key, state = f"s{index + 1:03}", states.get(index, "submitted")
        paper = written(rng, key=key, city=city, language=language, subject=subject, taken=taken)
        created, sent, withdrawn = _moments(rng, today, state)
        answers = dict(list(paper.answers.items())[:3]) if state == "draft" else paper.answers
        done = replace(paper, state=state, is_endorsed=state != "draft", answers=answers)
        found.append(replace(done, created_at=created, submitted_at=sent, withdrawn_at=withdrawn))
    return found
