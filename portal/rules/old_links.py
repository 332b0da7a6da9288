"""Links of a copied edition that lead into the one before: turned to its own pages."""

import re
from typing import Any

_LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?"


def turned(value: Any, before: str, now: str, site: str) -> Any:
    """A text, or lists and dicts of texts, in which links to "/{before}/…" lead to "/{now}/…".

    With or without a language ahead, and from this `site` ("https://…") where the whole address stands there. What
    lies on other sites is left as it is.
    """
    if isinstance(value, dict):
        return {key: turned(one, before, now, site) for key, one in value.items()}
    if isinstance(value, list):
        return [turned(one, before, now, site) for one in value]
    if not isinstance(value, str) or not before:
        return value
    own = rf"(?:{re.escape(site.rstrip('/'))})?" if site else ""
    link = rf"(?<![\w./:-])({own}/(?:{_LANGUAGE}/)?){re.escape(before)}(?=/|[)\s?#]|$)"
    return re.sub(link, lambda found: found[1] + now, value)
