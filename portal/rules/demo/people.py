"""Made-up people of many scripts: ordinary given names, invented family names, addresses that lead nowhere.

Addresses are ASCII and lie under example.org, example.net or example.com (RFC 2606, section 3).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from portal.rules.demo.source import cities, load

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "ß": "ss", "đ": "d", "æ": "ae", "þ": "th", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A human as typed in a form; either name may be empty, never both."""

    given_name: str
    family_name: str
    language: str
    email: str


def latin(text: str) -> str:
    """ASCII letters and hyphens of a Latin text, in lower case, for an address."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return re.sub(r"[^a-z-]", "", plain).strip("-")


def free_address(local: str, host: str, taken: set[str]) -> str:
    """The first of `local@host`, `local2@host`, … that nobody has; it is added to `taken`."""
    number, address = 1, f"{local}@{host}"
    while address in taken:
        number += 1
        address = f"{local}{number}@{host}"
    taken.add(address)
    return address


def language_of(country: str) -> str:
    """The demo's language for a country: es, fr or pt where it is spoken, else en."""
    spoken: dict[str, str] = load("names")["languages"]
    return spoken.get(country, "en")


def _pick(rng: Random, pool: list[str | list[str]]) -> tuple[str, str]:
    entry = rng.choice(pool)
    return (entry, entry) if isinstance(entry, str) else (entry[0], entry[1])


def person(rng: Random, country: str, taken: set[str], host: str = "example.org") -> DemoPerson:
    """A person of a country (ISO 3166-1 alpha-2) in its script, with an address that is not in `taken`.

    Spanish and Portuguese speakers bear two family names; one given name in six is double.
    """
    names = load("names")
    group = names["groups"][names["countries"].get(country, "en")]
    given, given_latin = _pick(rng, group["given"])
    family, family_latin = _pick(rng, group["family"])
    if group["order"] == "given-family-family":
        second = rng.choice([name for name in group["family"] if name != family])
        joint = " de " if rng.random() < 0.06 else " "
        family = f"{family}{joint}{second}"
        if rng.random() < 0.17:
            given = f"{given} {rng.choice([name for name in group['given'] if name != given])}"
    local = f"{latin(given_latin)}.{latin(family_latin)}"
    return DemoPerson(given, family, language_of(country), free_address(local, host, taken))


def edge_people(taken: set[str]) -> list[tuple[str, DemoPerson]]:
    """(country, person) of the names that break forms: ninety letters, one name only, particles, scripts."""
    found = []
    for row in load("names")["edge"]:
        address = free_address(row["ascii"], "example.org", taken)
        made = DemoPerson(row["given_name"], row["family_name"], language_of(row["country"]), address)
        found.append((row["country"], made))
    return found


def citizen(rng: Random, city: str, taken: set[str], domain: str = "example.org") -> DemoPerson:
    """A person of a city of the demo, with an address at the city's own host below `domain`."""
    return person(rng, cities()[city]["country"], taken, f"{city}.{domain}")
