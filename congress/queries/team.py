"""Reading the team: who holds what, and which invitations are open."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from common.tokens import derivations, derive, digest
from congress.enums import ROLE_PARTS, Role
from congress.models import Congress, Invitation, TeamMember


def today_in(congress: Congress, now: datetime) -> date:
    """The day that it is where the congress takes place."""
    return now.astimezone(congress.zone).date()


def roles_for(congress: Congress, *, held: Iterable[str] = ()) -> list[Role]:
    """The roles that a congress has a use for, and those of `held`, in their order: not those of parts left out."""
    kept = set(held)
    return [role for role in Role if role in kept or role not in ROLE_PARTS or congress.uses(ROLE_PARTS[role])]


def last_day(ends_on: date | None) -> date | None:
    """The last day of a role, as people are told it: `ends_on` is kept as the first day without."""
    return ends_on - timedelta(days=1) if ends_on else None


def members(congress: Congress, today: date) -> QuerySet[TeamMember]:
    """Who holds a role today or will, by role and name."""
    rows = TeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), congress=congress)
    return rows.select_related("user__person").order_by("role", "user__person__family_name", "pk")


def held_by(user: Any, now: datetime) -> list[TeamMember]:
    """The roles that a user holds now, each by the day that it is in its congress, with the congress; one query."""
    rows = TeamMember.objects.filter(user=user).select_related("congress").order_by("congress__starts_on", "role")
    return [row for row in rows if row.is_held(today_in(row.congress, now))]


def open_invitations(congress: Congress) -> QuerySet[Invitation]:
    return Invitation.objects.filter(congress=congress, state="sent")


def invitation_secret(row: Invitation) -> str:
    """The secret of an invitation's link, the same in every reminder.

    Derived from what was written when it was made, under the key that made it (see registration.queries.access).
    """
    parts = (row.congress_id, row.email, row.role, row.invited_at.isoformat())
    if row.secret_digest:
        found = (one for one in derivations("pli", *parts) if digest(one) == row.secret_digest)
        return next(found, None) or derive("pli", *parts)
    return derive("pli", *parts)


def by_secret(secret: str) -> Invitation | None:
    rows = Invitation.objects.select_related("congress", "member")
    return rows.filter(secret_digest=digest(secret)).first() if secret.startswith("pli_") else None
