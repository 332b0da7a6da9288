"""Many decisions at once, by hand or as the engine proposes them; places and the order of the reserve list.

Whoever acts names the submissions that they may see; what they may not see is neither read nor moved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid, NotFound
from common.models import AuditEntry
from congress.actions import log
from congress.actions.assignment import ConflictOfInterest
from congress.actions.decision import CallStillOpen, NotDecidable, ReasonForAuthorMissing
from congress.actions.hold import hold
from congress.enums import LogKind, Outcome, SubmissionState
from congress.models import Call, Decision, Submission
from congress.queries.interests import interests_of, parties_of
from congress.queries.log import decision_content, scores_at
from congress.queries.proposal import Draft, Wish, drafted
from congress.queries.ranking import ranking_of
from congress.queries.selection import next_rank, reserve_list
from congress.rules.conflict import conflict
from congress.rules.decision import may_decide, needs_reason
from congress.rules.selection import MOST, Places, kept_places, places_of
from questions.rules.text import tidy

BATCH = 500
NAMED = 12  # codes in a refusal
UNDECIDED = ""  # the outcome that takes a pending decision back


class DecisionsChanged(Conflict):
    code = "decisions_changed"
    message = _(
        "Somebody else has decided on some of these in the meantime, so nothing was kept: {codes}. "
        "What you chose is still here, beside what is decided now."
    )


class NothingChosen(Invalid):
    code = "nothing_chosen"
    message = _("Please choose at least one experience.")


class ProposalOutdated(Conflict):
    code = "proposal_outdated"
    message = _("Reviews, decisions or places have changed since you saw this proposal. Please look at it again.")


class ReserveChanged(Conflict):
    code = "reserve_changed"
    message = _("The reserve list has changed in the meantime. Please look at it again.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided of one submission. `seen` is the pending decision that one has seen: "row.version", "0" for none.

    The outcome "" takes the pending decision back.
    """

    code: str
    outcome: str
    reason: str = ""
    seen: str = "0"


def decide_many(
    *, call: Call, submissions: QuerySet[Submission], choices: Sequence[Choice], by: Actor, now: datetime
) -> int:
    """Takes, changes or takes back pending decisions, all of them or none; returns how many. Authors are not told.

    Raises NothingChosen, CallStillOpen, NotFound, NotDecidable, ConflictOfInterest, DecisionsChanged,
    ReasonForAuthorMissing.
    """
    wanted = {choice.code: choice for choice in choices}
    if not wanted:
        raise NothingChosen()
    with transaction.atomic():
        rows = _locked(call, submissions.filter(code__in=wanted), now)
        if len(rows) != len(wanted):
            raise NotFound()
        pending = _pending(rows)
        changed = [row.code for row in rows if _seen(pending.get(row.pk)) != wanted[row.code].seen]
        if changed:
            raise DecisionsChanged(codes=", ".join(changed[:NAMED]) + ("…" if len(changed) > NAMED else ""))
        _check(rows, wanted, by)
        _write(call, rows, wanted, pending, by=by, now=now)
    return len(rows)


def keep_proposal(
    *, call: Call, submissions: QuerySet[Submission], wish: Wish, seal: str, by: Actor, now: datetime
) -> Draft:
    """Makes pending decisions of a proposal as it was previewed; decisions by hand are left alone.

    What an earlier proposal had left pending and this one does not name is undecided again. `seal` is that of the
    draft one has seen. Raises CallStillOpen, ProposalOutdated.
    """
    with transaction.atomic():
        rows = {row.pk: row for row in _locked(call, submissions, now)}
        draft = drafted(ranking_of(submissions), wish)
        if draft.seal != seal or wish.also:
            raise ProposalOutdated()
        pending = _pending(rows.values())
        wanted = {row.code: Choice(row.code, Outcome.ACCEPTED) for row in draft.chosen}
        wanted |= {row.code: Choice(row.code, Outcome.RESERVE) for row in draft.reserve}
        for pk, decision in pending.items():
            if decision.is_proposed and rows[pk].code not in wanted:
                wanted[rows[pk].code] = Choice(rows[pk].code, UNDECIDED)
        order = {code: place for place, code in enumerate(wanted)}
        concerned = sorted((row for row in rows.values() if row.code in wanted), key=lambda row: order[row.code])
        _write(call, concerned, wanted, pending, by=by, now=now, is_proposed=True)
    return draft


