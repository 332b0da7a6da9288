"""The end of a call is moved: each end is kept with its reason, and authors with drafts are told of more time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress import notifications
from congress.actions.hold import hold
from congress.enums import SubmissionState
from congress.models import Call, Deadline, Decision


class DeadlineFixed(Conflict):
    code = "deadline_fixed"
    message = _("Decisions of this call were told already, so its end stays as it is.")


class EndByReason(Invalid):
    code = "end_by_reason"
    message = _("This call has opened, so its end is moved on the page “Extend the call”, with a reason.")


def is_end_fixed(call: Call, now: datetime) -> bool:
    """Whether the end of a call moves with a reason only: it has opened to the public, or somebody has begun."""
    return not call.congress.is_rehearsing and (call.opens_at <= now or call.submissions.exists())


def extend(*, call: Call, closes_at: datetime, reason: str, by: Actor, now: datetime) -> Call:
    """Gives a call a later end, and tells whoever has a draft; an earlier one only while nothing was begun.

    Raises Invalid per field, DeadlineFixed.
    """
    with transaction.atomic():
        hold(call.congress)
        row = Call.objects.select_for_update(of=("self",)).select_related("congress").get(pk=call.pk)
        faults: dict[str, list[object]] = {}
        if closes_at == row.closes_at or (closes_at < row.closes_at and row.submissions.exists()):
            faults["closes_at"] = [
                _("The new end must come after the present one; an earlier one is possible until somebody begins.")
            ]
        elif closes_at <= row.opens_at:
            faults["closes_at"] = [_("The end must come after the beginning.")]
        elif closes_at <= now:
            faults["closes_at"] = [_("The new end must not have passed.")]
        if not reason.strip():
            faults["reason"] = [_("Please give a reason; it is shown on the page of the call.")]
        if faults:
            raise Invalid(fields=faults)
        if Decision.objects.filter(submission__call=row, released_at__isnull=False).exists():
            raise DeadlineFixed()
        before, row.closes_at = row.closes_at, closes_at
        row.save(update_fields=["closes_at"])
        note_end(row, before=before, reason=reason, by=by, now=now)
        audit.record(
            verb="call_extended",
            subject=row,
            by=by,
            now=now,
            scope=row.congress.slug,
            before={"closes_at": before.isoformat()},
            after={"closes_at": closes_at.isoformat()},
        )
    return row


def note_end(call: Call, *, before: datetime | None, by: Actor, now: datetime, reason: str = "") -> None:
    """Keeps the end that a call was just given, inside the caller's transaction; `before` is the one it had.

    Harmless where it is the same. More time is told to those who have a draft in a call that has begun.
    """
    if before == call.closes_at:
        return
    who = f"{by.kind}:{by.id}"[:90]
    if before is not None and not Deadline.objects.filter(call=call).exists():
        Deadline.objects.create(call=call, closes_at=before, set_at=now, set_by=who)
    row = Deadline.objects.create(
        call=call, closes_at=call.closes_at, reason=reason.strip()[:500], set_at=now, set_by=who
    )
    if before is not None and before < call.closes_at and call.opens_at <= now < call.closes_at:
        drafts = call.submissions.filter(state=SubmissionState.DRAFT).select_related("author", "organisation")
        for draft in drafts:
            draft.call = call
            notifications.extended(draft, row, before, now)
