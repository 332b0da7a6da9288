"""Comparing names as people write them: without case, accents or doubled spaces."""

import hashlib
import unicodedata


def fold(text: str) -> str:
    """ "Núria  PÉREZ" → "nuria perez". Letters of other scripts are kept."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def fingerprint(*, email: str, given_name: str, family_name: str) -> str:
    """A digest of address and name: the same twice is one person pressing twice, not a colleague."""
    whole = "\x1f".join([email.strip().casefold(), fold(given_name), fold(family_name)])
    return hashlib.sha256(whole.encode()).hexdigest()
