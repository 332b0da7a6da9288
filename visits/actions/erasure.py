"""What study visits forget of a person. Seats still to come go when the registration ends."""

from datetime import datetime

from visits.models import Commitment


def forget(*, person: str, now: datetime) -> None:
    """Deletes when a person was taken, inside the caller's transaction. Bookings hold a code and no name."""
    Commitment.objects.filter(person__ref=person).delete()
