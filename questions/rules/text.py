"""Plain text as people type it: tidied, and counted alike here and in static/js/counting.js."""

import unicodedata


def tidy(text: str) -> str:
    """NFC, line ends as \\n, without control characters (a NUL cannot be stored) and without outer blanks."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def length(text: str, unit: str = "characters") -> int:
    """The number of words (parted by white space), or of code points."""
    return len(text.split()) if unit == "words" else len(text)
