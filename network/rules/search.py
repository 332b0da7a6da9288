"""Names as one types them: without accents, case or punctuation."""

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
LENGTH = 400


def fold(text: str) -> str:
    """ "São João-da-Madeira" → "sao joao da madeira". Idempotent."""
    parted = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(character for character in parted if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", plain.casefold().translate(_LETTERS)))


def search_text(names: Iterable[str]) -> str:
    """Every different folded name behind a bar: "|gijon|xixon". At most 400 characters, whole names only."""
    found: list[str] = []
    for name in names:
        folded = fold(name)
        if folded and folded not in found and sum(map(len, found)) + len(found) + len(folded) + 1 <= LENGTH:
            found.append(folded)
    return "".join(f"|{name}" for name in found)
