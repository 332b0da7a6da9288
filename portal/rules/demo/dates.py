"""When the four editions of the demo take place, relative to a day, with their weekdays kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TUESDAY, WEDNESDAY = 1, 2
DEMO, MEETING, PAST, ANNOUNCED = "demo", "network-meeting", "montcalme", "santa-aurelia"


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day of an edition, both included, in the edition's own zone."""

    starts_on: date
    ends_on: date


def _weekday_from(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def edition_dates(today: date) -> dict[str, Dates]:
    """Slug → dates: `demo` on the first Tuesday at least 60 days ahead, the meeting today, the past
    edition on a Wednesday some 18 months ago, the announced one on a Tuesday some 17 months ahead."""
    demo = _weekday_from(today + timedelta(days=60), TUESDAY)
    past = _weekday_from(today - timedelta(days=550), WEDNESDAY)
    announced = _weekday_from(today + timedelta(days=510), TUESDAY)
    return {
        DEMO: Dates(demo, demo + timedelta(days=3)),
        MEETING: Dates(today, today),
        PAST: Dates(past, past + timedelta(days=2)),
        ANNOUNCED: Dates(announced, announced + timedelta(days=3)),
    }


def wall(first_day: date, day: int, clock: str) -> datetime:
    """The wall time (naive, in the congress's zone) of `HH:MM` on a day counted from 0."""
    return datetime.combine(first_day + timedelta(days=day), time.fromisoformat(clock))


def end_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day ends in a zone: the excluded end of a half-open period."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC)


def before(today: date, minutes: int) -> datetime:
    """An instant some minutes before today began (UTC): what has happened has always happened."""
    return datetime.combine(today, time(), tzinfo=UTC) - timedelta(minutes=minutes)
