"""The shapes of a plan of registrations: plain rows that the demo's loader turns into actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from portal.rules.demo.people import DemoPerson


@dataclass(frozen=True, slots=True)
class DemoRegistration:
    """One row of the plan. Instants are UTC.

    `order` is shared by those who are paid for together, null where nothing is due; `settled_at` is when
    it was paid, secured or confirmed; `ended_at` when it was cancelled, expired or refused;
    `companion_of` is the key of the registration that an accompanying person belongs to; `submission`
    that of the experience whose author this is; `presence` the days (from 0) on which the badge was seen.
    """

    key: str
    person: DemoPerson
    country: str
    city: str | None
    category: str
    state: str
    function: str | None
    registered_at: datetime
    settled_at: datetime | None = None
    ended_at: datetime | None = None
    delegation: str | None = None
    is_head: bool = False
    order: str | None = None
    method: str | None = None
    add_ons: tuple[str, ...] = ()
    departure: str | None = None
    departure_state: str | None = None
    companion_of: str | None = None
    submission: str | None = None
    diet: str | None = None
    access: str | None = None
    presence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoDelegation:
    """A city's delegation: its head and members by registration key; `method` is card or transfer."""

    key: str
    city: str
    head: str
    members: tuple[str, ...]
    quota: int
    method: str
    state: str


@dataclass(slots=True)
class Plan:
    """Registrations in order of key, and the delegations that some of them belong to."""

    registrations: list[DemoRegistration] = field(default_factory=list)
    delegations: list[DemoDelegation] = field(default_factory=list)
