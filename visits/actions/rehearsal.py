"""What study visits drop of a rehearsal: bookings, and when people are taken."""

from common.rehearsals import Dropped
from congress.models import Congress
from visits.models import Booking, Commitment, Departure


def drop(congress: Congress) -> Dropped:
    """Deletes every booking and commitment of a congress; visits and departures stay, with no seat taken."""
    rows = Booking.objects.filter(departure__visit__congress=congress)
    dropped = Dropped(made={Booking._meta.label: set(rows.values_list("pk", flat=True))})
    dropped.counts = {"bookings": rows.delete()[0]}
    Commitment.objects.filter(congress=congress).delete()
    Departure.objects.filter(visit__congress=congress).exclude(taken=0).update(taken=0)
    return dropped
