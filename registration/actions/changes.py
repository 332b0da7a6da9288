"""The change numbers of a congress, under which door devices learn of rows, and its badge numbers.

Both are given while one counter row is held until commit, so they become visible in their order: nothing commits
behind a cursor that a device was already given, and below the highest badge number none is still to come. Take
them late: the row is the last in the lock order.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, Max, Subquery

from registration.models import Counter, Registration


def stamp(*, congress_id: int, registration_ids: Iterable[int]) -> int:
    """Marks registrations as changed, as the caller's last write; returns the change number, 0 for no ids.

    Every action that changes what a door must know (state, serial, name, city, category, add-ons,
    entitlements) calls this before its transaction ends. One number serves all the rows of a call, and
    calling twice in a transaction is harmless. A registration that has no badge number yet is given the next
    one of its congress.
    """
    ids = list(registration_ids)
    if not ids:
        return 0
    change = _advance(congress_id)
    rows = Registration.objects.filter(congress_id=congress_id, pk__in=ids)
    rows.update(changed=change)
    _give_numbers(congress_id, list(rows.filter(number__isnull=True).order_by("pk").values_list("pk", flat=True)))
    return change


def mark(registration: Registration) -> None:
    """`stamp` for one registration that the caller has locked, in two statements once it has its badge number."""
    if registration.number is None:
        stamp(congress_id=registration.congress_id, registration_ids=[registration.pk])
        return
    row = Counter.objects.filter(congress_id=registration.congress_id)
    if not row.update(last_change=F("last_change") + 1):
        _advance(registration.congress_id)
    latest = Subquery(row.values("last_change"))
    Registration.objects.filter(pk=registration.pk).update(changed=latest)


def touch(registrations: Iterable[Registration], congress: Any) -> int:
    """`stamp` for objects; their `changed` is set as well."""
    rows = list(registrations)
    change = stamp(congress_id=congress.pk, registration_ids=[row.pk for row in rows])
    for row in rows:
        row.changed = change
    return change


def _give_numbers(congress_id: int, ids: list[int]) -> None:
    """The next badge numbers, in the order of the rows; the counter row is held, so nobody else gives any."""
    if not ids:
        return
    highest = Registration.objects.filter(congress_id=congress_id).aggregate(highest=Max("number"))["highest"] or 0
    table = connection.ops.quote_name(Registration._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET number = %s WHERE id = %s",  # noqa: S608 - our own table's name
            list(enumerate(ids, start=highest + 1)),
        )


def _advance(congress_id: int) -> int:
    row = Counter.objects.filter(congress_id=congress_id)
    if not row.update(last_change=F("last_change") + 1):
        Counter.objects.get_or_create(congress_id=congress_id)
        row.update(last_change=F("last_change") + 1)
    return int(row.values_list("last_change", flat=True).get())
