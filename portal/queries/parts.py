"""Which parts of a congress cannot be left out, because people rely on them."""

from django.utils.translation import gettext as _

from congress.enums import Part, SubmissionState
from congress.models import Congress, Submission
from programme.models import Publication
from registration.models import Registration, Scan
from visits.models import Booking


def in_use(event: Congress) -> dict[str, str]:
    """{part: why it stays}. Nobody relies on what a rehearsal holds: it goes with it."""
    if event.is_rehearsing:
        return {}
    found = {}
    if Submission.objects.filter(call__congress=event).exclude(state=SubmissionState.DRAFT).exists():
        found[Part.CALL.value] = _("Experiences have been submitted.")
    if Registration.objects.filter(congress=event, order__isnull=False).exists():
        found[Part.FEES.value] = _("There are orders to be paid.")
    if Booking.objects.live().filter(departure__visit__congress=event).exists():
        found[Part.VISITS.value] = _("People have booked study visits.")
    if Publication.objects.filter(congress=event).exists():
        found[Part.PROGRAMME.value] = _("The programme is published.")
    if Scan.objects.filter(congress=event).exists():
        found[Part.DOOR.value] = _("Badges have been scanned.")
    return found
