"""Template filters: texts, amounts and dates as the reader's language writes them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from common import fields, formats
from common.money import Money

register = template.Library()


@register.filter
def words(value: Any) -> str:
    """The text of a translated value in the active language, or in the first language that has it."""
    return fields.pick(value) if isinstance(value, dict) else str(value or "")


@register.filter
def words_lang(value: Any) -> str:
    """The language that `words` answers in."""
    return fields.language_of(value) if isinstance(value, dict) else ""


@register.filter
def words_in(value: Any, original: str) -> str:
    """The text in the active language, else in the language it was written in, else as `words`."""
    return fields.pick_or_original(value, original) if isinstance(value, dict) else str(value or "")


@register.filter
def words_in_lang(value: Any, original: str) -> str:
    """The language that `words_in` answers in."""
    return fields.language_or_original(value, original) if isinstance(value, dict) else ""


@register.filter
def money(value: Money | None) -> str:
    return formats.money(value) if value is not None else ""


@register.filter
def number(value: int | None) -> str:
    return formats.number(value) if value is not None else ""


@register.filter
def day(value: date | None, style: str = "long") -> str:
    return formats.day(value, style=style) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    return formats.weekday(value) if value else ""


def _zone(zone: Any) -> ZoneInfo | None:
    return ZoneInfo(zone) if isinstance(zone, str) and zone else zone or None


@register.filter
def instant(value: datetime | None, zone: Any = None) -> str:
    return formats.instant(value, _zone(zone) or ZoneInfo("UTC")) if value else ""


@register.filter
def clock(value: datetime | None, zone: Any = None) -> str:
    return formats.clock(value, _zone(zone)) if value else ""


@register.filter
def country(code: str) -> str:
    return formats.country(code)


@register.filter
def language_name(code: str) -> str:
    return formats.language_name(code)


@register.filter
def listing(items: Any) -> str:
    return formats.listing([str(item) for item in items or []])


@register.simple_tag
def days(first: date, last: date) -> str:
    return formats.days(first, last)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """This page's query string with some parameters changed; "" removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in ("", None):
            params[name] = str(value)
    return f"?{params.urlencode()}" if params else "?"
