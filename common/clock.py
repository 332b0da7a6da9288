"""The clock that edges read. Actions and rules are handed the instant."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

_started = datetime.now(UTC)


def now() -> datetime:
    """The present instant in UTC; with DEMO_NOW, an instant that runs on from the given one."""
    real = datetime.now(UTC)
    if settings.DEMO and settings.DEMO_NOW:
        return datetime.fromisoformat(settings.DEMO_NOW).astimezone(UTC) + (real - _started)
    return real


def ago(moment: datetime, **span: int) -> datetime:
    return moment - timedelta(**span)
