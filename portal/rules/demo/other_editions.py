"""The past edition (with those who never came, and its bank of experiences) and the meeting of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from portal.rules.demo.bookings import book
from portal.rules.demo.dates import MEETING, PAST, before, edition_dates
from portal.rules.demo.people import citizen, language_of
from portal.rules.demo.registrations import HEADS, STAFF
from portal.rules.demo.rows import DemoRegistration, Plan
from portal.rules.demo.source import cities, load
from portal.rules.demo.submissions import DAY, FOR_SMALL_PLACES, DemoSubmission, submissions, written

LANGUAGES = ("en", "es", "fr", "pt")  # into which two experiences in three of the past edition were translated
PAST_TOTAL, MEETING_TOTAL, BANK_TOTAL = 168, 66, 24
INCLUSION = ("welcome", "sign-city", "second-chance", "grandparents", "choir", "prison-books")
HEALTH = ("museum-care", "climate-shelter", "green-yards", "gardens", "dance", "early-years")
TIME = ("night-school", "time-bank", "library-bench", "play-map", "school-radio")
PAST_AXES = {
    **dict.fromkeys(INCLUSION, "inclusion"),
    **dict.fromkeys(HEALTH, "health"),
    **dict.fromkeys(TIME, "time"),
}


def _taken() -> set[str]:
    return {member["email"] for member in load("committee")}


def past_plan(seed: int, today: date) -> Plan:
    """168 registrations of the past edition: confirmed with their days of presence, cancelled, no_show."""
    rng, taken, found = Random(f"past-{seed}"), _taken(), Plan()
    age = (today - edition_dates(today)[PAST].starts_on).days
    slugs = rng.sample(list(cities()), 96)
    for index in range(PAST_TOTAL):
        city = slugs[index % len(slugs)]
        key = f"p{index + 1:04}"
        state = rng.choices(["confirmed", "no_show", "cancelled"], [87, 8, 5])[0]
        registered = (age + rng.randint(15, 140)) * DAY + rng.randint(0, DAY)
        settled = registered - rng.randint(10, 6 * DAY)
        cancelled = before(today, (age + 4) * DAY + rng.randint(0, 5 * DAY)) if state == "cancelled" else None
        presence = tuple(day for day in range(3) if rng.random() < 0.9) or (0,)
        found.registrations.append(
            DemoRegistration(
                key=key,
                person=citizen(rng, city, taken, "example.com"),
                country=cities()[city]["country"],
                city=city,
                category="member" if rng.random() < 0.8 else "non-member",
                state=state,
                function=rng.choice(HEADS + STAFF),
                registered_at=before(today, registered),
                settled_at=before(today, settled),
                ended_at=cancelled,
                order=f"o-{key}",
                method=rng.choice(["card", "card", "transfer"]),
                presence=presence if state == "confirmed" else (),
            )
        )
    book(rng, found, {"night-library": (26, 0)})
    return found


def meeting_plan(seed: int, today: date) -> Plan:
    """66 registrations of today's meeting, all free; its two buses are nearly full."""
    taken = _taken() | {row.person.email for row in past_plan(seed, today).registrations}
    rng, found = Random(f"{MEETING}-{seed}"), Plan()
    near = [slug for slug, city in cities().items() if city["region"] == "europe" and city["standing"] == "good"]
    slugs = rng.sample(near, 40)
    for index in range(MEETING_TOTAL):
        city = slugs[index % len(slugs)]
        registered = rng.randint(3 * DAY, 60 * DAY)
        is_cancelled = rng.random() < 0.05
        found.registrations.append(
            DemoRegistration(
                key=f"m{index + 1:04}",
                person=citizen(rng, city, taken, "example.com"),
                country=cities()[city]["country"],
                city=city,
                category="delegate",
                state="cancelled" if is_cancelled else "confirmed",
                function=rng.choice(STAFF),
                registered_at=before(today, registered),
                settled_at=before(today, registered),
                ended_at=before(today, rng.randint(600, 2 * DAY)) if is_cancelled else None,
                diet="vegetarian" if rng.random() < 0.15 else None,
            )
        )
    book(rng, found, {"gardens-bus-1": (31, 0), "gardens-bus-2": (22, 0)})
    return found


def past_experiences(seed: int, today: date) -> list[DemoSubmission]:
    """The 24 experiences that were selected for the past edition, one a city, for its public bank."""
    rng, data = Random(f"past-experiences-{seed}"), load("experiences")
    topics = [dict(row, axis=PAST_AXES[row["code"]]) for row in data["topics"] if row["code"] in PAST_AXES]
    angles = [angle for angle in data["angles"] if angle["code"] not in FOR_SMALL_PLACES]
    subjects = rng.sample([(topic, angle) for topic in topics for angle in angles], BANK_TOTAL)
    places = rng.sample([slug for slug, city in cities().items() if city["standing"] == "good"], BANK_TOTAL)
    taken = {who.email for paper in submissions(seed, today) for who in (paper.author, *paper.co_presenters)}
    age = (today - edition_dates(today)[PAST].starts_on).days
    found = []
    for number, (city, subject) in enumerate(zip(places, subjects, strict=True), 1):
        language = language_of(cities()[city]["country"])
        into = LANGUAGES if number % 3 else ()
        paper = written(rng, key=f"x{number:03}", city=city, language=language, subject=subject, taken=taken, into=into)
        sent = (age + rng.randint(150, 230)) * DAY - rng.randint(0, DAY)
        made, handed_in = before(today, sent + rng.randint(60, 9 * DAY)), before(today, sent)
        found.append(replace(paper, is_endorsed=True, created_at=made, submitted_at=handed_in))
    return found
