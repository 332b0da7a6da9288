"""Periods of membership: half open, one at a time."""

from collections.abc import Iterable
from datetime import date

Period = tuple[date, date | None]


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day; an end of None is open."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def free(period: Period, taken: Iterable[Period]) -> bool:
    """Whether a period shares no day with any of the others."""
    return not any(overlap(period, other) for other in taken)


def two_years_after(day: date) -> date:
    """The first day after a term of two years: the same day of the year, 1 March for a 29 February."""
    try:
        return day.replace(year=day.year + 2)
    except ValueError:
        return date(day.year + 2, 3, 1)
