"""What every action of people asks first: is the congress still in the state in which they saw it?"""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, NotFound
from congress.enums import CongressState
from congress.models import Congress


class RehearsalOver(Conflict):
    code = "rehearsal_over"
    message = _("This congress has just been published, and its rehearsal is over. Please open the page again.")


class CongressArchived(Conflict):
    code = "congress_archived"
    message = _("This congress is archived: everything can be read, and nothing can be changed any more.")


def hold(congress: Congress) -> None:
    """Keeps the congress's state as it is until the caller's transaction ends; the first of its locks.

    Many may hold it at once; whoever publishes or archives waits for all of them. Raises RehearsalOver when the
    congress was published since it was read, CongressArchived.
    """
    state = _state(congress.pk)
    if state is None:
        raise NotFound()
    if (state == CongressState.DRAFT) != congress.is_rehearsing:
        raise RehearsalOver()
    if state == CongressState.ARCHIVED:
        raise CongressArchived()


def _state(congress_id: int) -> str | None:
    """The state as it is now. On SQLite the immediate transaction is the lock.

    A share lock keeps out whoever changes the congress, and no other key that points to it: money that is being
    booked holds its order, and meets the congress only when its keys are checked at the end.
    """
    table = connection.ops.quote_name(Congress._meta.db_table)
    lock = " FOR SHARE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state FROM {table} WHERE id = %s{lock}", [congress_id])  # noqa: S608 - our own name
        found = cursor.fetchone()
    return str(found[0]) if found else None