def drop_proposal(*, call: Call, submissions: QuerySet[Submission], by: Actor, now: datetime) -> int:
    """Takes back what the engine proposed and nobody has touched since; returns how many. Raises CallStillOpen."""
    with transaction.atomic():
        rows = _locked(call, submissions, now)
        pending = {pk: decision for pk, decision in _pending(rows).items() if decision.is_proposed}
        rows = [row for row in rows if row.pk in pending]
        _write(call, rows, {row.code: Choice(row.code, UNDECIDED) for row in rows}, pending, by=by, now=now)
    return len(rows)


def move_reserve(
    *, call: Call, submissions: QuerySet[Submission], code: str, past: str, by: Actor, now: datetime
) -> None:
    """Lets one of the reserve list change places with its neighbour `past`; whoever is not seen keeps theirs.

    Raises ReserveChanged where the two are not beside each other any more.
    """
    with transaction.atomic():
        hold(call.congress)
        _held(Submission.objects.filter(call=call, decisions__outcome=Outcome.RESERVE))
        rows = reserve_list(call.submissions.all())
        seen = set(submissions.filter(pk__in=[row.submission_id for row in rows]).values_list("code", flat=True))
        shown = [row.submission.code for row in rows if row.submission.code in seen]
        if {code, past} - set(shown) or abs(shown.index(code) - shown.index(past)) != 1:
            raise ReserveChanged()
        here, there = (next(i for i, row in enumerate(rows) if row.submission.code == one) for one in (code, past))
        rows[here], rows[there] = rows[there], rows[here]
        moved = []
        for rank, row in enumerate(rows, 1):
            if row.rank != rank:
                row.rank = rank
                moved.append(row)
        Decision.objects.bulk_update(moved, ["rank"], batch_size=BATCH)
        paper = rows[there].submission
        audit.record(verb="reserve_ordered", subject=paper, by=by, now=now, scope=call.congress.scope)


def set_places(*, call: Call, places: Places, by: Actor, now: datetime) -> Call:
    """Sets how many can be selected in all, by format, axis and language, and of one city. Raises Invalid."""
    numbers = [places.total, places.per_city, *places.groups.values()]
    if any(number is not None and not 0 <= number <= MOST for number in numbers):
        raise Invalid(_("Places are whole numbers from 0 to {most}."), most=MOST)
    with transaction.atomic():
        hold(call.congress)
        row = Call.objects.select_for_update().get(pk=call.pk)
        before = _noted(places_of(row.places, row.selected_per_city))
        row.places, row.selected_per_city = kept_places(places), places.per_city
        row.save(update_fields=["places", "selected_per_city"])
        scope, after = call.congress.scope, _noted(places)
        audit.record(verb="places_set", subject=row, by=by, now=now, scope=scope, before=before, after=after)
    return row


def _noted(places: Places) -> dict[str, Any]:
    limits = [f"{code}: {number}" for (_kind, code), number in sorted(places.groups.items())]
    return {"places": places.total, "per_city": places.per_city, "limits": limits}


def _locked(call: Call, submissions: QuerySet[Submission], now: datetime) -> list[Submission]:
    """The rows as they are now, held in the order of their numbers."""
    hold(call.congress)
    if not call.has_closed(now):
        raise CallStillOpen()
    rows = _held(submissions.filter(call=call))
    for row in rows:
        row.call = call
    return rows


def _held(submissions: QuerySet[Submission]) -> list[Submission]:
    numbers = list(submissions.order_by().values_list("pk", flat=True).distinct())
    rows = Submission.objects.select_for_update(of=("self",)).select_related("author", "organisation")
    return list(rows.filter(pk__in=numbers).order_by("pk"))


