"""Housekeeping of study visits."""

from datetime import datetime

from common.actors import Actor
from common.erasure import eraser
from common.jobs import sweep
from visits.actions import erasure
from visits.actions.departures import seat_waiting_everywhere


@sweep("visits_waiting")
def seat_the_waiting(now: datetime) -> int:
    return seat_waiting_everywhere(by=Actor.system("waiting lists"), now=now)


@eraser("visits")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)
