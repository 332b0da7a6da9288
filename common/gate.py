"""The gate that a restore closes: the service opens only when later erasures have been replayed.

It is a file under FILES_DIR, which every process of an installation shares, so that asking costs no query.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = ".restore-pending.json"


def _file() -> Path:
    return Path(settings.FILES_DIR) / NAME


def is_closed() -> bool:
    return _file().exists()


def close(*, made_at: datetime, now: datetime) -> None:
    """Closes the service before a restore touches anything; `made_at` is when the backup was begun."""
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps({"made_at": made_at.isoformat(), "closed_at": now.isoformat()}), encoding="utf-8")


def made_at() -> datetime | None:
    """When the backup was begun that was restored; None while the gate is open."""
    if not is_closed():
        return None
    state: dict[str, Any] = json.loads(_file().read_text(encoding="utf-8"))
    return datetime.fromisoformat(state["made_at"])


def reopen() -> None:
    _file().unlink(missing_ok=True)
