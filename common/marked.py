"""Texts in languages as a page shows them: what is not in the reader's language says so, visibly and to machines."""

from collections.abc import Iterable
from typing import Any, Self

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats

Texts = dict[str, str] | None


def marked(value: Texts, original: str = "") -> SafeString:
    """The text in the active language, else in `original`, else as `pick`; then with its language, and "(in Spanish)".

    It is HTML: not for attributes, titles of pages and options of lists.
    """
    text, lang = _said(value, original)
    if not note_of(lang):
        return format_html("{}", text)
    return format_html('<span lang="{}" dir="{}">{}</span> {}', lang, formats.direction(lang), text, note(lang))


def note(lang: str) -> SafeString:
    """Beside a text in a language: "(in Spanish)", nothing where it is the reader's."""
    return format_html('<span class="in-language">{}</span>', note_of(lang)) if note_of(lang) else SafeString("")


def note_of(lang: str) -> str:
    """The same in plain words."""
    if not lang or lang == (get_language() or "en").split("-")[0]:
        return ""
    return _("(in %(language)s)") % {"language": formats.language_name(lang)}


class Option(str):
    """What an option of a list says, and its language where it is not the reader's."""

    lang: str

    def __new__(cls, text: str, lang: str = "") -> Self:
        found = super().__new__(cls, text)
        found.lang = lang
        return found


def option(value: Texts, original: str = "", *, otherwise: str = "") -> Option:
    """As `marked` for an option of a list, which holds no elements; `otherwise` where there is no text."""
    text, lang = _said(value, original)
    if not text or not note_of(lang):
        return Option(text or otherwise)
    return Option(f"{text} {note_of(lang)}", lang)


def _said(value: Any, original: str) -> tuple[str, str]:
    if not isinstance(value, dict):
        return str(value or ""), ""
    text = fields.pick_or_original(value, original)
    return text, fields.language_or_original(value, original) if text else ""


def put(sentence: str, **words: Any) -> SafeString:
    """A sentence with its %(words)s filled in, which may be marked."""
    return SafeString(escape(sentence) % {name: conditional_escape(word) for name, word in words.items()})


def listing(items: Iterable[Any]) -> SafeString:
    """As `formats.listing`, of what may be marked."""
    return SafeString(formats.listing(conditional_escape(item) for item in items))
