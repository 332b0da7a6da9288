"""After the release: until when a place is confirmed, when it lapses, and who is next. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MATCHES = ("format", "axis")  # in what a reserve may have to be like the experience whose place it takes


@dataclass(frozen=True, slots=True)
class Reserve:
    """An experience on the reserve list. `told_at` breaks ties of rank, then the code."""

    code: str
    rank: int | None
    told_at: datetime
    format: str
    axis: str


def confirm_until(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The end of the day that lies so many days after today, in the congress's zone."""
    last = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), zone)


def may_confirm(*, state: str, until: datetime | None, now: datetime) -> bool:
    """Whether an author may still say yes: up to the instant that the letter names."""
    return state == "accepted" and (until is None or now < until)


def is_unconfirmed(*, state: str, confirmed_at: datetime | None, until: datetime | None, now: datetime) -> bool:
    """Whether the time for an answer has passed without one."""
    return state == "accepted" and confirmed_at is None and until is not None and now >= until


def is_overdue(*, state: str, due_on: date | None, today: date) -> bool:
    """Whether the day up to which presenters had to register has passed."""
    return state == "accepted" and due_on is not None and today > due_on


def in_order(reserves: Iterable[Reserve]) -> list[Reserve]:
    """The reserve list: by rank, those without one last."""
    return sorted(reserves, key=lambda row: (row.rank is None, row.rank or 0, row.told_at, row.code))


def next_of(reserves: Iterable[Reserve], alike: Mapping[str, str]) -> Reserve | None:
    """The first of the list that is alike in what is asked: {"format": code, "axis": code}, or neither."""
    fitting = (row for row in in_order(reserves) if all(getattr(row, name) == code for name, code in alike.items()))
    return next(fitting, None)


def is_deferred(until: date | None, today: date) -> bool:
    """Whether an author was told to wait, and the day has not passed."""
    return until is not None and today <= until


def left_waiting(
    states: Mapping[str, str], pending: Mapping[str, str], deferred: Collection[str] = frozenset()
) -> list[str]:
    """The codes in a group that would be left without a letter: submitted, undecided, and not told to wait."""
    waits = {"submitted", "revision"}
    return sorted(c for c, state in states.items() if state in waits and c not in pending and c not in deferred)
