"""What of the study visits goes along when an edition is copied, exported or imported."""

from typing import Any

from django.db import models

from common.transfer.tables import Pointer, Table
from common.transfer.values import free_text
from registration.models import Entitlement
from visits.enums import DepartureState
from visits.models import Booking, Commitment, Departure, StudyVisit
from visits.queries.departures import uid


def _code(_reading: Any, row: Departure, given: set[str]) -> str:
    return free_text(row.code, given, 60, lambda code: not Departure.objects.filter(code=code).exists())


def _uid(_reading: Any, row: Departure, _given: set[str]) -> str:
    return uid(row.visit.congress, row.code)


SET_UP: tuple[Table, ...] = (
    Table(
        StudyVisit,
        of="congress",
        kept="code title summary description goals host_questions meeting_point host host_name axis position "
        "is_published",
    ),
    Table(
        Departure,
        of="visit",
        kept="starts ends languages is_step_free access_note transport transport_label vehicle_seats places "
        "has_waiting_list point add_on",
        moved="held_on starts_at ends_at opens_at closes_at cancel_until identity_needed_until",
        begun={
            "state": DepartureState.OPEN,
            "sequence": 0,
            "changed_at": lambda reading, _row: reading.now,
        },
        lived={"taken": 0},
        unique={"code": _code, "uid": _uid},
        finish=lambda _reading, row: row.derive(),
    ),
)
PEOPLE: tuple[Table, ...] = (
    Table(
        Booking,
        of="departure",
        kept="registration state created_at booked_at cancelled_at",
        unique={"code": None},
    ),
    Table(Commitment, of="congress", kept="person starts_at ends_at label source"),
)
POINTERS: tuple[Pointer, ...] = (Pointer(Entitlement, "source", Booking, r"^booking:(\d+)$"),)
LEFT_OUT: dict[type[models.Model], str] = {}
