"""Template filters: texts, amounts and dates as the reader's language writes them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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


@register.simple_tag
def text(value: Any) -> SafeString:
    """As `words`; where the text is not in the reader's language it is marked with its own and says so."""
    lang = words_lang(value)
    if not _is_other(lang) or not words(value):
        return format_html("{}", words(value))
    direction = formats.direction(lang)
    return format_html('<span lang="{}" dir="{}">{}</span> {}', lang, direction, words(value), in_language(value))


@register.simple_tag
def in_language(value: Any) -> SafeString:
    """Beside a long text that is not in the reader's language: "(in Spanish)"; else nothing."""
    lang = words_lang(value)
    if not _is_other(lang) or not words(value):
        return SafeString("")
    note = _("(in %(language)s)") % {"language": formats.language_name(lang)}
    return format_html('<span class="in-language">{}</span>', note)


def _is_other(lang: str) -> bool:
    return bool(lang) and lang != (get_language() or "en").split("-")[0]


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
def zoned(value: datetime | None, zone: Any = None) -> str:
    """An instant with its zone behind it."""
    return formats.zoned(value, _zone(zone) or ZoneInfo("UTC")) if value else ""


@register.filter
def deadline(value: datetime | None, zone: Any = None) -> str:
    """Until when something may be done, with its zone behind it."""
    return formats.deadline(value, _zone(zone) or ZoneInfo("UTC")) if value else ""


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
