"""What the network does in the background: importing cities, and housekeeping."""

from datetime import datetime, timedelta
from typing import Any

from common.actors import Actor
from common.jobs import handler, sweep
from network.actions import importing


@handler(importing.KIND, limit=timedelta(minutes=2))
def import_cities(payload: dict[str, Any], now: datetime) -> None:
    """The table that somebody confirmed, with the choices they made."""
    importing.import_cities(
        file_id=payload["file"], choices=dict(payload["choices"]), by=Actor(**payload["by"]), now=now
    )


@sweep("network_imports")
def drop_abandoned_imports(now: datetime) -> int:
    """Tables that were uploaded and never confirmed go after a day."""
    return importing.drop_abandoned(now=now)
