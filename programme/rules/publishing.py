"""What a publication changes for those who have read the one before."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# What a reader, or a calendar, sees of a session.
SEEN = (
    "status",
    "visibility",
    "kind",
    "title",
    "description",
    "starts_at",
    "ends_at",
    "room_code",
    "room_name",
    "axis_code",
    "axis_name",
    "interpretation",
    "items",
    "people",
)


def digest(content: Mapping[str, Any]) -> str:
    """A digest of what a reader sees; equal exactly when nothing seen has changed."""
    seen = {name: content[name] for name in SEEN}
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name in SEEN if before[name] != after[name]]
