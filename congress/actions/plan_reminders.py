"""Reminding whoever a milestone is of: a week before its day, and every week that it is late."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from congress.enums import Role
from congress.models import Milestone, TeamMember
from congress.notifications.team import milestone_due
from congress.queries.plans import to_remind

AHEAD = timedelta(days=7)
AGAIN = timedelta(days=7)


def remind(*, now: datetime, limit: int = 200) -> int:
    """Queues a letter for each milestone that is due within a week or late; at most one a week each."""
    sent = 0
    due = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - AGAIN)
    rows = to_remind(now.date()).filter(due, due_on__lte=(now + AHEAD).date() + timedelta(days=1))
    for row in rows[:limit]:
        today = now.astimezone(row.congress.zone).date()
        if row.due_on - today > AHEAD:
            continue
        with transaction.atomic():
            # Whoever moves the row from the instant that was read sends the letter; a second worker does not.
            kept = Q(reminded_at=row.reminded_at) if row.reminded_at else Q(reminded_at__isnull=True)
            if not Milestone.objects.filter(kept, pk=row.pk).update(reminded_at=now, version=F("version")):
                continue
            for user in _people(row, today):
                milestone_due(row, user, today, now)
        sent += 1
    return sent


def _people(row: Milestone, today: object) -> list[User]:
    held = TeamMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        congress=row.congress,
        starts_on__lte=today,
        user__is_active=True,
    ).select_related("user__person")
    if row.owner is None:
        return [member.user for member in held.filter(role=row.role)]
    if held.filter(user=row.owner).exists():
        return [row.owner]
    return [member.user for member in held.filter(role=Role.OWNER)]  # who can give it to somebody else
