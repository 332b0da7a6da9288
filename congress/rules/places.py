"""Where a place is found on OpenStreetMap."""

import re
from decimal import Decimal
from urllib.parse import quote, urlsplit

MAPS = "https://www.openstreetmap.org"
_HOSTS = frozenset({"www.openstreetmap.org", "openstreetmap.org", "osm.org", "www.osm.org"})
_POSITION = re.compile(r"(-?\d{1,3}(?:\.\d{1,8})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,8})?)")


def map_link(place: str, address: str, link: str) -> str:
    """The address of a map: what was given, if it is a position or leads to OpenStreetMap, else a search."""
    found = given_link(link)
    if found:
        return found
    words = ", ".join(text for text in (place, address) if text)
    return f"{MAPS}/search?query={quote(words)}" if words else ""


def given_link(text: str) -> str:
    """The map's address for "41.6079, 2.2876" or an address of OpenStreetMap; "" for anything else."""
    match = _POSITION.fullmatch(text.strip())
    if match is not None:
        latitude, longitude = match[1], match[2]
        on_earth = abs(Decimal(latitude)) <= 90 and abs(Decimal(longitude)) <= 180
        return f"{MAPS}/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}" if on_earth else ""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    is_map = parts.scheme == "https" and parts.netloc.lower() in _HOSTS and not re.search(r"[\s\\]", text.strip())
    return text.strip() if is_map else ""
