"""Housekeeping of the network."""

from datetime import datetime

from common.jobs import sweep
from network.actions.importing import drop_abandoned


@sweep("network_imports")
def drop_abandoned_imports(now: datetime) -> int:
    """Tables that were uploaded and never confirmed go after a day."""
    return drop_abandoned(now=now)
