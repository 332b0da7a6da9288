"""Codes for questions and answers, made from their words. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from questions.rules.building import RESERVED

MOST = 40


def code_for(words: Mapping[str, str], taken: Collection[str]) -> str:
    """A code made from a text in languages, none of those that are taken: "Contexto y necesidad" → "contexto-y"."""
    text = words.get("en") or next((text for text in words.values() if text), "")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = "-".join(re.findall(r"[a-z0-9]+", plain)[:4])[: MOST - 4].strip("-") or "q"
    number, code = 1, base
    while code in taken or code in RESERVED:
        number += 1
        code = f"{base}-{number}"
    return code
