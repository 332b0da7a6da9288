"""What opens at one instant and closes at another. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """`[opens_at, closes_at)`; a null end is open."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it closes after it opens."""
        return self.opens_at is None or self.closes_at is None or self.opens_at < self.closes_at

    def place(self, now: datetime) -> str:
        """ "before", "open" or "closed"; at the opening it is open, at the closing closed."""
        if self.opens_at is not None and now < self.opens_at:
            return "before"
        return "open" if self.closes_at is None or now < self.closes_at else "closed"

    def is_open(self, now: datetime) -> bool:
        return self.place(now) == "open"


def kinds_of(wall: datetime, zone: ZoneInfo) -> str:
    """What a wall time (naive) is in a zone: "once", "twice" where clocks go back, "never" where they jump over it."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != wall:
        return "never"
    return "once" if first.utcoffset() == second.utcoffset() else "twice"
