"""Dates move by whole days; hours stay where the clocks change, in leap years, and in another zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from common.transfer.shift import DateOutOfReach, Shift

MADRID, LISBON = ZoneInfo("Europe/Madrid"), ZoneInfo("Europe/Lisbon")


def wall(moment: datetime, zone: ZoneInfo = MADRID) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


@pytest.mark.parametrize(
    ("before", "days", "after"),
    [
        (datetime(2026, 3, 28, 8, tzinfo=UTC), 1, "2026-03-29 09:00 CEST"),  # into summer
        (datetime(2026, 10, 24, 7, tzinfo=UTC), 1, "2026-10-25 09:00 CET"),  # into winter
        (datetime(2026, 11, 30, 23, tzinfo=UTC), 182, "2027-06-01 00:00 CEST"),  # a midnight stays one
        (datetime(2026, 6, 1, 22, tzinfo=UTC), -182, "2025-12-02 00:00 CET"),
        (datetime(2028, 2, 28, 8, tzinfo=UTC), 1, "2028-02-29 09:00 CET"),
        (datetime(2026, 2, 28, 8, tzinfo=UTC), 1, "2026-03-01 09:00 CET"),
    ],
)
def test_hour_stays_as_clocks_show_it(before, days, after):
    assert wall(Shift(days, MADRID, MADRID).moved(before)) == after


def test_hour_that_the_clocks_skip_becomes_the_one_after():
    before = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 in Madrid

    assert wall(Shift(1, MADRID, MADRID).moved(before)) == "2026-03-29 03:30 CEST"


def test_hour_that_comes_twice_is_the_first():
    before = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 02:30 in Madrid

    assert wall(Shift(1, MADRID, MADRID).moved(before)) == "2026-10-25 02:30 CEST"


def test_hour_is_meant_in_the_new_zone():
    before = datetime(2026, 5, 26, 7, tzinfo=UTC)  # 09:00 in Madrid

    assert wall(Shift(364, MADRID, LISBON).moved(before), LISBON) == "2027-05-25 09:00 WEST"


def test_days_move_without_a_zone():
    assert Shift(366, MADRID, LISBON).moved(date(2027, 2, 28)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-05-26", "2027-05-25"),
        ("2026-05-26T09:00:00+02:00", "2027-05-25T07:00:00+00:00"),
        ("2026-05-26T07:00:00Z", "2027-05-25T07:00:00+00:00"),
    ],
)
def test_texts_move_as_what_they_say(before, after):
    assert Shift(364, MADRID, MADRID).moved(before) == after


@pytest.mark.parametrize("value", [None, "", 7, True])
def test_what_is_no_date_stays(value):
    assert Shift(364, MADRID, MADRID).moved(value) is value


@pytest.mark.parametrize("days", [3_000_000, -800_000])
def test_date_beyond_the_calendar_is_refused(days):
    with pytest.raises(DateOutOfReach):
        Shift(days, MADRID, MADRID).moved(date(2026, 5, 26))


@given(some.integers(946_684_800, 2_208_988_800), some.integers(-4000, 4000))
def test_move_and_back_is_the_same_day(seconds, days):
    moment = datetime.fromtimestamp(seconds, UTC)
    there = Shift(days, MADRID, MADRID).moved(moment)
    back = Shift(-days, MADRID, MADRID).moved(there)

    assert there.astimezone(MADRID).date() == moment.astimezone(MADRID).date() + timedelta(days=days)
    assert abs(back - moment) <= timedelta(hours=1)  # but for the hour that the clocks skip or repeat