def _pending(rows: Iterable[Submission]) -> dict[int, Decision]:
    found = Decision.objects.filter(submission__in=[row.pk for row in rows], released_at__isnull=True)
    return {decision.submission_id: decision for decision in found}


def _seen(decision: Decision | None) -> str:
    return f"{decision.pk}.{decision.version}" if decision else "0"


def _check(rows: Sequence[Submission], wanted: Mapping[str, Choice], by: Actor) -> None:
    user = User.objects.select_related("person").filter(pk=by.id).first() if by.kind == "user" else None
    interests = interests_of(user, rows[0].call.congress) if user else None
    parties = parties_of(list(rows)) if interests else {}
    for row in rows:
        choice = wanted[row.code]
        if interests and conflict(interests, parties[row.pk]):
            raise ConflictOfInterest()
        if choice.outcome == UNDECIDED:
            continue
        if choice.outcome not in Outcome.values or not may_decide(row.state, choice.outcome):
            raise NotDecidable(state=SubmissionState(row.state).label)
        if needs_reason(choice.outcome) and not tidy(choice.reason):
            raise ReasonForAuthorMissing(fields={f"reason-{row.code}": [ReasonForAuthorMissing.message]})


def _write(
    call: Call,
    rows: Sequence[Submission],
    wanted: Mapping[str, Choice],
    pending: Mapping[int, Decision],
    *,
    by: Actor,
    now: datetime,
    is_proposed: bool = False,
) -> None:
    """Rows with a choice become as chosen; audit trail and sealed log say so, one entry each."""
    made: list[Decision] = []
    changed: list[Decision] = []
    dropped: list[Decision] = []
    rank = next_rank(call)
    scores = scores_at(call, rows)
    entries, sealed = [], []
    for row in rows:
        choice, decision = wanted[row.code], pending.get(row.pk)
        before = decision.outcome if decision else ""
        is_same = is_proposed and before == choice.outcome != Outcome.RESERVE
        if is_same or choice.outcome == before == UNDECIDED:
            continue
        if decision is None:
            decision = Decision(version=0)
        decision.submission = row
        (dropped if choice.outcome == UNDECIDED else changed if decision.pk else made).append(decision)
        if choice.outcome != Outcome.RESERVE:
            decision.rank = None
        elif is_proposed or before != Outcome.RESERVE or decision.rank is None:
            decision.rank, rank = rank, rank + 1
        _set(decision, choice, by=by, now=now, is_proposed=is_proposed)
        entries.append(_entry(row, before, choice.outcome, by, now))
        sealed.append((LogKind.DECISION.value, decision_content(decision, scores.get(row.pk, []), by)))
    Decision.objects.filter(pk__in=[decision.pk for decision in dropped]).delete()
    Decision.objects.bulk_create(made, batch_size=BATCH)
    fields = ["outcome", "reason", "rank", "is_proposed", "version", "decided_at", "decided_by"]
    Decision.objects.bulk_update(changed, fields, batch_size=BATCH)
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)
    log.record_all(call=call, entries=sealed, now=now)


def _set(decision: Decision, choice: Choice, *, by: Actor, now: datetime, is_proposed: bool) -> None:
    decision.outcome, decision.reason, decision.is_proposed = choice.outcome, tidy(choice.reason), is_proposed
    decision.version += 1
    decision.decided_at, decision.decided_by = now, f"{by.kind}:{by.id}"[:90]


def _entry(row: Submission, before: str, after: str, by: Actor, now: datetime) -> AuditEntry:
    verb = "decision_taken" if after else "decision_taken_back"
    return AuditEntry(
        **audit.entry_values(verb=verb, subject=row, by=by, now=now, scope=row.call.congress.scope),
        before={"outcome": before} if before else {},
        after={"outcome": after} if after else {},
        person=row.author.ref,
    )
