"""When something that failed is tried again."""

from datetime import timedelta

LONGEST = timedelta(hours=6)


def pause_after(tries: int) -> timedelta:
    """30 s after the first failure, doubled each time, at most six hours."""
    return min(timedelta(seconds=30) * 2 ** min(max(tries - 1, 0), 12), LONGEST)
