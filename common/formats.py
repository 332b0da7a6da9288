"""Dates, money, lists and countries as a reader of a language writes them (CLDR through Babel)."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, localedata
from babel.dates import format_date, format_datetime, format_interval, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.money import Money, digits

# "hielo" or "ion" begins with a diphthong and keeps "y" (Real Academia Española, Diccionario panhispánico, y).
_BEGINS_WITH_I = re.compile(r"h?[ií](?![aáeéoó])", re.IGNORECASE)
# The first of a month is an ordinal in French (Imprimerie nationale, Lexique des règles typographiques: "1er mai").
_FIRST_IN_FRENCH = re.compile(r"(?<!\d)1(?= \D)")
_LOCALES = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR", "pt": "pt_PT"}
_WITHOUT_YEAR = {"en": "d MMMM", "es": "d 'de' MMMM", "fr": "d MMMM", "pt": "d 'de' MMMM"}


@lru_cache(maxsize=32)
def locale(lang: str | None) -> Locale:
    code = (lang or "en").split("-")[0]
    return Locale.parse(_LOCALES.get(code, code if code.isalpha() else "en"))


def _here(lang: str | None) -> Locale:
    return locale(lang or get_language())


def money(value: Money, lang: str | None = None) -> str:
    """€300.00, 300,00 €: digits by ISO 4217, not by CLDR."""
    pattern = _here(lang).currency_formats["standard"].pattern.split(";")[0]
    fraction = "." + "0" * digits(value.currency) if digits(value.currency) else ""
    pattern = pattern.replace(".00", fraction)
    return format_currency(value.amount, value.currency, format=pattern, locale=_here(lang), currency_digits=False)


def figures(value: Money, lang: str | None = None) -> str:
    """1485.00, 1485,00: an amount as one types it, without currency and grouping."""
    fraction = "." + "0" * digits(value.currency) if digits(value.currency) else ""
    return format_decimal(value.amount, format=f"0{fraction}", locale=_here(lang))


def number(value: int, lang: str | None = None) -> str:
    return format_decimal(value, locale=_here(lang))


def day(value: date, lang: str | None = None, style: str = "long") -> str:
    """26 May 2026; style is Babel's short, medium, long, full."""
    return _ordinal(format_date(value, style, locale=_here(lang)), lang)


def weekday(value: date, lang: str | None = None) -> str:
    """Tuesday 26 May."""
    here = _here(lang)
    pattern = {"es": "EEEE d 'de' MMMM", "pt": "EEEE, d 'de' MMMM"}.get(here.language, "EEEE d MMMM")
    text = _ordinal(format_date(value, pattern, locale=here), lang)
    return text[:1].upper() + text[1:]


def days(first: date, last: date, lang: str | None = None) -> str:
    """26–29 May 2026, 30 May – 2 June 2026; one day as `day` writes it."""
    here = _here(lang)
    if first == last:
        return day(first, lang)
    if here.language not in _WITHOUT_YEAR:
        return format_interval(first, last, "yMMMMd", locale=here)
    end = day(last, lang)
    if (first.year, first.month) == (last.year, last.month):
        number_ = "1er" if here.language == "fr" and first.day == 1 else str(first.day)
        return f"{number_}–{end}"
    style = _WITHOUT_YEAR[here.language] if first.year == last.year else "long"
    return f"{day(first, lang, style)} – {end}"


def clock(value: datetime, zone: ZoneInfo | None = None, lang: str | None = None) -> str:
    """09:30 in the zone given."""
    if zone is not None and value.tzinfo is not None:
        value = value.astimezone(zone)
    return format_time(value.replace(tzinfo=None), "HH:mm", locale=_here(lang))


def instant(value: datetime, zone: ZoneInfo | None = None, lang: str | None = None) -> str:
    """26 May 2026, 09:30, in the zone given."""
    if zone is not None and value.tzinfo is not None:
        value = value.astimezone(zone)
    here = _here(lang)
    return _ordinal(format_datetime(value.replace(tzinfo=None), _pattern(here.language), locale=here), lang)


