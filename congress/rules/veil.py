"""Taking out of a text who wrote it: names, addresses, sites, numbers. Pure.

This is a net, not a promise: it finds the names that are known, in any language and case and without accents. What a
text tells in other words is for people to take out (the redaction).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from network.rules.search import fold

MASK = "[…]"
SHORTEST = 3  # letters of a name that is looked for by itself
# What says that a body is a city's, and small words between: none of them tells which city it is.
_COMMON = frozenset(
    fold(word)
    for word in (
        "a o e y i d l s the of and in de del da do das dos la le les el los las al du des et und von van der den "
        "city town village council municipality municipal government local metropolitan district region county "
        "ciudad villa ayuntamiento municipio gobierno consejo distrito región alcaldía intendencia provincia "
        "ville mairie commune communauté métropole conseil gouvernement "
        "cidade câmara município prefeitura governo conselho ajuntament ciutat concello udala comune comunitat "
        "education educación éducation educação culture cultura school university universidad universidade université "
        "san santa santo saint sainte são north south east west new nueva nuevo nova novo norte sur sul este oeste"
    ).split()
)
_ADDRESSES = re.compile(
    r"(?:https?://|www\.)[^\s<>]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@])[@#]\w{2,}"
    r"|\b(?:[\w-]{2,}\.)+(?:com|org|net|info|edu|gov|city|cat|gal|eus|int|[a-z]{2})\b(?:/[^\s<>]*)?"
    r"|\+\d[\d ().-]{6,}\d",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(rf"{re.escape(MASK)}(?:[\s,.·-]*{re.escape(MASK)})+")


@dataclass(frozen=True, slots=True)
class Identity:
    """What must not be read: whole names, single words in any case, and words only where they are capitalised."""

    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()


def identity(*, cities: Iterable[str] = (), bodies: Iterable[str] = (), people: Iterable[str] = ()) -> Identity:
    """The names of cities (each telling word counts by itself), of other bodies (as a whole) and of people."""
    cities, bodies, people = list(cities), list(bodies), list(people)
    whole = [*cities, *bodies, *people]
    return Identity(
        names=frozenset(name.strip() for name in whole if name.strip()),
        words=frozenset(word for name in cities for word in _telling(name)),
        proper=frozenset(word for name in people for word in fold(name).split() if len(word) >= SHORTEST) - _COMMON,
    )


def masked(text: str, known: Identity) -> str:
    """The text with […] where it names anybody known, an address, a site or a telephone number."""
    text = _ADDRESSES.sub(MASK, unicodedata.normalize("NFC", text))
    for name in known.names:
        if _is_unspaced(name):
            text = text.replace(name, MASK)
    pieces, at = [], 0
    for start, end in _found(text, known):
        if start >= at:
            pieces += [text[at:start], MASK]
            at = end
    return _REPEATED.sub(MASK, "".join([*pieces, text[at:]]))


def naming(text: str, known: Identity) -> list[str]:
    """What a text still tells, as it stands there, each once."""
    text = unicodedata.normalize("NFC", text)
    found = [match.group() for match in _ADDRESSES.finditer(text)]
    found += [name for name in sorted(known.names) if _is_unspaced(name) and name in text]
    found += [text[start:end] for start, end in _found(text, known)]
    return list(dict.fromkeys(found))


def _telling(name: str) -> list[str]:
    return [word for word in fold(name).split() if len(word) >= SHORTEST and word not in _COMMON]


def _is_unspaced(name: str) -> bool:
    """Whether a name is of a script that does not part words, as Chinese or Thai."""
    return any(letter.isalpha() and letter.lower() == letter.upper() for letter in name)


def _found(text: str, known: Identity) -> Iterator[tuple[int, int]]:
    """Where names stand, from left to right; the longest first at each place."""
    tokens = [(match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(text)]
    runs = {tuple(fold(name).split()) for name in known.names} - {()}
    joined = {"".join(run) for run in runs if len(run) > 1}
    longest = max(map(len, runs), default=0)
    at = 0
    while at < len(tokens):
        start, end, word = tokens[at]
        for size in range(min(longest, len(tokens) - at), 0, -1):
            if tuple(token[2] for token in tokens[at : at + size]) in runs:
                yield start, tokens[at + size - 1][1]
                at += size
                break
        else:
            is_proper = word in known.proper and text[start] != text[start].lower()
            if word in known.words or word in joined or is_proper:
                yield start, end
            at += 1
