"""Calls of a congress as its organisers set them up: texts, instants, formats, criteria; and the axes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.deadlines import EndByReason, is_end_fixed, note_end
from congress.actions.hold import hold
from congress.enums import CallKind, Eligibility, ReviewState
from congress.models import Axis, Call, Congress, Criterion, Format, Review
from congress.rules.scoring import MOST_CRITERIA
from congress.rules.slugs import first_free, proposed
from questions.models import Form

Texts = dict[str, str]
Row = TypeVar("Row", Axis, Call, Format, Criterion)


class InUse(Conflict):
    code = "in_use"
    message = _("This is in use already, so it cannot be taken away.")


class CriteriaFixed(Conflict):
    code = "criteria_fixed"
    message = _("Reviews by these criteria have been handed in, so criteria and their weights stay as they are.")


class TooManyCriteria(Invalid):
    code = "too_many_criteria"
    message = _("There are six criteria already. More tire readers: please tick that you want this one as well.")


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call, open in `[opens_at, closes_at)`; `standing_on` is the day of good standing, None that of submission."""

    title: Texts
    guidance: Texts
    opens_at: datetime
    closes_at: datetime
    languages: tuple[str, ...]
    kind: str = CallKind.EXPERIENCES
    eligibility: str = Eligibility.ANY
    standing_on: date | None = None
    per_city_max: int | None = None
    summary_words: int = 300
    asks_endorsement: bool = False
    reviews_per_submission: int = 3
    confirm_days: int = 14  # from the letter to the answer of a selected author
    presenters_due_on: date | None = None  # afterwards an unregistered presenter's place is free
    form: Form | None = None  # the questions asked beside title and summary


def save_call(
    *, congress: Congress, call: Call | None, facts: CallFacts, by: Actor, now: datetime, code: str = ""
) -> Call:
    """Sets a call up, or changes it; the code of a new one comes from its title.

    Raises Invalid per field, EndByReason where the end of a call that has opened would move.
    """
    faults: dict[str, list[Any]] = {} if facts.title else {"title": [_("Please give the call a title.")]}
    if facts.closes_at <= facts.opens_at:
        faults["closes_at"] = [_("The end must come after the beginning.")]
    if not facts.languages:
        faults["languages"] = [_("Please choose one language at least.")]
    if facts.presenters_due_on and facts.presenters_due_on >= congress.starts_on:
        faults["presenters_due_on"] = [_("This day must lie before the first day of the congress.")]
    if faults:
        raise Invalid(fields=faults)
    with transaction.atomic():
        hold(congress)
        row = _row(Call, call, congress.calls.all(), {"congress": congress}, code or facts.title)
        before = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()} if call else {}
        ended = row.closes_at if call else None
        if call and facts.closes_at != ended and is_end_fixed(row, now):
            raise EndByReason(fields={"closes_at": [EndByReason.message]})
        for name in CallFacts.__slots__:
            setattr(row, name, getattr(facts, name))
        row.languages = list(facts.languages)
        row.save()
        note_end(row, before=ended, by=by, now=now)
        after = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
        audit.record(verb="call_saved", subject=row, by=by, now=now, scope=congress.slug, before=before, after=after)
    return row


def save_axis(*, congress: Congress, axis: Axis | None, name: Texts, by: Actor, now: datetime) -> Axis:
    """Enters an axis, or renames it. Raises Invalid."""
    _check_name(name)
    with transaction.atomic():
        hold(congress)
        row = _row(Axis, axis, congress.axes.all(), {"congress": congress}, name)
        row.name = name
        row.save()
        audit.record(verb="axis_saved", subject=row, by=by, now=now, scope=congress.slug)
    return row


def remove_axis(*, axis: Axis, by: Actor, now: datetime) -> None:
    """Takes an axis away. Raises InUse where experiences stand under it."""
    with transaction.atomic():
        hold(axis.congress)
        if axis.submissions.exists():
            raise InUse()
        audit.record(verb="axis_removed", subject=axis, by=by, now=now, scope=axis.congress.slug)
        axis.delete()


