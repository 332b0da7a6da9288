"""The work plan: laying it out, changing it, and saying what is done."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.fields import pick
from congress.enums import MilestoneState, Role, Verb
from congress.models import Congress, Milestone
from congress.queries.plans import template_for
from congress.rules import plan as rules


class PlanExists(Conflict):
    code = "plan_exists"
    message = _("This congress has a work plan already. Nothing was added.")


class MilestoneChanged(Conflict):
    code = "milestone_changed"
    message = _("Somebody else has changed this milestone in the meantime. Please compare, then save again.")


class MilestoneWaits(Conflict):
    code = "milestone_waits"
    message = _("This milestone waits for others that are not done: {titles}.")


class MilestoneStep(Conflict):
    code = "milestone_step"
    message = _("A milestone in this state cannot take that step.")


@dataclass(frozen=True)
class Plan:
    """What a milestone says. `days_before` counts from the opening; without it, `due_on` is fixed by hand."""

    title: dict[str, str]
    description: dict[str, str] = field(default_factory=dict)
    role: str = Role.OWNER
    owner: User | None = None
    days_before: int | None = None
    due_on: date | None = None
    waits_for: Collection[str] = ()  # codes


def lay_out(*, congress: Congress, template: str, by: Actor, now: datetime) -> int:
    """Makes the milestones of a template that ships with the program; returns how many. Raises PlanExists.

    Those of parts that the congress does without are left out.
    """
    rows = template_for(congress, template)
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        if Milestone.objects.filter(congress=congress).exists():
            raise PlanExists()
        made = {
            row["code"]: Milestone.objects.create(
                congress=congress,
                code=row["code"],
                title=row["title"],
                description=row["description"],
                role=row["role"],
                days_before=row["days_before"],
                due_on=rules.due_on(congress.starts_on, row["days_before"]),
                updated_at=now,
                # What lies behind already when the plan begins is seen on its page; nobody is written to at once.
                reminded_at=now,
                position=place,
            )
            for place, row in enumerate(rows)
        }
        for row in rows:
            made[row["code"]].waits_for.set([made[code] for code in row["waits_for"]])
        _record(Verb.PLAN_LAID_OUT, congress, congress, by, now, after={"template": template, "milestones": len(made)})
    return len(made)


def add_milestone(*, congress: Congress, plan: Plan, by: Actor, now: datetime) -> Milestone:
    """Adds one; its code comes from its title. Raises Invalid with a sentence per field."""
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        row = Milestone(congress=congress, code=_free_code(congress, plan), updated_at=now)
        _write(row, plan)
        row.position = Milestone.objects.filter(congress=congress).count()
        row.save()
        row.waits_for.set(_waited_for(row, plan))
        _record(Verb.MILESTONE_ADDED, row, congress, by, now, after=_facts(row))
    return row


def change_milestone(*, milestone: Milestone, plan: Plan, version: int, by: Actor, now: datetime) -> Milestone:
    """Saves over the version that was read. Raises MilestoneChanged if somebody was faster, Invalid per field."""
    with transaction.atomic():
        row = _locked(milestone)
        if row.version != version:
            raise MilestoneChanged()
        before = _facts(row)
        _write(row, plan)
        row.version += 1
        row.sequence += 1
        row.updated_at = now
        row.reminded_at = None if before["due_on"] != row.due_on.isoformat() else row.reminded_at
        row.save()
        row.waits_for.set(_waited_for(row, plan))
        _record(Verb.MILESTONE_CHANGED, row, row.congress, by, now, before=before, after=_facts(row))
    return row


def start_milestone(*, milestone: Milestone, by: Actor, now: datetime) -> Milestone:
    """Work has begun. Harmless when repeated."""
    return _step(milestone, "start", by, now)


def finish_milestone(*, milestone: Milestone, by: Actor, now: datetime, anyway: bool = False) -> Milestone:
    """It is done today. Raises MilestoneWaits while it waits for others, unless told `anyway`."""
    return _step(milestone, "finish", by, now, waits=not anyway)


def reopen_milestone(*, milestone: Milestone, by: Actor, now: datetime) -> Milestone:
    return _step(milestone, "reopen", by, now)


def drop_milestone(*, milestone: Milestone, by: Actor, now: datetime) -> Milestone:
    """It is not needed any more; its row stays, and calendars show it as cancelled."""
    return _step(milestone, "drop", by, now)


def move_with_opening(*, congress: Congress, by: Actor, now: datetime) -> int:
    """Puts every milestone that counts from the opening on its day again; returns how many moved."""
    moved = 0
    with transaction.atomic():
        rows = Milestone.objects.select_for_update().filter(congress=congress, days_before__isnull=False)
        for row in rows.order_by("pk"):
            due = rules.due_on(congress.starts_on, row.days_before or 0)
            if due != row.due_on:
                Milestone.objects.filter(pk=row.pk).update(
                    due_on=due, updated_at=now, reminded_at=None, sequence=F("sequence") + 1, version=F("version") + 1
                )
                moved += 1
        if moved:
            _record(Verb.PLAN_MOVED, congress, congress, by, now, after={"milestones": moved})
    return moved


STEPS: dict[str, tuple[MilestoneState, Verb]] = {
    "start": (MilestoneState.STARTED, Verb.MILESTONE_STARTED),
    "finish": (MilestoneState.DONE, Verb.MILESTONE_DONE),
    "reopen": (MilestoneState.OPEN, Verb.MILESTONE_REOPENED),
    "drop": (MilestoneState.DROPPED, Verb.MILESTONE_DROPPED),
}


def _step(milestone: Milestone, said: str, by: Actor, now: datetime, *, waits: bool = False) -> Milestone:
    wanted, verb = STEPS[said]
    with transaction.atomic():
        row = _locked(milestone)
        if row.state == wanted:
            return row
        if rules.following(row.state, said) != wanted:
            raise MilestoneStep()
        if waits:
            held = [pick(m.title) or m.code for m in row.waits_for.filter(state__in=rules.LIVING)]
            if held:
                raise MilestoneWaits(titles=", ".join(held))
        before = {"state": row.state}
        row.state = wanted
        row.done_on = now.astimezone(row.congress.zone).date() if wanted == MilestoneState.DONE else None
        row.version += 1
        row.sequence += 1
        row.updated_at = now
        row.save()
        _record(verb, row, row.congress, by, now, before=before, after={"state": row.state})
    return row


def _locked(milestone: Milestone) -> Milestone:
    return Milestone.objects.select_for_update(of=("self",)).select_related("congress").get(pk=milestone.pk)


def _write(row: Milestone, plan: Plan) -> None:
    title = {language: text.strip() for language, text in plan.title.items() if text.strip()}
    faults: dict[str, list[Any]] = {}
    if not title:
        faults["title"] = [_("Please give the milestone a title.")]
    if plan.days_before is None and plan.due_on is None:
        faults["due_on"] = [_("Please say when this is due.")]
    if faults:
        raise Invalid(fields=faults)
    row.title, row.description = title, {k: v.strip() for k, v in plan.description.items() if v.strip()}
    row.role, row.owner, row.days_before = plan.role, plan.owner, plan.days_before
    if plan.days_before is not None:
        row.due_on = rules.due_on(row.congress.starts_on, plan.days_before)
    elif plan.due_on is not None:
        row.due_on = plan.due_on


def _waited_for(row: Milestone, plan: Plan) -> list[Milestone]:
    wanted = set(plan.waits_for)
    others = list(Milestone.objects.filter(congress=row.congress).prefetch_related("waits_for"))
    known = {other.code: [one.code for one in other.waits_for.all()] for other in others}
    if rules.would_circle(row.code, wanted, known):
        raise Invalid(fields={"waits_for": [_("A milestone cannot wait for itself, by way of others either.")]})
    return [other for other in others if other.code in wanted]


def _free_code(congress: Congress, plan: Plan) -> str:
    words = next((text for text in plan.title.values() if text.strip()), "")
    base = slugify(words)[:32].strip("-") or "milestone"
    taken = set(Milestone.objects.filter(congress=congress).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in taken)


def _facts(row: Milestone) -> dict[str, Any]:
    return {
        "due_on": row.due_on.isoformat(), "days_before": row.days_before, "role": row.role, "owner": row.owner_id,
    }  # fmt: skip


def _record(verb: Verb, subject: Any, congress: Congress, by: Actor, now: datetime, **change: Any) -> None:
    audit.record(verb=verb, subject=subject, by=by, now=now, scope=congress.slug, **change)
