"""From wall time in a zone to instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time. One that happens twice means the first; one that the clock skips, as
    many minutes after the jump as it lies after its beginning."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def span(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """`[start, end)` in UTC; an end that is not after the start lies on the next day."""
    last = day if ends > starts else day + timedelta(days=1)
    return instant(day, starts, zone), instant(last, ends, zone)


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two half-open ranges share a moment; one that ends as the other begins does not."""
    return one[0] < other[1] and other[0] < one[1]
