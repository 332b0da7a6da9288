"""Rounds of reading as organisers set them up, and what members of the committee are asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.calls import InUse
from congress.actions.hold import hold
from congress.enums import Blindness
from congress.models import Assignment, Call, Round
from congress.rules.rounds import MOST_DAYS, MOST_REMINDERS, hides_less

Texts = dict[str, str]


class BlindnessFixed(Conflict):
    code = "blindness_fixed"
    message = _("Members were given readings in this round, so it cannot show what it hid from them or of them.")


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round, open in `[opens_at, closes_at)`; readers are reminded `remind_days` before its end."""

    name: Texts
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    blindness: str = Blindness.SINGLE
    remind_days: Iterable[int] = field(default_factory=tuple)


def save_round(*, call: Call, round: Round | None, facts: RoundFacts, by: Actor, now: datetime) -> Round:
    """Adds the next round, or changes one. Raises Invalid per field, BlindnessFixed.

    A round in which readings were given out may hide more than before, never less. The first row is the round in which
    a call without rows is read, so that nothing that was given out gets lost.
    """
    days = sorted(set(facts.remind_days), reverse=True)
    _check(facts, days)
    with transaction.atomic():
        hold(call.congress)
        Call.objects.select_for_update().get(pk=call.pk)
        row = _row(call, round)
        if hides_less(row.blindness, facts.blindness) and _is_given_out(call, row.number):
            raise BlindnessFixed()
        row.name, row.blindness, row.remind_days = facts.name, facts.blindness, days
        row.opens_at, row.closes_at = facts.opens_at, facts.closes_at
        row.save()
        after = {"number": row.number, "blindness": str(row.blindness), "remind_days": days, **_instants(row)}
        audit.record(verb="round_saved", subject=_subject(row), by=by, now=now, scope=call.congress.slug, after=after)
    return row


def remove_round(*, round: Round, by: Actor, now: datetime) -> None:
    """Takes a round away. Raises InUse where something was given out in it, or where later rounds follow."""
    call = round.call
    with transaction.atomic():
        hold(call.congress)
        Call.objects.select_for_update().get(pk=call.pk)
        given = Assignment.objects.filter(submission__call=call, round=round.number)
        if given.exists() or Round.objects.filter(call=call, number__gt=round.number).exists():
            raise InUse()
        audit.record(verb="round_removed", subject=_subject(round), by=by, now=now, scope=call.congress.slug)
        round.delete()


def save_reading(*, call: Call, asks_bids: bool, asks_confidence: bool, by: Actor, now: datetime) -> Call:
    """Sets whether members say what they would like to read, and how sure they are. A repeat is harmless."""
    with transaction.atomic():
        hold(call.congress)
        row = Call.objects.select_for_update().get(pk=call.pk)
        row.asks_bids, row.asks_confidence = asks_bids, asks_confidence
        row.save(update_fields=["asks_bids", "asks_confidence"])
        after = {"asks_bids": asks_bids, "asks_confidence": asks_confidence}
        audit.record(verb="reading_saved", subject=row, by=by, now=now, scope=call.congress.slug, after=after)
    return row


def _check(facts: RoundFacts, days: list[int]) -> None:
    faults: dict[str, list[Any]] = {}
    if not any(text.strip() for text in facts.name.values()):
        faults["name"] = [_("Please give a name in one language at least.")]
    if facts.opens_at and facts.closes_at and facts.closes_at <= facts.opens_at:
        faults["closes_at"] = [_("The end must come after the beginning.")]
    if any(not 1 <= day <= MOST_DAYS for day in days) or len(days) > MOST_REMINDERS:
        faults["remind_days"] = [_("At most six numbers of days from 1 to 90, with commas between them.")]
    elif days and facts.closes_at is None:
        faults["remind_days"] = [_("Members are reminded of an end: please give this round one.")]
    if faults:
        raise Invalid(fields=faults)


def _row(call: Call, known: Round | None) -> Round:
    if known is not None:
        return Round.objects.select_for_update().get(pk=known.pk)
    last = Round.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    return Round(call=call, number=last + 1)


def _is_given_out(call: Call, number: int) -> bool:
    """Letters have told members how they read; whoever stepped back was told as well."""
    return Assignment.objects.filter(submission__call=call, round=number).exists()


def _instants(row: Round) -> dict[str, str]:
    found = {"opens_at": row.opens_at, "closes_at": row.closes_at}
    return {name: at.isoformat() for name, at in found.items() if at is not None}


def _subject(row: Round) -> tuple[str, Any, str]:
    return ("round", row.pk, f"{row.call.code} {row.number}")
