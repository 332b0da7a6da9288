"""Reading the work plan: the templates that ship with it, and the milestones with what holds them up."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.enums import ROLE_PARTS, MilestoneState
from congress.models import Congress, Milestone
from congress.rules.plan import LIVING

TEMPLATES = Path(__file__).resolve().parent.parent / "data" / "plans.json"


@lru_cache(maxsize=1)
def templates() -> dict[str, list[dict[str, Any]]]:
    """The plans that ship with the program, by kind of congress: code, days_before, role, waits_for, texts;
    `part` where its role does not say which part of a congress it belongs to."""
    return json.loads(TEMPLATES.read_text(encoding="utf-8"))


def template_for(congress: Congress, code: str) -> list[dict[str, Any]]:
    """A template's milestones that a congress has a use for: not those of the parts that it does without.

    Whatever waits for one that is left out waits for what that one waits for.
    """
    rows = templates()[code]
    given = {row["code"]: row["waits_for"] for row in rows}
    kept = [row for row in rows if _is_of_use(congress, row)]
    codes = {row["code"] for row in kept}
    return [{**row, "waits_for": _reachable(row["waits_for"], codes, given)} for row in kept]


def _is_of_use(congress: Congress, row: dict[str, Any]) -> bool:
    part = row.get("part") or ROLE_PARTS.get(row["role"])
    return part is None or congress.uses(part)


def _reachable(wanted: list[str], kept: set[str], given: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    for code in wanted:
        further = [code] if code in kept else _reachable(given[code], kept, given)
        found += [one for one in further if one not in found]
    return found


def milestones(congress: Congress) -> QuerySet[Milestone]:
    """The plan with owners, the number of notes, and how many milestones each still waits for (`held_by`)."""
    waiting = Count("waits_for", filter=Q(waits_for__state__in=LIVING), distinct=True)
    rows = Milestone.objects.filter(congress=congress).select_related("owner__person")
    return rows.annotate(held_by=waiting, note_count=Count("notes", distinct=True))


def mine(rows: QuerySet[Milestone], user_id: int, roles: frozenset[str]) -> QuerySet[Milestone]:
    """Those that a person owns, or that are of one of their roles and nobody's by name."""
    return rows.filter(Q(owner=user_id) | Q(owner__isnull=True, role__in=roles))


def to_remind(today: date) -> QuerySet[Milestone]:
    """Living milestones of congresses that are not archived, due within a week or late."""
    rows = Milestone.objects.filter(state__in=LIVING).exclude(congress__state="archived")
    return rows.select_related("congress", "owner__person").order_by("due_on", "pk")


def progress(congress: Congress) -> dict[str, int]:
    """How many milestones are in each state."""
    rows = Milestone.objects.filter(congress=congress).exclude(state=MilestoneState.DROPPED)
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
