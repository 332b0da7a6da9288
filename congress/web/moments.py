"""An instant as one types it: day and time by the clocks of the congress."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from congress.models import Congress
from congress.rules.openings import kinds_of

_READABLE = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


class MomentField(forms.Field):
    """Wall time of the congress's zone in, an instant in UTC out; None where it is left empty.

    A time that comes twice or never, because the clocks change, is refused: nobody could say what it means.
    """

    def __init__(self, *, congress: Congress | None = None, **kw: Any) -> None:
        kw.setdefault("required", False)
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kw)
        self.congress = congress

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
        kind = kinds_of(wall, zone)
        if kind == "never":
            raise ValidationError(_("This time does not exist: the clocks jump over it that night. Choose another."))
        if kind == "twice":
            raise ValidationError(_("This time comes twice: the clocks are put back that night. Choose another."))
        return wall.replace(tzinfo=zone).astimezone(UTC)

    def prepare_value(self, value: Any) -> Any:
        """An instant as the clocks of the congress show it; what was typed as it was typed."""
        if isinstance(value, datetime) and self.congress is not None:
            return value.astimezone(self.congress.zone).replace(tzinfo=None)
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
    for field in form.fields.values():
        if isinstance(field, MomentField):
            field.congress = congress
            field.help_text = field.help_text or (note if says_zone else "")
