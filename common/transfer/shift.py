"""Moving dates by whole days, so that what was at nine in the morning stays at nine in the morning."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid


class DateOutOfReach(Invalid):
    code = "date_out_of_reach"
    message = _("A date would fall before the year 1 or after the year 9999.")


@dataclass(frozen=True, slots=True)
class Shift:
    """So many days later (earlier, if negative), read in the zone of before and meant in the zone of after.

    An instant keeps its wall time. One that the clock skips on the new day becomes the instant an hour later, one that
    comes twice the first, as everywhere in the house.
    """

    days: int
    before: ZoneInfo
    after: ZoneInfo

    def moved(self, value: Any) -> Any:
        """A date, an instant, or either as ISO text; anything else comes back as it is. Raises DateOutOfReach."""
        try:
            if isinstance(value, datetime):
                return self._instant(value)
            if isinstance(value, date):
                return value + timedelta(days=self.days)
            if isinstance(value, str) and value:
                return self._text(value)
        except OverflowError as error:
            raise DateOutOfReach() from error
        return value

    def _instant(self, value: datetime) -> datetime:
        wall = value.astimezone(self.before)
        day = wall.date() + timedelta(days=self.days)
        return datetime.combine(day, wall.time(), tzinfo=self.after).astimezone(UTC)

    def _text(self, value: str) -> str:
        if len(value) == len("2026-05-26"):
            return (date.fromisoformat(value) + timedelta(days=self.days)).isoformat()
        return self._instant(datetime.fromisoformat(value)).isoformat()
