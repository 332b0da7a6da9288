"""Housekeeping of study visits."""

from datetime import datetime

from common.actors import Actor
from common.jobs import sweep
from visits.actions.departures import seat_waiting_everywhere


@sweep("visits_waiting")
def seat_the_waiting(now: datetime) -> int:
    return seat_waiting_everywhere(by=Actor.system("waiting lists"), now=now)
