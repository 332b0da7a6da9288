"""The demo's source material: reads the JSON files of `portal/data`, once a process."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def load(name: str) -> Any:
    """The parsed content of `portal/data/{name}.json`. Shared between callers: treat it as read-only."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def cities() -> dict[str, dict[str, Any]]:
    """The 189 cities by slug, in the order of the file."""
    return {city["slug"]: city for city in load("cities")}


@cache
def words(name: str) -> dict[str, dict[str, str]]:
    """Code → name in four languages, for a file that is a list of coded names (functions, networks)."""
    return {row["code"]: row["name"] for row in load(name)}
