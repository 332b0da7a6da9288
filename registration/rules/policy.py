"""What is given back to whoever cancels, and until when. Pure.

A rule is a list of periods in their order; each begins where the one before ends, so that there are neither gaps nor
overlaps, and after the last nothing is given back. A period ends a number of days before the opening day
({"days": 30, "percent": 100}: up to the end of the thirtieth day before) or at an instant
({"until": "2027-04-01T21:59:00+00:00", "percent": 50}).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from common.money import Money

MOST_PERIODS = 6
EARLIEST = 1000  # days before the opening


@dataclass(frozen=True, slots=True)
class Period:
    """`percent` of what was paid is given back to whoever cancels before `until`."""

    until: datetime
    percent: int


def periods_of(rules: Sequence[Mapping[str, Any]], opens_on: date, zone: ZoneInfo) -> list[Period]:
    """The periods of a sound rule with their ends as instants, for a congress that opens on a day in a zone."""
    return [Period(_end(rule, opens_on, zone), int(rule["percent"])) for rule in rules]


def faults(rules: Sequence[Mapping[str, Any]], opens_on: date, zone: ZoneInfo) -> list[tuple[int, str]]:
    """(position, code) of what is wrong with a rule: "too_many", "percent", "end", "not_later", "rises"; [] if sound.

    Not later: the period ends before or when the one before it ends, so the two overlap. Rises: more is given back
    to whoever cancels later.
    """
    if len(rules) > MOST_PERIODS:
        return [(MOST_PERIODS, "too_many")]
    found: list[tuple[int, str]] = []
    before: Period | None = None
    for position, rule in enumerate(rules):
        if not _is_percent(rule.get("percent")):
            found.append((position, "percent"))
            continue
        if not _is_end(rule):
            found.append((position, "end"))
            continue
        period = Period(_end(rule, opens_on, zone), int(rule["percent"]))
        if before is not None and period.until <= before.until:
            found.append((position, "not_later"))
        elif before is not None and period.percent > before.percent:
            found.append((position, "rises"))
        before = period
    return found


def percent_at(periods: Sequence[Period], at: datetime) -> int:
    """How much of what was paid is given back to whoever cancels at an instant, in percent."""
    return next((period.percent for period in periods if at < period.until), 0)


def given_back(paid: Money, percent: int) -> Money:
    """The part of a sum, rounded half up to the currency's smallest unit."""
    minor = (Decimal(paid.minor) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    return Money(int(minor), paid.currency)


def _is_percent(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100


def _is_end(rule: Mapping[str, Any]) -> bool:
    days, until = rule.get("days"), rule.get("until")
    if (days is None) == (until is None):
        return False
    if days is not None:
        return isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= EARLIEST
    try:
        return datetime.fromisoformat(str(until)).tzinfo is not None
    except ValueError:
        return False


def _end(rule: Mapping[str, Any], opens_on: date, zone: ZoneInfo) -> datetime:
    if rule.get("until") is not None:
        return datetime.fromisoformat(str(rule["until"])).astimezone(UTC)
    day = opens_on - timedelta(days=int(rule["days"]) - 1)
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
