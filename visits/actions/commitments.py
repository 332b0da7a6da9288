"""When people are taken, as the room above knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from congress.models import Congress
from visits.models import Commitment


@dataclass(frozen=True, slots=True)
class Engagement:
    """A person in `[starts_at, ends_at)`; `source` names what it rests on ("session:12:speaker")."""

    person: Person
    starts_at: datetime
    ends_at: datetime
    label: dict[str, str]
    source: str


def replace_commitments(*, congress: Congress, kind: str, engagements: Iterable[Engagement]) -> list[Commitment]:
    """Makes these the commitments of a kind (the part of `source` before the first colon) in a congress.

    Those that are gone are removed, those that moved are moved. Returns the new and the moved ones, so that the
    caller can tell people whose booked visit they now overlap. Harmless to repeat.
    """
    with transaction.atomic():
        rows = Commitment.objects.select_for_update().filter(congress=congress, source__startswith=f"{kind}:")
        kept = {(row.person_id, row.source): row for row in rows.order_by("pk")}
        changed: list[Commitment] = []
        for wanted in engagements:
            row = kept.pop((wanted.person.pk, wanted.source), None)
            if row is None:
                row = Commitment(congress=congress, person=wanted.person, source=wanted.source)
            values = (wanted.starts_at, wanted.ends_at, wanted.label)
            if row._state.adding or (row.starts_at, row.ends_at, row.label) != values:
                row.starts_at, row.ends_at, row.label = values
                row.save()
                changed.append(row)
        Commitment.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
        return changed
