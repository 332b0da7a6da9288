"""An instant as one types it: day and time by the clocks of the congress."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from congress.models import Congress
from congress.rules.openings import kinds_of

_LAST, _MINUTE = time(23, 59), timedelta(minutes=1)
_READABLE = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


class MomentField(forms.Field):
    """Wall time of the congress's zone in, an instant in UTC out; None where it is left empty.

    What ends (`is_end`) at midnight is shown and typed as 23:59 of its day, as our texts and letters say it; what is
    kept is the midnight. A time that comes twice or never, because the clocks change, is refused: nobody could say
    what it means.
    """

    def __init__(self, *, congress: Congress | None = None, is_end: bool = False, **kw: Any) -> None:
        kw.setdefault("required", False)
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kw)
        self.congress, self.is_end = congress, is_end
        self.kept: datetime | None = None  # what stands in the row: shown and sent back, it is not touched

    def to_python(self, value: Any) -> datetime | None:
        text = (value or "").strip() if isinstance(value, str) else value
        if not text:
            return None
        if isinstance(text, datetime):
            return text
        wall = _read(text)
        zone = self.congress.zone if self.congress else None
        if wall is None or zone is None:
            raise ValidationError(_("Please write day and time as 2027-05-26T09:00."))
        if self.kept is not None and self.prepare_value(self.kept) == wall:
            return self.kept
        kind = kinds_of(wall, zone)
        if kind == "never":
            raise ValidationError(_("This time does not exist: the clocks jump over it that night. Choose another."))
        if kind == "twice":
            raise ValidationError(_("This time comes twice: the clocks are put back that night. Choose another."))
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        return instant + _MINUTE if self.is_end and wall.time() == _LAST else instant

    def prepare_value(self, value: Any) -> Any:
        """An instant as the clocks of the congress show it; what was typed as it was typed."""
        if isinstance(value, datetime) and self.congress is not None:
            local = value.astimezone(self.congress.zone)
            if self.is_end and local.time() == time():
                local = (value - _MINUTE).astimezone(self.congress.zone)
            return local.replace(tzinfo=None)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


def _read(text: str) -> datetime | None:
    for pattern in _READABLE:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - wall time, its zone is the congress's
        except ValueError:
            continue
    return None


def bind_moments(form: forms.Form, congress: Congress, *, says_zone: bool = True) -> None:
    """Gives the moments of a form their congress, and says which clocks are meant unless the page does."""
    note = str(_("Time of the congress ({zone}).")).format(zone=congress.timezone)
    for name, field in form.fields.items():
        if isinstance(field, MomentField):
            field.congress = congress
            initial = form.get_initial_for_field(field, name)
            field.kept = initial if isinstance(initial, datetime) else None
            field.help_text = field.help_text or (note if says_zone else "")
