"""Who of a plan books which departure: a full one with a waiting list, an empty one, the rest."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from portal.rules.demo.rows import Plan
from portal.rules.demo.source import load

# Booked, waiting. `river-park` stays empty on purpose.
WANTED = {
    "school-street": (25, 4),
    "school-street-late": (9, 0),
    "music-school": (22, 0),
    "prison-reading": (7, 0),
    "makerspace": (14, 0),
    "museum-care": (11, 0),
}


def places(edition: str) -> dict[str, int]:
    """Departure code → places, for one edition."""
    return {
        departure["code"]: departure["places"]
        for visit in load("visits")
        if visit["edition"] == edition
        for departure in visit["departures"]
    }


def book(rng: Random, plan: Plan, wanted: dict[str, tuple[int, int]] | None = None) -> None:
    """Gives departures to people who may book (their category allows it, they have secured or confirmed
    a place), one each, in the order in which they registered."""
    allowed = {row["code"] for row in load("categories")["categories"] if row["may_book_visits"]} | {"delegate"}
    able = [
        index
        for index, row in enumerate(plan.registrations)
        if row.state in ("secured", "confirmed") and row.category in allowed
    ]
    for code, (booked, waiting) in (wanted or WANTED).items():
        chosen = rng.sample(able, booked + waiting)
        chosen.sort(key=lambda index: (plan.registrations[index].registered_at, index))
        for place, index in enumerate(chosen):
            state = "booked" if place < booked else "waitlisted"
            plan.registrations[index] = replace(plan.registrations[index], departure=code, departure_state=state)
        gone = set(chosen)
        able = [index for index in able if index not in gone]
