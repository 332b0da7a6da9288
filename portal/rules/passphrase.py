"""Whether a passphrase is worth the name. Pure: faults are codes, their sentences stand in enums.PassphraseFault.

Whoever holds the file may try as often and as fast as they can, so length counts (NIST SP 800-63B, 5.1.1.2).
"""

from collections.abc import Iterable

SHORTEST = 16
FEWEST_LETTERS = 8  # different ones


def faults(passphrase: str, known: Iterable[str] = ()) -> list[str]:
    """Codes of what is wrong; `known` are words that anybody would try first."""
    text = passphrase.casefold()
    found = []
    if len(passphrase) < SHORTEST:
        found.append("too_short")
    elif len(set(text)) < FEWEST_LETTERS:
        found.append("too_plain")
    rest = text
    for word in known:
        rest = rest.replace(word.casefold(), "") if len(word) > 3 else rest
    if not found and len(rest) < SHORTEST // 2:
        found.append("too_near")
    return found
