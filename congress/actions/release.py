"""The chair tells authors: decisions are released in waves, or deferred until a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress import notifications
from congress.actions import log
from congress.actions.hold import hold
from congress.actions.letters import Letter, decided, letters_of, stamp_of, words_of
from congress.enums import Outcome, SubmissionState
from congress.models import Call, Decision, Submission
from congress.queries.decision import deferred_codes, pending_decisions
from congress.queries.log import actor, hidden
from congress.rules.afterwards import left_waiting
from congress.rules.submission import RELEASE_VERBS, following

BATCH = 50
SHOWN = 12  # codes that a refusal names


class DecisionsMissing(Conflict):
    code = "decisions_missing"
    message = _("{count} of these submissions have no decision yet, so no letter leaves: {codes}.")


class NothingToRelease(Conflict):
    code = "nothing_to_release"
    message = _("There is no decision to release.")


class ReleasedMeanwhile(Conflict):
    code = "released_meanwhile"
    message = _("Somebody else has released this in the meantime: {codes}. Nothing was sent twice.")


class PreviewOutdated(Conflict):
    code = "preview_outdated"
    message = _("Decisions have changed since you opened the preview. Please look at it again before you release.")


class LetterIncomplete(Conflict):
    code = "letter_incomplete"
    message = _("No letter leaves: in these letters a placeholder has nothing to say yet: {letters}.")


class NotToBeDeferred(Conflict):
    code = "not_to_be_deferred"
    message = _("Only experiences whose authors still wait for an answer can be deferred: {codes}.")


class DeferredIntoPast(Invalid):
    code = "deferred_into_past"
    message = _("Please give a day after today, up to the end of the congress.")


def release(
    *,
    call: Call,
    submissions: QuerySet[Submission],
    seen: Mapping[str, int] | None = None,
    letters: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Tells the authors of the group given: every pending decision moves its submission and queues its letter.

    Fifty rows a transaction; a repeat after a crash goes on where it stopped, and no letter is queued twice. Returns
    how many letters were queued. Raises what `ready` raises.
    """
    worded = ready(call=call, submissions=submissions, seen=seen, letters=letters, now=now)
    told = 0
    for start in range(0, len(worded), BATCH):
        with transaction.atomic():
            told += release_letters(call=call, letters=worded[start : start + BATCH], by=by, now=now)
    return told


def ready(
    *,
    call: Call,
    submissions: QuerySet[Submission],
    seen: Mapping[str, int] | None = None,
    letters: str = "",
    now: datetime,
) -> list[Letter]:
    """The letters of a group as they would leave now; nothing is written.

    None does while one of the group has no decision, unless its author was told to wait, nor while a letter has a
    placeholder without words. A wave is a smaller group. `seen` are the previewed decisions, code → version; `letters`
    the stamp of the previewed letters, so that what leaves is what was read. Raises DecisionsMissing,
    ReleasedMeanwhile, NothingToRelease, PreviewOutdated, LetterIncomplete.
    """
    group = submissions.filter(call=call)
    pending = list(pending_decisions(group))
    outcomes = {d.submission.code: d.outcome for d in pending}
    waiting = deferred_codes(group, now.astimezone(call.congress.zone).date())
    missing = left_waiting(dict(group.values_list("code", "state")), outcomes, waiting)
    if missing:
        raise DecisionsMissing(count=len(missing), codes=_some(missing))
    gone = group.filter(code__in=set(seen or ()) - outcomes.keys(), decisions__released_at__isnull=False)
    if codes := sorted(set(gone.values_list("code", flat=True))):
        raise ReleasedMeanwhile(codes=_some(codes))
    if not pending:
        raise NothingToRelease()
    if seen is not None and dict(seen) != {d.submission.code: d.version for d in pending}:
        raise PreviewOutdated()
    worded = letters_of(pending, now)
    if letters and stamp_of(worded) != letters:
        raise PreviewOutdated()
    faulty = [f"{one.decision.submission.code} ({', '.join(one.empty)})" for one in worded if one.empty]
    if faulty:
        raise LetterIncomplete(letters=_some(faulty))
    return worded


def release_letters(*, call: Call, letters: Sequence[Letter], by: Actor, now: datetime) -> int:
    """Releases decisions whose letters were worded, inside the caller's transaction; how many were still as seen."""
    hold(call.congress)
    held = {row.pk: row for row in locked_rows([one.decision.submission_id for one in letters])}
    entries = []
    for letter in letters:
        seen, submission = letter.decision, held[letter.decision.submission_id]
        decision = Decision.objects.filter(pk=seen.pk, version=seen.version, released_at__isnull=True).first()
        state = following(submission.state, RELEASE_VERBS[seen.outcome])
        if decision is None or state is None:
            continue  # withdrawn or decided anew while the letters were leaving
        before, submission.state = submission.state, state
        submission.deferred_until = None
        submission.confirm_until = letter.confirm_until if state == SubmissionState.ACCEPTED else None
        submission.save(update_fields=["state", "deferred_until", "confirm_until"])
        decision.released_at, decision.released_by = now, f"{by.kind}:{by.id}"[:90]
        decision.save(update_fields=["released_at", "released_by"])
        _audit(submission, "decision_released", by, now, before, state)
        subject, body = words_of(letter)
        entries.append(
            {
                "submission": submission.code,
                "outcome": seen.outcome,
                "version": seen.version,
                "letter": hidden(f"{subject}\n{body}"),
                "by": actor(call, by),
            }
        )
        decided(letter, now)
    log.record_all(call=call, entries=[("release", entry) for entry in entries], now=now)
    return len(entries)


def defer(*, call: Call, submissions: QuerySet[Submission], until: date, by: Actor, now: datetime) -> int:
    """Tells the authors of the named experiences until when they will hear; whatever is decided stays pending.

    Who was told of the same day already gets no second letter. Returns how many letters were queued. Raises
    DeferredIntoPast, NotToBeDeferred.
    """
    if not now.astimezone(call.congress.zone).date() < until <= call.congress.ends_on:
        raise DeferredIntoPast(fields={"until": [DeferredIntoPast.message]})
    with transaction.atomic():
        hold(call.congress)
        rows = locked_rows(list(submissions.filter(call=call).values_list("pk", flat=True)))
        wrong = [row.code for row in rows if row.state not in (SubmissionState.SUBMITTED, SubmissionState.REVISION)]
        if wrong or not rows:
            raise NotToBeDeferred(codes=_some(wrong) or "–")
        told = [row for row in rows if row.deferred_until != until]
        for row in told:
            row.deferred_until = until
            row.save(update_fields=["deferred_until"])
            audit.record(
                verb="decision_deferred",
                subject=row,
                by=by,
                now=now,
                scope=call.congress.scope,
                after={"until": until.isoformat()},
                person=row.author.ref,
            )
            notifications.deferred(row, now)
        entries = [
            ("deferral", {"submission": row.code, "until": until.isoformat(), "by": actor(call, by)}) for row in told
        ]
        log.record_all(call=call, entries=entries, now=now)
    return len(told)


def locked_rows(keys: Sequence[int]) -> list[Submission]:
    """Submissions as they are now, held until the transaction ends, always in one order."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "call__congress", "organisation", "author", "axis", "format"
    )
    return list(rows.filter(pk__in=keys).order_by("pk"))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")


def _audit(submission: Submission, verb: str, by: Actor, now: datetime, before: str, after: str) -> None:
    audit.record(
        verb=verb,
        subject=submission,
        by=by,
        now=now,
        scope=submission.call.congress.scope,
        before={"outcome": before},
        after={"outcome": after if after in Outcome.values else ""},
        person=submission.author.ref,
    )
