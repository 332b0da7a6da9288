"""What was attended: days, and minutes of the programme, from when somebody was seen."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo

Span = tuple[datetime, datetime]


def minutes_of(spans: Iterable[Span]) -> int:
    """Whole minutes that half-open spans cover together; what runs side by side counts once."""
    total, reached = timedelta(), None
    for start, end in sorted(spans):
        begin = max(start, reached) if reached is not None else start
        if end > begin:
            total += end - begin
        reached = end if reached is None else max(reached, end)
    return int(total.total_seconds() // 60)


def attended(
    seen: Collection[datetime], programme: Mapping[date, Collection[Span]], zone: tzinfo
) -> tuple[list[date], int]:
    """(days on which somebody was seen, minutes of the programme from each day's first scan to its end).

    `seen` are instants of admission, `zone` the congress's; `programme` has each day's sessions that count.
    """
    first: dict[date, datetime] = {}
    for instant in seen:
        day = instant.astimezone(zone).date()
        first[day] = min(instant, first.get(day, instant))
    minutes = sum(
        minutes_of((max(start, came), end) for start, end in programme.get(day, ()) if end > came)
        for day, came in first.items()
    )
    return sorted(first), minutes
