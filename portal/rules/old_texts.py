"""What in a copied text still speaks of the edition that it was copied from: its name, its days, its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

SHORTEST = 4  # letters; shorter names are found in too many words
NEAR = 24  # characters between a day's number and its month: "25 to 28 May", "del 25 al 28 de mayo"
LONGEST_SPAN = 31


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as texts name it: names and places in any language, `word` as in its addresses."""

    names: frozenset[str]
    places: frozenset[str]
    starts_on: date
    ends_on: date
    word: str = ""

    def days(self) -> list[date]:
        length = min((self.ends_on - self.starts_on).days, LONGEST_SPAN)
        return [self.starts_on + timedelta(days=number) for number in range(length + 1)]


def mentions(text: str, language: str, before: Edition, now: Edition) -> list[str]:
    """The words of the text that name the edition before, as they stand there; none twice.

    Places are named even where they still hold: only people know. Years and days that are those of `now` as well are
    not.
    """
    wanted = [*_names(before.names - now.names), *_names(before.places), *_years(before, now)]
    wanted += _days(language, before, now)
    if before.word and before.word != now.word:
        wanted.append(rf"/{re.escape(before.word)}(?![\w-])")
    found = [match[0] for pattern in wanted for match in re.finditer(pattern, text, re.IGNORECASE)]
    return list(dict.fromkeys(found))


def towns(address: str) -> list[str]:
    """What stands behind a postal code: "08490 Vallclara", "4000-123 Porto, Portugal"."""
    return [match[1].strip() for match in re.finditer(r"\b\d{4,6}(?:-\d{3})?\s+([^\W\d][^,\n\d]*)", address)]


def _names(names: Iterable[str]) -> Iterator[str]:
    for name in sorted({one.strip() for one in names}, key=lambda one: (-len(one), one)):
        if len(name) >= SHORTEST:
            yield rf"(?<!\w){re.escape(name)}(?!\w)"


def _years(before: Edition, now: Edition) -> Iterator[str]:
    current = {day.year for day in now.days()}
    yield from (
        rf"(?<![0-9A-Za-z]){year}(?![0-9A-Za-z])" for year in sorted({day.year for day in before.days()} - current)
    )


def _days(language: str, before: Edition, now: Edition) -> Iterator[str]:
    """A day's number near its month, on either side, in the words of the language; and in figures."""
    current = {(day.month, day.day) for day in now.days()}
    months: dict[int, list[int]] = {}
    for day in before.days():
        if (day.month, day.day) not in current:
            months.setdefault(day.month, []).append(day.day)
    for month, numbers in months.items():
        number = "|".join(map(str, numbers))
        for name in _month_names(language, month):
            word = rf"(?<!\w){re.escape(name)}(?!\w)"
            yield rf"(?<!\d)(?:{number})(?!\d)[^\n.]{{0,{NEAR}}}?{word}"
            yield rf"{word}[^\n.]{{0,{NEAR}}}?(?<!\d)(?:{number})(?!\d)"
        yield rf"(?<!\d)0?(?:{number})[./]0?{month}(?!\d)"


def _month_names(language: str, month: int) -> set[str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return set()
    kinds = [(width, context) for width in ("wide", "abbreviated") for context in ("format", "stand-alone")]
    names = {str(get_month_names(width, context, locale)[month]) for width, context in kinds}  # type: ignore[arg-type]
    tidy = {name.strip(". ") for name in names}
    return {name for name in tidy if len(name) > 2 or (name and not name.isascii())}