def zoned(value: datetime, zone: ZoneInfo, lang: str | None = None) -> str:
    """26 May 2026, 09:30 (Europe/Madrid): for readers who may be in another zone."""
    return with_zone(instant(value, zone, lang), zone)


def deadline(value: datetime, zone: ZoneInfo, lang: str | None = None) -> str:
    """14 January 2027, 23:59 (Europe/Madrid): until when something may be done, in letters and on pages alike.

    Ranges are half open: what ends at midnight is said by the last minute of its day, since "until 15 January,
    00:00" is read as the end of the 15th.
    """
    return with_zone(until(value, zone, lang), zone)


def until(value: datetime, zone: ZoneInfo, lang: str | None = None) -> str:
    """The same where the zone stands beside it."""
    local = value.astimezone(zone)
    if local.time() == time():
        local -= timedelta(minutes=1)
    return instant(local, lang=lang)


def with_zone(text: str, zone: ZoneInfo) -> str:
    """The one way in which a zone is named behind a time."""
    return f"{text} ({zone.key})"


def _pattern(language: str) -> str:
    return {
        "es": "d 'de' MMMM 'de' y, HH:mm",
        "pt": "d 'de' MMMM 'de' y, HH:mm",
        "fr": "d MMMM y 'à' HH:mm",
    }.get(language, "d MMMM y, HH:mm")


def _ordinal(text: str, lang: str | None) -> str:
    return _FIRST_IN_FRENCH.sub("1er", text) if _here(lang).language == "fr" else text


def listing(items: Iterable[str], lang: str | None = None) -> str:
    """a, b and c; in Spanish "e" for "y" where the last item begins with the sound i."""
    here, texts = _here(lang), [str(item) for item in items]
    text = format_list(texts, locale=here)
    if here.language == "es" and len(texts) > 1 and _BEGINS_WITH_I.match(texts[-1]):
        text = text.removesuffix(f" y {texts[-1]}") + f" e {texts[-1]}"
    return text


def labelled(label: str, text: str) -> str:
    """A text behind its label, in the punctuation of the reader's language; a label that ends a sentence keeps it."""
    if label.rstrip().endswith((".", "?", "!", ":")):
        return f"{label} {text}"
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def quoted(text: str) -> str:
    """In the quotation marks of the reader's language."""
    return _("“%s”") % text


def country(code: str, lang: str | None = None) -> str:
    return _here(lang).territories.get((code or "").upper(), code or "")


def language_name(code: str, lang: str | None = None) -> str:
    """The name of a language in `lang`: Catalan, catalán."""
    return _here(lang).languages.get(code, code)


@lru_cache(maxsize=64)
def autonym(code: str) -> str:
    """The name of a language in itself: català, 한국어; in English where it has none on record."""
    try:
        own = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return language_name(code, "en")
    name = own.languages.get(code) or language_name(code, "en")
    return name[:1].upper() + name[1:]


def direction(code: str) -> str:
    """ "rtl" for languages written from right to left, else "ltr"."""
    try:
        return str(Locale.parse(code).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


@lru_cache(maxsize=8)
def languages(lang: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of the languages in which content may be written, sorted by name in `lang`.

    All of ISO 639-1, and those of three letters that CLDR keeps texts in.
    """
    here = _here(lang).languages
    found = [(c, n) for c, n in here.items() if c.isalpha() and (len(c) == 2 or len(c) == 3 and localedata.exists(c))]
    return tuple(sorted(found, key=lambda row: sorting(row[1])))


@lru_cache(maxsize=8)
def countries(lang: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every ISO 3166 country, sorted by name in `lang`."""
    names = [
        (c, n) for c, n in _here(lang).territories.items() if len(c) == 2 and c.isalpha() and c not in _NOT_COUNTRIES
    ]
    return tuple(sorted(names, key=lambda row: sorting(row[1])))


def sorting(name: str) -> tuple[str, str]:
    """A key by which names sort as people look for them: Bélgica before Bermudas, Åland before Albania."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold(), name


_NOT_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"}
