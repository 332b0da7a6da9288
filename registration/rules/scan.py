"""Reading what a device reports of one scan. Nothing here raises: whatever is wrong is that scan's own result."""

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from registration.enums import Direction

OVERRIDE_LENGTH = 200
# A request takes its time; a smaller difference of clocks is not worth correcting.
SKEW_THAT_COUNTS = timedelta(seconds=15)  # less is the network: it must not turn the order of two scans round
FUTURE_THAT_COUNTS = timedelta(minutes=2)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Report:
    """One scan as a device reports it. `problem` is a stable reason why it cannot be judged, or ""."""

    id: uuid.UUID | None
    echo: str | None  # the id as it is answered
    digest: str
    point: str = ""
    token: str = ""
    scanned_at: datetime | None = None
    is_offline: bool = False
    direction: str = Direction.IN
    override: str = ""
    problem: str = ""


def clean(text: str, length: int) -> str:
    """A text without control characters and broken surrogates, at most so long."""
    return _UNFIT.sub("\ufffd", text[: length * 4]).strip()[:length]


def instant(value: Any) -> datetime | None:
    """An ISO 8601 instant with its offset, in UTC; None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def skew(sent_at: Any, received_at: datetime) -> timedelta | None:
    """By how much the device's clock is ahead of ours; None if it does not say what it shows."""
    sent = instant(sent_at)
    if sent is None:
        return None
    ahead = sent - received_at
    return ahead if abs(ahead) >= SKEW_THAT_COUNTS else timedelta(0)


def happened(scanned_at: datetime, ahead: timedelta | None) -> datetime:
    """The device's time corrected by its skew."""
    try:
        return scanned_at - (ahead or timedelta(0))
    except OverflowError:
        return scanned_at


def read(raw: Any) -> Report:
    """Reads one element of `scans`."""
    if not isinstance(raw, dict):
        return Report(None, None, "", problem="not_an_object")
    given = raw.get("id")
    echo = clean(given, 64) if isinstance(given, str) else None
    content = json.dumps([raw.get(name) for name in ("point", "token", "scanned_at", "direction", "override")])
    digest = hashlib.sha256(content.encode()).hexdigest()
    try:
        ident = uuid.UUID(given) if isinstance(given, str) and len(given) <= 45 else None
    except ValueError:
        ident = None
    if ident is None:
        return Report(None, echo, digest, problem="bad_id")
    return _fields(raw, ident, echo, digest)


def _fields(raw: dict[str, Any], ident: uuid.UUID, echo: str | None, digest: str) -> Report:
    point, token, override = raw.get("point"), raw.get("token"), raw.get("override")
    direction = raw.get("direction") or Direction.IN
    scanned_at = instant(raw.get("scanned_at"))
    problem = ""
    if not isinstance(point, str):
        problem = "unknown_point"
    elif not isinstance(token, str):
        problem = "not_a_badge"
    elif scanned_at is None:
        problem = "bad_time"
    elif direction not in Direction.values:
        problem = "bad_direction"
    elif override is not None and not isinstance(override, str):
        problem = "bad_override"
    return Report(
        id=ident,
        echo=echo,
        digest=digest,
        point=clean(point, 60) if isinstance(point, str) else "",
        token=token if isinstance(token, str) else "",
        scanned_at=scanned_at,
        is_offline=raw.get("offline") is True,
        direction=direction if direction in ("in", "out") else Direction.IN,
        override=clean(override, OVERRIDE_LENGTH) if isinstance(override, str) else "",
        problem=problem,
    )
