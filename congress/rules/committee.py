"""What members of the committee may say of themselves. Pure."""

import re

MOST_KEYWORDS = 20
MOST_CHARACTERS = 60  # of a keyword
MOST_LOAD = 999


def keywords_of(text: str) -> list[str]:
    """Keywords that were typed with commas, semicolons or lines between them; each once, in their order."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;\r\n]+", text):
        word = " ".join(part.split())[:MOST_CHARACTERS].rstrip()
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def loads_fault(least: int, most: int | None) -> str | None:
    """Why loads cannot be kept: out_of_range, crossed; None when they can. `most` None: as many as the others."""
    if not 0 <= least <= MOST_LOAD or (most is not None and not 0 <= most <= MOST_LOAD):
        return "out_of_range"
    return "crossed" if most is not None and most < least else None
