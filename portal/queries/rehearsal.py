"""What a rehearsal holds: everything that publishing drops."""

from django.utils.translation import gettext as _

from congress.models import Congress, Submission
from payments.models import Order
from programme.models import PublishedSession
from registration.models import Delegation, Device, Registration, Scan
from visits.models import Booking


def held(congress: Congress) -> list[tuple[str, int]]:
    """(what, how many) of what people did in a congress, in words; what there is none of is left out."""
    rows = [
        (_("Registrations"), Registration.objects.filter(congress=congress)),
        (_("Delegations"), Delegation.objects.filter(congress=congress)),
        (_("Orders, with their payments and refunds"), Order.objects.filter(book__scope=congress.scope)),
        (_("Experiences, with their reviews and decisions"), Submission.objects.filter(call__congress=congress)),
        (_("Bookings of study visits"), Booking.objects.filter(departure__visit__congress=congress)),
        (_("Published sessions"), PublishedSession.objects.filter(congress=congress)),
        (_("Scanners that were set up"), Device.objects.filter(congress=congress)),
        (_("Scans"), Scan.objects.filter(congress=congress)),
    ]
    counted = ((label, found.count()) for label, found in rows)
    return [(label, number) for label, number in counted if number]
