"""What is searched and shown of the experience bank. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from network.rules.search import fold

MOST_WORDS = 8
LONGEST = 120  # letters of a parameter that are read


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for, by codes; an empty text or 0 stands for all, a year below 0 for none.

    `axis` is an axis's code within one edition, "edition/code" among several.
    """

    text: str = ""
    axis: str = ""
    country: str = ""
    network: str = ""
    format: str = ""
    language: str = ""
    year: int = 0
    edition: str = ""


def search_text(*texts: Mapping[str, str]) -> str:
    """Every language of every text folded, each once, for finding parts of words whatever their accents."""
    return " | ".join(dict.fromkeys(fold(one) for text in texts for one in text.values() if one))


def words_of(text: str) -> list[str]:
    """The folded words that all have to be found; the first eight."""
    return fold(text).split()[:MOST_WORDS]


def translation_of(original: str, there: Iterable[str], wanted: str) -> str:
    """In which language to show a translation beside the original: the reader's, else English; "" for none."""
    found = [language for language in there if language != original]
    if original == wanted or not found:
        return ""
    return next((language for language in (wanted, "en") if language in found), "")


def wanted_of(params: Mapping[str, str]) -> Wanted:
    """What the parameters of an address ask for; a year that is none finds nothing."""
    names = ("axis", "country", "network", "format", "language", "edition")
    chosen = {name: params.get(name, "")[:LONGEST] for name in names}
    year = params.get("year", "").strip()
    is_year = year.isascii() and year.isdigit() and len(year) == 4 and year > "0000"
    return Wanted(text=params.get("q", "")[:LONGEST], year=int(year) if is_year else -1 if year else 0, **chosen)
