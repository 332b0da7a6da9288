"""The change numbers of a congress, under which door devices learn of rows.

They come from one counter row. Whoever takes a number holds that row until commit, so numbers become visible
in their order and nothing commits behind a cursor that a device was already given. Take them late: the row is
the last in the lock order.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from registration.models import Counter, Registration


def stamp(*, congress_id: int, registration_ids: Iterable[int]) -> int:
    """Marks registrations as changed, as the caller's last write; returns the change number, 0 for no ids.

    Every action that changes what a door must know (state, serial, name, city, category, add-ons,
    entitlements) calls this before its transaction ends. One number serves all the rows of a call, and
    calling twice in a transaction is harmless.
    """
    ids = list(registration_ids)
    if not ids:
        return 0
    change = _advance(congress_id)
    Registration.objects.filter(congress_id=congress_id, pk__in=ids).update(
        # A registration's badge number is its row's id; an imported edition brings numbers of its own.
        changed=change,
        number=Coalesce("number", "id"),
    )
    return change


def touch(registrations: Iterable[Registration], congress: Any) -> int:
    """`stamp` for objects; their `changed` is set as well."""
    rows = list(registrations)
    change = stamp(congress_id=congress.pk, registration_ids=[row.pk for row in rows])
    for row in rows:
        row.changed = change
    return change


def _advance(congress_id: int) -> int:
    row = Counter.objects.filter(congress_id=congress_id)
    if not row.update(last_change=F("last_change") + 1):
        Counter.objects.get_or_create(congress_id=congress_id)
        row.update(last_change=F("last_change") + 1)
    return int(row.values_list("last_change", flat=True).get())
