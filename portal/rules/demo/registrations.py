"""The plan of the 1,129 registrations of `demo`: who, for which city, in which category and state.

Nothing here is scarce: `observer` and `staff` stay empty, and no seat of `river-park` is taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from portal.rules.demo.bookings import book
from portal.rules.demo.dates import before
from portal.rules.demo.people import DemoPerson, citizen, edge_people, person
from portal.rules.demo.rows import DemoDelegation, DemoRegistration, Plan
from portal.rules.demo.source import cities, load
from portal.rules.demo.submissions import DAY, submissions

TOTAL = 1129
DELEGATIONS = 90
SHARES = {
    "non-member": 150,
    "concession": 42,
    "plenaries": 64,
    "student": 78,
    "accompanying": 46,
    "speaker": 14,
    "committee": 14,
    "invited": 71,
    "press": 40,
}
# The few countries of the demo where the concession of 2014 (income per head) could be asked for.
CONCESSION = frozenset({"SN", "TG", "MA", "BO", "VN", "UA"})
WITHOUT_CITY = frozenset({"press", "plenaries"})
FREE = frozenset({"speaker", "committee", "invited", "press", "observer", "staff"})
ABROAD = ("ES", "ES", "FR", "PT", "IT", "BR", "GB")
HEADS = ("mayoralty", "council-education", "council-culture", "education-head", "network-liaison")
STAFF = (
    "education-head", "culture-head", "youth-officer", "international", "library", "museum", "school-head",
    "social-services", "planning", "participation",
)  # fmt: skip
DIETS = ("vegetarian", "vegan", "gluten_free", "lactose_free", "halal", "kosher", "nut_allergy")
ACCESS = ("wheelchair", "hearing_loop", "sign_language", "low_vision", "quiet_room")


@dataclass(slots=True)
class _Desk:
    """What is handed from one step of the plan to the next."""

    rng: Random
    today: date
    taken: set[str]
    authors: dict[str, list[tuple[str, DemoPerson]]]
    edge: dict[str, list[DemoPerson]]
    plan: Plan

    def key(self) -> str:
        return f"r{len(self.plan.registrations) + 1:04}"

    def ago(self, first: int, last: int) -> int:
        """Minutes before today, between two numbers of days."""
        return self.rng.randint(first * DAY, last * DAY)


def _someone(desk: _Desk, city: str, *, presents: bool = True) -> tuple[DemoPerson, str | None]:
    """The next author of the city (two times in three), a name that breaks forms, or anybody."""
    waiting = desk.authors.get(city, [])
    if presents and waiting and desk.rng.random() < 0.66:
        key, author = waiting.pop(0)
        desk.taken.add(author.email)
        return author, key
    odd = desk.edge.get(cities()[city]["country"], [])
    return (odd.pop(0) if odd else citizen(desk.rng, city, desk.taken)), None


def _timing(desk: _Desk, state: str) -> tuple[datetime, datetime | None, datetime | None]:
    """Registered, settled, ended. Unpaid places are recent, since holds do not last for weeks."""
    rng, today = desk.rng, desk.today
    if state in ("awaiting_payment", "awaiting_approval"):
        return before(today, desk.ago(0, 5) + 90), None, None
    if state == "waitlisted":
        return before(today, desk.ago(6, 20)), None, None
    # Two thirds of a congress registers in the last third of the time.
    start = desk.ago(2, 45) if rng.random() < 0.6 else desk.ago(45, 148)
    if state in ("expired", "refused"):
        start = max(start, 24 * DAY)
        return before(today, start), None, before(today, start - rng.randint(3 * DAY, 20 * DAY))
    settled = before(today, max(start - rng.randint(5, 2 * DAY), 30))
    if state == "cancelled":
        start = max(start, 12 * DAY)
        settled = before(today, start - rng.randint(5, 5 * DAY))
        return before(today, start), settled, before(today, rng.randint(DAY, 6 * DAY))
    return before(today, start), settled, None


def _delegation(desk: _Desk, number: int, city: str, state: str) -> None:
    rng, key = desk.rng, f"d{number:03}"
    size = rng.choice([3, 4, 4, 5, 5]) if city != "granollers" else 5
    category = "member" if cities()[city]["standing"] == "good" else "non-member"
    method = "transfer" if state == "secured" or rng.random() < 0.6 else "card"
    registered, settled, ended = _timing(desk, state)
    members: list[str] = []
    for place in range(size):
        who, submission = _someone(desk, city, presents=place > 0)
        desk.plan.registrations.append(
            DemoRegistration(
                key=desk.key(),
                person=who,
                country=cities()[city]["country"],
                city=city,
                category=category,
                state=state,
                function=rng.choice(HEADS if place == 0 else STAFF),
                registered_at=registered,
                settled_at=settled,
                ended_at=ended,
                delegation=key,
                is_head=place == 0,
                order=f"o-{key}",
                method=method,
                submission=submission,
            )
        )
        members.append(desk.plan.registrations[-1].key)
    desk.plan.delegations.append(DemoDelegation(key, city, members[0], tuple(members), 5, method, state))


def _delegations(desk: _Desk) -> None:
    good = [slug for slug, city in cities().items() if city["standing"] == "good" and slug != "granollers"]
    arrears = [slug for slug, city in cities().items() if city["standing"] == "arrears"]
    chosen = desk.rng.sample(good, DELEGATIONS - 5) + desk.rng.sample(arrears, 4)
    states = ["secured"] * 15 + ["awaiting_payment"] * 9 + ["expired"] * 2 + ["cancelled"] * 2
    states += ["confirmed"] * (len(chosen) - len(states))
    desk.rng.shuffle(states)
    for number, (city, state) in enumerate(zip(["granollers", *chosen], ["confirmed", *states], strict=True), 1):
        _delegation(desk, number, city, state)


def _state(rng: Random, category: str) -> str:
    if category in ("speaker", "committee"):
        return "confirmed"
    states = {"confirmed": 84, "cancelled": 4}
    if category not in FREE:
        states |= {"awaiting_payment": 8, "expired": 4}
    if category in ("member", "non-member", "concession"):
        states |= {"secured": 4}
    if category in ("concession", "press"):
        states |= {"awaiting_approval": 22, "refused": 9}
    if category == "accompanying":
        states |= {"waitlisted": 26}
    return rng.choices(list(states), list(states.values()))[0]


def _function(rng: Random, category: str) -> str | None:
    if category == "accompanying":
        return None
    special = {
        "press": ("press",),
        "student": ("student",),
        "non-member": ("association", "research", "school-head"),
    }
    return rng.choice(special.get(category, STAFF))


def _single(desk: _Desk, category: str, city: str | None, host: DemoRegistration | None = None) -> None:
    """One person who registers alone; an accompanying one follows a registration that stands."""
    rng, submission = desk.rng, None
    if host:
        city, country = host.city, host.country
        who = citizen(rng, city, desk.taken) if city else person(rng, country, desk.taken)
    elif city and category in ("member", "non-member"):
        who, submission = _someone(desk, city)
        country = cities()[city]["country"]
    else:
        country = cities()[city]["country"] if city else rng.choice(ABROAD)
        who = citizen(rng, city, desk.taken) if city else person(rng, country, desk.taken)
    state, key = _state(rng, category), desk.key()
    registered, settled, ended = _timing(desk, state)
    if host and registered < host.registered_at:
        registered = host.registered_at
        settled = settled and max(settled, registered)
        ended = ended and max(ended, registered + timedelta(minutes=10))
    method = "transfer" if state == "secured" or rng.random() < 0.28 else "card"
    unpaid = category in FREE or state in ("awaiting_approval", "refused", "waitlisted")
    desk.plan.registrations.append(
        DemoRegistration(
            key=key,
            person=who,
            country=country,
            city=city,
            category=category,
            state=state,
            function=_function(rng, category),
            registered_at=registered,
            settled_at=settled,
            ended_at=ended,
            order=None if unpaid else f"o-{key}",
            method=None if unpaid else method,
            companion_of=host.key if host else None,
            submission=submission,
        )
    )


def _committee(desk: _Desk) -> None:
    for member in load("committee"):
        who = DemoPerson(member["given_name"], member["family_name"], member["language"], member["email"])
        desk.taken.add(who.email)
        registered, settled, _ = _timing(desk, "confirmed")
        desk.plan.registrations.append(
            DemoRegistration(
                key=desk.key(),
                person=who,
                country=cities()[member["city"]]["country"],
                city=member["city"],
                category="committee",
                state="confirmed",
                function=member["function"],
                registered_at=registered,
                settled_at=settled,
            )
        )


def _singles(desk: _Desk) -> None:
    """Everybody else: first every city that is not there yet, then cities at random."""
    present = {row.city for row in desk.plan.registrations}
    absent = [slug for slug in cities() if slug not in present]
    count = Counter(row.category for row in desk.plan.registrations)
    good = [slug for slug, city in cities().items() if city["standing"] == "good"]
    for city in absent:
        category = "member" if cities()[city]["standing"] == "good" else "non-member"
        _single(desk, category, city)
        count[category] += 1
    modest = [slug for slug, city in cities().items() if city["country"] in CONCESSION]
    for category, share in SHARES.items():
        for _ in range(share - count[category] if category != "accompanying" else 0):
            anywhere = category in WITHOUT_CITY or (category == "non-member" and desk.rng.random() < 0.8)
            pool = modest if category == "concession" else list(cities())
            _single(desk, category, None if anywhere else desk.rng.choice(pool))
    while len(desk.plan.registrations) < TOTAL - SHARES["accompanying"]:
        _single(desk, "member", desk.rng.choice(good))
    hosts = [r for r in desk.plan.registrations if r.state == "confirmed" and r.category in ("member", "non-member")]
    for host in desk.rng.sample(hosts, SHARES["accompanying"]):
        _single(desk, "accompanying", host.city, host)


def _wishes(desk: _Desk) -> None:
    """Add-ons, diet and access needs of those who still come."""
    rng = desk.rng
    allowed = {row["code"]: frozenset(row["categories"]) for row in load("categories")["add_ons"]}
    for index, row in enumerate(desk.plan.registrations):
        if row.state in ("cancelled", "expired", "refused", "waitlisted", "awaiting_approval"):
            continue
        dinner = rng.random() < 0.58 and row.category in allowed["dinner"]
        tour = rng.random() < 0.1 and row.category in allowed["sunday-tour"] and row.order is not None
        desk.plan.registrations[index] = replace(
            row,
            add_ons=("dinner",) * dinner + ("sunday-tour",) * tour,
            diet=rng.choice(DIETS) if rng.random() < 0.2 else None,
            access=rng.choice(ACCESS) if rng.random() < 0.035 else None,
        )


@lru_cache(maxsize=2)
def plan(seed: int, today: date) -> Plan:
    """The whole plan of `demo`; equal for an equal seed and day."""
    rng = Random(f"registrations-{seed}")
    authors: dict[str, list[tuple[str, DemoPerson]]] = {}
    for paper in submissions(seed, today):
        if paper.state == "submitted":
            authors.setdefault(paper.city, []).append((paper.key, paper.author))
    taken: set[str] = set()
    edge: dict[str, list[DemoPerson]] = {}
    for country, who in edge_people(taken):
        edge.setdefault(country, []).append(who)
    desk = _Desk(rng, today, taken, authors, edge, Plan())
    _delegations(desk)
    _committee(desk)
    _singles(desk)
    _wishes(desk)
    book(rng, desk.plan)
    return desk.plan


def smaller(whole: Plan, delegations: int, singles: int) -> Plan:
    """A coherent part of a plan: some delegations, some who came alone, and the companions of both."""
    kept = {member for group in whole.delegations[:delegations] for member in group.members}
    alone = [row for row in whole.registrations if row.delegation is None and row.companion_of is None]
    kept |= {row.key for row in alone[:singles]}
    kept |= {row.key for row in whole.registrations if row.companion_of in kept}
    return Plan([row for row in whole.registrations if row.key in kept], whole.delegations[:delegations])
