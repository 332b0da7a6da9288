"""After the release: authors confirm or decline, places lapse, and the reserve list moves up."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from congress import notifications
from congress.actions import log
from congress.actions.decision import decide
from congress.actions.hold import hold
from congress.actions.letters import letters_of
from congress.actions.release import LetterIncomplete, locked_rows, release_letters
from congress.actions.submission import SubmissionFixed, locked
from congress.enums import Lapse, Outcome, SubmissionState
from congress.models import Decision, Submission
from congress.queries.decision import dropouts, reserves_of
from congress.queries.log import actor
from congress.rules.afterwards import is_overdue, is_unconfirmed, may_confirm, next_of
from congress.rules.submission import following


class ConfirmationOver(Conflict):
    code = "confirmation_over"
    message = _("The time to confirm this place has passed. Please write to the organisers.")


class PlaceNotLapsed(Conflict):
    code = "place_not_lapsed"
    message = _("This place has not lapsed: its author still has time, or has done what was asked.")


class PlaceNotFree(Conflict):
    code = "place_not_free"
    message = _("This place is not free, or it was offered to somebody already.")


class ReserveEmpty(Conflict):
    code = "reserve_empty"
    message = _("There is nobody on the reserve list for this place.")


def confirm_place(*, submission: Submission, by: Actor, now: datetime) -> Submission:
    """The author comes. A repeat is harmless. Raises SubmissionFixed, ConfirmationOver."""
    with transaction.atomic():
        submission = locked(submission)
        _next(submission, "confirm")
        if submission.confirmed_at is not None:
            return submission
        if not may_confirm(state=submission.state, until=submission.confirm_until, now=now):
            raise ConfirmationOver()
        submission.confirmed_at = now
        submission.save(update_fields=["confirmed_at"])
        _noted(submission, "place_confirmed", "confirmed", by, now)
    return submission


def decline_place(*, submission: Submission, by: Actor, now: datetime) -> Submission:
    """The author does not come, and the place is free. Raises SubmissionFixed."""
    with transaction.atomic():
        submission = locked(submission)
        submission.state = _next(submission, "decline")
        submission.save(update_fields=["state"])
        _noted(submission, "place_declined", "declined", by, now)
    return submission


def let_lapse(*, submission: Submission, why: str, by: Actor, now: datetime, is_registered: bool = True) -> Submission:
    """Takes a place back that was not confirmed, or for which no presenter registered, in time; the author is told.

    `is_registered` is what the room above knows. Raises SubmissionFixed, PlaceNotLapsed.
    """
    with transaction.atomic():
        submission = locked(submission)
        after = _next(submission, "decline")
        call, today = submission.call, now.astimezone(submission.call.congress.zone).date()
        state = submission.state
        lapsed = (
            is_unconfirmed(state=state, confirmed_at=submission.confirmed_at, until=submission.confirm_until, now=now)
            if why == Lapse.UNCONFIRMED
            else not is_registered and is_overdue(state=state, due_on=call.presenters_due_on, today=today)
        )
        if not lapsed:
            raise PlaceNotLapsed()
        submission.state = after
        submission.save(update_fields=["state"])
        _noted(submission, "place_lapsed", why, by, now)
        notifications.place_lapsed(submission, why, now)
    return submission


def offer_place(
    *,
    submission: Submission,
    among: QuerySet[Submission],
    alike: Collection[str] = (),
    by: Actor,
    now: datetime,
) -> Decision:
    """Gives the place of somebody who dropped out to the next of the reserve list, as a decision with its letter.

    `among` are the submissions that whoever acts may see; `alike` names what the two must share ("format", "axis").
    A place is given once. Raises PlaceNotFree, ReserveEmpty, LetterIncomplete, and what `decide` raises.
    """
    call = submission.call
    wanted = {name: getattr(getattr(submission, name), "code", "") for name in alike}
    with transaction.atomic():
        hold(call.congress)
        found = next_of(reserves_of(among.filter(call=call)), wanted)
        if found is None:
            raise ReserveEmpty()
        chosen = Submission.objects.get(call=call, code=found.code)
        # Both at once and always in one order; then it is asked again whether all is as it was.
        locked_rows([submission.pk, chosen.pk])
        if not dropouts(Submission.objects.filter(pk=submission.pk)).exists():
            raise PlaceNotFree()
        again = next_of(reserves_of(among.filter(call=call)), wanted)
        if again is None or again.code != found.code:
            raise PlaceNotFree()
        decision = decide(submission=chosen, outcome=Outcome.ACCEPTED, reason="", version=0, by=by, now=now)
        decision.instead_of = submission
        decision.save(update_fields=["instead_of"])
        letters = letters_of([decision], now)
        if letters[0].empty:
            raise LetterIncomplete(letters=f"{chosen.code} ({', '.join(letters[0].empty)})")
        _noted(submission, "place_passed_on", chosen.code, by, now, kind="offer")
        release_letters(call=call, letters=letters, by=by, now=now)
    return decision


def _next(submission: Submission, verb: str) -> str:
    state = following(submission.state, verb)
    if state is None:
        raise SubmissionFixed(state=SubmissionState(submission.state).label)
    return state


def _noted(submission: Submission, verb: str, what: str, by: Actor, now: datetime, *, kind: str = "answer") -> None:
    """The trail and the sealed log, which is the last lock."""
    call = submission.call
    change: dict[str, Any] = {"experience": what} if kind == "offer" else {"state": submission.state}
    audit.record(
        verb=verb,
        subject=submission,
        by=by,
        now=now,
        scope=call.congress.scope,
        after=change,
        person=submission.author.ref,
    )
    content = {"submission": submission.code, "what": what, "by": actor(call, by)}
    log.record(call=call, kind=kind, content=content, now=now)
