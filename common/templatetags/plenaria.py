"""Template filters: texts, amounts and dates as the reader's language writes them."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString

from common import fields, formats
from common import marked as common_marked
from common.money import Money

register = template.Library()
_FORM = re.compile(r'(<form\b(?=[^>]*\bmethod="post")(?![^>]*\bdata-reads\b)[^>]*>)(.*?)(</form>)', re.DOTALL)


class Closed(template.Node):
    """What stands between the tags, its forms shown as they are filled in and not to be sent."""

    def __init__(self, nodelist: template.NodeList, is_closed: template.base.FilterExpression) -> None:
        self.nodelist = nodelist
        self.is_closed = is_closed

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        if not self.is_closed.resolve(context):
            return html
        # Marked up already: only our own fixed text is added to it.
        return SafeString(_FORM.sub(r'\1<fieldset class="closed" disabled>\2</fieldset>\3', html))


@register.tag
def closed(parser: template.base.Parser, token: template.base.Token) -> Closed:
    """`{% closed when %}…{% endclosed %}`: forms that write are shown read-only, whatever page they stand on.

    A form that changes nothing of the congress says `data-reads` and stays; so do forms that search.
    """
    is_closed = parser.compile_filter(token.split_contents()[1])
    nodelist = parser.parse(("endclosed",))
    parser.delete_first_token()
    return Closed(nodelist, is_closed)


@register.filter
def words(value: Any) -> str:
    """The text of a translated value in the active language, or in the first language that has it."""
    return fields.pick(value) if isinstance(value, dict) else str(value or "")


@register.filter
def words_lang(value: Any) -> str:
    """The language that `words` answers in."""
    return fields.language_of(value) if isinstance(value, dict) else ""


@register.simple_tag
def text(value: Any, original: str = "") -> SafeString:
    """As `words` or `words_in`; a text that is not in the reader's language is marked with its own and says so."""
    return common_marked.marked(value, original)


@register.filter
def marked(value: Any, original: str = "") -> SafeString:
    """As `text`, for what is handed on to a component or put into a sentence; not for attributes."""
    return common_marked.marked(value, original)


@register.filter
def option(value: Any, original: str = "") -> str:
    """As `text`, in plain words for an option of a list."""
    return common_marked.option(value, original)


@register.simple_tag
def in_language(value: Any, original: str = "") -> SafeString:
    """Beside a long text that is not in the reader's language: "(in Spanish)"; else nothing."""
    is_said = isinstance(value, dict) and bool(fields.pick_or_original(value, original))
    return common_marked.note(fields.language_or_original(value, original) if is_said else "")


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
def labelled(text: Any, label: Any) -> str:
    """`{{ error|labelled:field.label }}`: "Name: This field is required."."""
    return formats.labelled(str(label), str(text))


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
