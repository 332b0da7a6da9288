"""How long the rest of the reading takes, from the reader's own pace. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

DEFAULT = timedelta(minutes=15)  # a review, until the reader's pace is known
RECENT = 10  # so many intervals count
ENOUGH = 3
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=2)  # less is typing in, more is a break
HOUR = 60


def pace(handed_in: Sequence[datetime]) -> timedelta | None:
    """The median time between a reader's recent reviews, breaks and sheets typed in at once left out.

    None while there are fewer than three such intervals.
    """
    times = sorted(handed_in)
    gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    counted = [gap for gap in gaps if SHORTEST <= gap <= LONGEST][-RECENT:]
    if len(counted) < ENOUGH:
        return None
    return timedelta(seconds=median(gap.total_seconds() for gap in counted))


def left(waiting: int, each: timedelta) -> tuple[int, int]:
    """(hours, minutes) that the rest takes, one of them 0: minutes by fives below an hour, then whole hours."""
    minutes = waiting * each.total_seconds() / 60
    if minutes <= 0:
        return 0, 0
    if minutes > HOUR - 5:
        return max(1, round(minutes / HOUR)), 0
    return 0, max(5, 5 * round(minutes / 5))
