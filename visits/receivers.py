"""When a registration ends, its seats go to others. Inside the announcing transaction; harmless when repeated."""

from typing import Any

from django.dispatch import receiver

from registration import signals
from visits.actions.booking import end_all_of


@receiver(signals.registration_ended)
def free_seats(registration: Any, by: Any, now: Any, **_: Any) -> None:
    end_all_of(registration=registration, by=by, now=now)
