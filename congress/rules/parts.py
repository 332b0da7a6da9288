"""Which part of a congress an address belongs to. Pure: parts by their codes, addresses as words."""

from collections.abc import Sequence

_OF = {
    "call": "call",
    "calls": "call",
    "committee": "call",
    "submissions": "call",
    "experiences": "call",
    "presenters": "call",
    "visits": "visits",
    "programme": "programme",
    "sessions": "programme",
    "rooms": "programme",
    "door": "door",
}
_BEFORE = ("manage", "settings")


def part_of(words: Sequence[str]) -> str:
    """The part by the words of an address behind the congress's own: `["manage", "visits"]` → "visits"; else ""."""
    rest = list(words)
    for word in _BEFORE:
        if rest and rest[0] == word:
            rest = rest[1:]
    return _OF.get(rest[0], "") if rest else ""
