"""Wall time in a zone and the instants it means."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instants(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """UTC start and end of a session; an end at or before the start belongs to the next day.

    A wall time that a clock change skips means the instant an hour later; one that happens twice, the first.
    """
    last = day if ends > starts else day + timedelta(days=1)
    return (
        datetime.combine(day, starts, tzinfo=zone).astimezone(UTC),
        datetime.combine(last, ends, tzinfo=zone).astimezone(UTC),
    )


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two half-open ranges share an instant."""
    return one[0] < other[1] and other[0] < one[1]
