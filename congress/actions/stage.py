"""From one state of a congress to the next."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from congress.enums import CongressState
from congress.models import Congress
from congress.rules.publishing import following


class StageRefused(Conflict):
    code = "congress_state"
    message = _("This is not possible while the congress is in the state “{state}”.")


def locked(congress: Congress) -> Congress:
    """The congress as it is now, alone with it until the transaction ends: whoever holds its state is waited for.

    Rows that point to it can still be written: see `hold`.
    """
    return Congress.objects.select_for_update(no_key=True).get(pk=congress.pk)


def check_step(row: Congress, step: str) -> str:
    """The state to which a verb of rules/publishing.py leads. Raises StageRefused where the state does not allow it."""
    state = following(row.state, step)
    if state is None:
        raise StageRefused(state=CongressState(row.state).label)
    return state


def check_unmoved(row: Congress, seen: Congress) -> None:
    """Raises StageRefused where a locked congress is no longer in the state in which it was read."""
    if row.state != seen.state:
        raise StageRefused(state=CongressState(row.state).label)


def take_step(
    row: Congress, step: str, *, verb: str, by: Actor, now: datetime, counts: dict[str, Any] | None = None
) -> None:
    """Moves a locked congress by a verb of rules/publishing.py and writes one line of the trail, with `counts`.

    The first step out of the draft says when it was published, the archive since when it lasts. Raises StageRefused.
    """
    before, row.state = row.state, check_step(row, step)
    if step == "publish":
        row.published_at = now
    row.archived_at = now if row.is_archived else None
    row.save(update_fields=["state", "published_at", "archived_at"])
    audit.record(
        verb=verb,
        subject=row,
        by=by,
        now=now,
        scope=row.slug,
        before={"state": before},
        after={"state": row.state} | (counts or {}),
    )