def save_format(
    *, call: Call, format: Format | None, name: Texts, minutes: int, by: Actor, now: datetime, code: str = ""
) -> Format:
    """Enters a way of presenting, or changes it. Raises Invalid."""
    _check_name(name)
    with transaction.atomic():
        hold(call.congress)
        row = _row(Format, format, call.formats.all(), {"call": call}, code or name)
        row.name, row.minutes = name, minutes
        row.save()
        after = {"minutes": minutes}
        audit.record(verb="format_saved", subject=row, by=by, now=now, scope=call.congress.slug, after=after)
    return row


def remove_format(*, format: Format, by: Actor, now: datetime) -> None:
    """Takes a format away. Raises InUse where experiences ask for it."""
    with transaction.atomic():
        hold(format.call.congress)
        if format.submissions.exists():
            raise InUse()
        audit.record(verb="format_removed", subject=format, by=by, now=now, scope=format.call.congress.slug)
        format.delete()


def save_criterion(
    *,
    call: Call,
    criterion: Criterion | None,
    name: Texts,
    weight: int,
    anchors: dict[str, Texts],
    by: Actor,
    now: datetime,
    code: str = "",
    is_beyond: bool = False,
) -> Criterion:
    """Enters a criterion, or changes it; `anchors` as {"1": texts, …}. Raises Invalid, CriteriaFixed, TooManyCriteria.

    `is_beyond` says that more than six are wanted.
    """
    _check_name(name)
    if weight < 1:
        raise Invalid(fields={"weight": [_("A criterion weighs 1 at least.")]})
    with transaction.atomic():
        hold(call.congress)
        if criterion is None or criterion.weight != weight:
            _check_criteria(call)
        if criterion is None and not is_beyond and call.criteria.count() >= MOST_CRITERIA:
            raise TooManyCriteria(fields={"is_beyond": [TooManyCriteria.message]})
        row = _row(Criterion, criterion, call.criteria.all(), {"call": call}, code or name)
        row.name, row.weight = name, weight
        row.anchors = {step: texts for step, texts in anchors.items() if texts}
        row.save()
        after = {"weight": weight}
        audit.record(verb="criterion_saved", subject=row, by=by, now=now, scope=call.congress.slug, after=after)
    return row


def remove_criterion(*, criterion: Criterion, by: Actor, now: datetime) -> None:
    """Takes a criterion away. Raises CriteriaFixed once somebody has reviewed by it."""
    with transaction.atomic():
        hold(criterion.call.congress)
        _check_criteria(criterion.call)
        scope = criterion.call.congress.slug
        audit.record(verb="criterion_removed", subject=criterion, by=by, now=now, scope=scope)
        criterion.delete()


def _check_name(name: Texts) -> None:
    if not any(text.strip() for text in name.values()):
        raise Invalid(fields={"name": [_("Please give a name in one language at least.")]})


def _check_criteria(call: Call) -> None:
    done = Review.objects.filter(assignment__submission__call=call, state=ReviewState.SUBMITTED)
    if done.exists():
        raise CriteriaFixed()


def _row(
    model: type[Row], known: Row | None, siblings: "models.QuerySet[Row]", owner: dict[str, Any], words: Texts | str
) -> Row:
    """The row to be changed, locked; or a new one at the end of its siblings, with a code made from its words."""
    if known is not None:
        found: Row = model._default_manager.select_for_update().get(pk=known.pk)
        return found
    last = siblings.aggregate(last=Max("position"))["last"]
    code = words if isinstance(words, str) else code_of(words, set(siblings.values_list("code", flat=True)), model)
    return model(**owner, code=code, position=0 if last is None else last + 1)


def code_of(words: Texts, taken: Collection[str], model: type[models.Model]) -> str:
    """A code of at most 40 signs from a text, none of those that are taken and no word of the addresses."""
    text = next((text for text in words.values() if text.strip()), "")
    base = proposed(text, str(model._meta.model_name))[:36].rstrip("-")
    return first_free(base, {*taken, "new"})
