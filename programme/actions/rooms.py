"""Rooms for sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.hold import hold
from congress.models import Congress
from congress.rules.slugs import first_free, proposed
from programme.models import Room, Session


class RoomInUse(Conflict):
    code = "room_in_use"
    message = _("Sessions take place in this room, so it cannot be taken away. Move them first.")


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room; `capacity` None: not known."""

    name: dict[str, str]
    capacity: int | None = None
    floor: int = 0
    has_network: bool = True
    has_interpretation: bool = False


def save_room(
    *, congress: Congress, room: Room | None, facts: RoomFacts, by: Actor, now: datetime, code: str = ""
) -> Room:
    """Enters a room, or changes it; its code comes from its name and stays. Raises Invalid."""
    if not any(text.strip() for text in facts.name.values()):
        raise Invalid(fields={"name": [_("Please give a name in one language at least.")]})
    with transaction.atomic():
        hold(congress)
        row = Room.objects.select_for_update().get(pk=room.pk) if room else _new(congress, facts, code)
        row.name, row.capacity, row.floor = facts.name, facts.capacity, facts.floor
        row.has_network, row.has_interpretation = facts.has_network, facts.has_interpretation
        row.save()
        after = {"capacity": row.capacity}
        audit.record(verb="room_saved", subject=row, by=by, now=now, scope=congress.slug, after=after)
    return row


def remove_room(*, room: Room, by: Actor, now: datetime) -> None:
    """Takes a room away; harmless when repeated. Raises RoomInUse where a session stands in it."""
    with transaction.atomic():
        hold(room.congress)
        row = Room.objects.select_for_update().filter(pk=room.pk).first()
        if row is None:
            return
        if Session.objects.filter(room=row).exists():
            raise RoomInUse()
        audit.record(verb="room_removed", subject=row, by=by, now=now, scope=room.congress.slug)
        row.delete()


def _new(congress: Congress, facts: RoomFacts, code: str) -> Room:
    siblings = Room.objects.filter(congress=congress)
    first = next(iter(facts.name.values()), "")
    base = (code or proposed(first, "room"))[:36].rstrip("-")
    last = siblings.aggregate(last=Max("position"))["last"]
    known = {*siblings.values_list("code", flat=True), "new"}
    return Room(congress=congress, code=first_free(base, known), position=0 if last is None else last + 1)
