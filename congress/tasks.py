"""Background work of calls and committees."""

from datetime import datetime

from common.erasure import eraser
from common.jobs import sweep
from congress.actions import erasure, plan_reminders, team


@eraser("congress")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)


@sweep("milestones")
def milestones(now: datetime) -> int:
    return plan_reminders.remind(now=now)


@sweep("invitations")
def invitations(now: datetime) -> int:
    return team.sweep_invitations(now=now)
