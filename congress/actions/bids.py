"""What members of the committee would like to read."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.hold import hold
from congress.models import Bid, Call, CommitteeMember, Submission

SCALE = (-1, 1, 2)  # rather not, gladly, very gladly; no row: does not mind


class BidsNotAsked(Conflict):
    code = "bids_not_asked"
    message = _("This call does not ask members what they would like to read.")


def save_bids(
    *,
    call: Call,
    member: CommitteeMember,
    submissions: QuerySet[Submission],
    bids: Mapping[str, int],
    by: Actor,
    now: datetime,
) -> int:
    """Keeps a member's bids by code, 0 for none, among the submissions that they may see. Returns how many changed.

    Raises BidsNotAsked, Invalid. A repeat is harmless.
    """
    if any(value not in (0, *SCALE) for value in bids.values()):
        raise Invalid(_("Please choose one of the answers offered."))
    with transaction.atomic():
        hold(call.congress)
        row = Call.objects.select_for_update().get(pk=call.pk)
        if not row.asks_bids:
            raise BidsNotAsked()
        known = dict(Bid.objects.filter(member=member, submission__call=row).values_list("submission", "value"))
        found = submissions.filter(call=row, code__in=list(bids)).values_list("pk", "code")
        wanted = {pk: bids[code] for pk, code in found}
        changed = {pk: value for pk, value in wanted.items() if known.get(pk, 0) != value}
        Bid.objects.filter(member=member, submission__in=changed).delete()
        Bid.objects.bulk_create(Bid(member=member, submission_id=pk, value=v) for pk, v in changed.items() if v)
        if changed:
            after = {"member": member.pk}
            audit.record(verb="bids_saved", subject=row, by=by, now=now, scope=row.congress.scope, after=after)
    return len(changed)
