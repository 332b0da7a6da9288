"""Background work of calls and committees."""

from datetime import datetime, timedelta
from typing import Any

from common.erasure import eraser
from common.jobs import handler, sweep
from congress.actions import (
    book,
    erasure,
    plan_reminders,
    presenter_letters,
    review_reminders,
    revision,
    sharing,
    team,
)


@eraser("congress")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)


@sweep("milestones")
def milestones(now: datetime) -> int:
    return plan_reminders.remind(now=now)


@sweep("readers")
def readers(now: datetime) -> int:
    return review_reminders.remind_by_rule(now=now)


@sweep("presenters")
def presenters(now: datetime) -> int:
    return presenter_letters.remind_presenters(now=now)


@sweep("revisions")
def revisions(now: datetime) -> int:
    return revision.tell_overdue(now=now)


@sweep("invitations")
def invitations(now: datetime) -> int:
    return team.sweep_invitations(now=now)


@handler(book.KIND, limit=timedelta(minutes=10))
def draw_book(payload: dict[str, Any], now: datetime) -> None:
    book.run(payload=payload, now=now)


@sweep("books")
def drop_books(now: datetime) -> int:
    """A book of abstracts that nobody asked for anew goes after thirty days."""
    return book.drop_old(now=now)


@handler(sharing.KIND, limit=sharing.LIMIT)
def share_out(payload: dict[str, Any], now: datetime) -> None:
    """Who reads what; the solver's memory ends with this process."""
    sharing.solve(plan_id=payload["plan"], is_partial=payload["is_partial"], now=now)
