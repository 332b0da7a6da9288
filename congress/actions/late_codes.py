"""Late access codes: made, revoked, entered by an author, used up by handing in after the end."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common import formats
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.tokens import digest, new_secret
from congress.actions.hold import hold
from congress.enums import SubmissionState
from congress.models import Call, LateCode, Submission
from congress.queries.calls import by_late_code
from congress.rules.submission import late_passes

MOST_USES = 500
_HINT = 9  # letters of a code that the list shows


class LateCodeUnknown(Invalid):
    code = "late_code_unknown"
    message = _("This access code is not valid for this call. Please check it, or ask the organisers.")


class LateCodeOver(Conflict):
    code = "late_code_over"
    message = _("This access code was valid until {until}. Please ask the organisers.")


class LateCodeUsedUp(Conflict):
    code = "late_code_used_up"
    message = _("This access code has been used as often as it may be. Your draft is kept; please ask the organisers.")


def make_late_code(
    *, call: Call, max_uses: int, expires_at: datetime, note: str, by: Actor, now: datetime
) -> tuple[LateCode, str]:
    """Makes a code that lets `max_uses` experiences in up to, not including, `expires_at`; returns it and the secret.

    The secret is not kept. Raises Invalid per field.
    """
    faults: dict[str, list[object]] = {}
    if not 1 <= max_uses <= MOST_USES:
        faults["max_uses"] = [_("From 1 to 500 uses.")]
    if expires_at <= max(now, call.closes_at):
        faults["expires_at"] = [_("It has to be valid beyond the end of the call, and beyond now.")]
    if faults:
        raise Invalid(fields=faults)
    secret = new_secret("late")
    with transaction.atomic():
        hold(call.congress)
        row = LateCode.objects.create(
            call=call,
            digest=digest(secret),
            hint=secret[:_HINT],
            note=note.strip()[:200],
            max_uses=max_uses,
            expires_at=expires_at,
            made_at=now,
        )
        after = {"uses": max_uses, "until": expires_at.isoformat()}
        _audit(row, "late_code_made", by, now, after)
    return row, secret


def revoke_late_code(*, late_code: LateCode, by: Actor, now: datetime) -> LateCode:
    """Makes a code worthless from now on; what came in with it stays. Harmless when repeated."""
    with transaction.atomic():
        hold(late_code.call.congress)
        if LateCode.objects.filter(pk=late_code.pk, revoked_at__isnull=True).update(revoked_at=now):
            _audit(late_code, "late_code_revoked", by, now, {})
    late_code.refresh_from_db()
    return late_code


def enter_late_code(*, call: Call, secret: str, person: Person, by: Actor, now: datetime) -> LateCode:
    """Binds a code to all drafts that the person has in the call; it is used up by handing in only.

    Raises LateCodeUnknown, LateCodeOver, LateCodeUsedUp.
    """
    row = by_late_code(secret)
    if row is None or row.call_id != call.pk:
        raise LateCodeUnknown(fields={"secret": [LateCodeUnknown.message]})
    return bind_late_code(late_code=row, person=person, by=by, now=now)


def bind_late_code(*, late_code: LateCode, person: Person, by: Actor, now: datetime) -> LateCode:
    """As `enter_late_code`, for a code whose link was opened. Harmless when repeated."""
    check_late_code(late_code, now)
    with transaction.atomic():
        hold(late_code.call.congress)
        drafts = Submission.objects.filter(call=late_code.call_id, author=person, state=SubmissionState.DRAFT)
        if drafts.exclude(late_code=late_code).update(late_code=late_code):
            _audit(late_code, "late_code_entered", by, now, {}, person)
    return late_code


def check_late_code(row: LateCode, now: datetime) -> None:
    """Whether a code can be begun with. Raises LateCodeUnknown once revoked, LateCodeOver, LateCodeUsedUp."""
    if row.revoked_at is not None:
        raise LateCodeUnknown()
    if not late_passes(now, expires_at=row.expires_at, revoked_at=None):
        raise LateCodeOver(until=formats.deadline(row.expires_at, row.call.congress.zone))
    if row.used >= row.max_uses:
        raise LateCodeUsedUp()


def use_late_code(submission: Submission, now: datetime) -> None:
    """Uses up one of the uses of the draft's code, inside the caller's transaction. Raises as `check_late_code`."""
    pk = submission.late_code_id or 0
    rows = LateCode.objects.filter(pk=pk, revoked_at__isnull=True, expires_at__gt=now, used__lt=F("max_uses"))
    if rows.update(used=F("used") + 1) != 1:
        check_late_code(LateCode.objects.select_related("call__congress").get(pk=pk), now)
        raise LateCodeUsedUp()


def give_back(submission: Submission) -> None:
    """What was handed in with a code and goes gives its use back, inside the caller's transaction."""
    if submission.late_code_id is not None:
        LateCode.objects.filter(pk=submission.late_code_id, used__gt=0).update(used=F("used") - 1)


def _audit(
    row: LateCode, verb: str, by: Actor, now: datetime, after: dict[str, object], person: Person | None = None
) -> None:
    """An entry of the call, with the number of the code and nothing that opens anything."""
    audit.record(
        verb=verb,
        subject=row.call,
        by=by,
        now=now,
        scope=row.call.congress.scope,
        after={"number": row.pk, **after},
        person=person.ref if person else None,
    )
