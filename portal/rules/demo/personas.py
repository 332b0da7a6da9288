"""Who the personas of `/demo/` are: staff from the file, the others found in the generated plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.rules.demo.people import DemoPerson
from portal.rules.demo.registrations import plan
from portal.rules.demo.reviews import first_release, reviews
from portal.rules.demo.source import load
from portal.rules.demo.submissions import submissions

HOME = "granollers"


@dataclass(frozen=True, slots=True)
class Cast:
    """A persona: the person, the role in the congress (null for those whose data is the role), the city,
    and the key of what they own (registration, delegation, submission or committee member)."""

    code: str
    person: DemoPerson
    role: str | None
    city: str | None
    key: str | None


def _participant(seed: int, today: date) -> Cast:
    """Somebody from Brazil or Portugal, confirmed, alone, without a visit yet: so that one can be booked."""
    for row in plan(seed, today).registrations:
        alone = row.delegation is None and row.submission is None and row.departure is None
        if alone and (row.state, row.category, row.person.language) == ("confirmed", "member", "pt"):
            return Cast("participant", row.person, None, row.city, row.key)
    raise LookupError("no participant in the plan")


def _head(seed: int, today: date) -> Cast:
    whole = plan(seed, today)
    group = next(group for group in whole.delegations if group.city == HOME)
    row = next(row for row in whole.registrations if row.key == group.head)
    return Cast("head", row.person, None, HOME, group.key)


def _author(seed: int, today: date) -> Cast:
    """The first author whose experience was selected."""
    released = first_release(seed, today)[0]
    paper = next(paper for paper in submissions(seed, today) if paper.key == released)
    return Cast("author", paper.author, None, paper.city, paper.key)


def _member(code: str, role: str, key: str) -> Cast:
    row = next(row for row in load("committee") if row["key"] == key)
    who = DemoPerson(row["given_name"], row["family_name"], row["language"], row["email"])
    return Cast(code, who, role, row["city"], key)


def _reviewer(seed: int, today: date) -> Cast:
    """A committee member, not the chair or the deputy, with something half written."""
    plain = {row["key"] for row in load("committee") if row["role"] == "committee"}
    begun = (row.reviewer for row in reviews(seed, today) if row.state == "in_progress")
    key = next(key for key in begun if key in plain)
    return _member("reviewer", "committee", key)


@lru_cache(maxsize=2)
def cast(seed: int, today: date) -> dict[str, Cast]:
    """Every persona by code, in the order of `personas.json`."""
    leads = {row["role"]: row["key"] for row in load("committee") if row["role"] != "committee"}
    found = {
        "participant": _participant(seed, today),
        "head": _head(seed, today),
        "author": _author(seed, today),
        "reviewer": _reviewer(seed, today),
        **{role: _member(role, role, leads[role]) for role in ("chair", "deputy")},
    }
    people: dict[str, Cast] = {}
    for row in load("personas"):
        code = row["code"]
        if row["person"]:
            city = HOME if row["source"] == "city" else None
            people[code] = Cast(code, DemoPerson(**row["person"]), row["role"], city, None)
        else:
            people[code] = found[code]
    return people
