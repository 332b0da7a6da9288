"""The templates of new congresses, and when their instants fall for given dates. Reads `portal/data/templates`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CODES = ("full", "meeting", "cafe", "youth")
DATA = Path(__file__).resolve().parents[1] / "data" / "templates"


@cache
def template(code: str) -> dict[str, Any]:
    """The parsed template. Shared between callers: treat it as read-only."""
    return json.loads((DATA / f"{code}.json").read_text(encoding="utf-8"))


def in_languages(texts: dict[str, Any], languages: Iterable[str]) -> dict[str, Any]:
    """Of a text in several languages those that are wanted; what a template does not speak is left to write."""
    return {code: texts[code] for code in languages if code in texts}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days counted back from the opening. `today` in the zone; `longest` is the largest distance that is asked for.

    Where the opening is nearer than that, the days between are shared out in proportion, so that nothing falls into
    the past and the order stays. An opening that is over keeps its distances.
    """

    starts_on: date
    today: date
    longest: int

    def day(self, days_before: int) -> date:
        left = (self.starts_on - self.today).days
        if left < 0 or left >= self.longest:
            return self.starts_on - timedelta(days=days_before)
        return self.starts_on - timedelta(days=days_before * left // max(self.longest, 1))

    def midnight(self, days_before: int, zone: ZoneInfo) -> datetime:
        """The instant at which that day begins."""
        return datetime.combine(self.day(days_before), time(), tzinfo=zone).astimezone(UTC)

    def window(self, first: int, last: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """`[start, end)` in whole days, one day at least."""
        opens = self.day(first)
        closes = max(self.day(last), opens + timedelta(days=1))
        return _midnight(opens, zone), _midnight(closes, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def longest_of(given: dict[str, Any]) -> int:
    """The largest distance from the opening that a template speaks of, in days."""
    distances = [value for name, value in given["registration"].items() if name.endswith("days_before")]
    if "call" in given:
        distances += [value for name, value in given["call"].items() if name.endswith("days_before")]
    return max(distances, default=0)
