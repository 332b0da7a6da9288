"""Dues of a year: how they go on, and when they are late."""

from datetime import date

from network.enums import DuesState

# A declaration that the secretariat cannot find is handed back, and is due again.
STEPS: dict[str, frozenset[str]] = {
    DuesState.DUE: frozenset({DuesState.DECLARED, DuesState.PAID, DuesState.WAIVED}),
    DuesState.DECLARED: frozenset({DuesState.DUE, DuesState.PAID, DuesState.WAIVED}),
    DuesState.PAID: frozenset(),
    DuesState.WAIVED: frozenset(),
}


def before(state: str) -> frozenset[str]:
    """The states from which one may come to this one."""
    return frozenset(here for here, steps in STEPS.items() if state in steps)


def is_late(state: str, due_on: date, on: date) -> bool:
    """Whether nothing was paid, waived or declared, and the last day in time lies before the day."""
    return state == DuesState.DUE and on > due_on


def last_day(year: int) -> date:
    """The last day in time where nobody named one: that of the year."""
    return date(year, 12, 31)


def covers(starts_on: date, ends_on: date | None, year: int) -> bool:
    """Whether a membership (half open) holds at least one day of the year."""
    return starts_on <= date(year, 12, 31) and (ends_on is None or ends_on > date(year, 1, 1))
