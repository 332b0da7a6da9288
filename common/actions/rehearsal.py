"""What the ground floor drops of a rehearsal: letters, trail, keys of the trail, idempotency keys, files."""

from collections.abc import Collection, Mapping
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef

from common.models import AuditEntry, IdempotencyKey, PersonKey, QueuedMail, StoredFile


def drop_scope(scope: str) -> dict[str, int]:
    """Deletes the letters and the trail of a scope, and the keys under which nothing is left; {what: how many}."""
    entries = AuditEntry.objects.filter(scope=scope)
    people = set(entries.exclude(person=None).values_list("person", flat=True))
    counts = {"letters": QueuedMail.objects.filter(scope=scope).delete()[0], "entries_of_trail": entries.delete()[0]}
    drop_keys(people)
    return counts


def drop_keys(people: Collection[object]) -> None:
    """Deletes those keys of people, by reference, under which the trail keeps nothing any more."""
    kept = AuditEntry.objects.filter(person=OuterRef("person")).exclude(private="")
    PersonKey.objects.filter(~Exists(kept), person__in=list(people)).delete()


def drop_made(made: Mapping[str, Collection[int]]) -> int:
    """Deletes what the API remembers of having made rows that are gone; keys by model label."""
    return sum(
        IdempotencyKey.objects.filter(made_kind=label, made_id__in=[str(pk) for pk in keys]).delete()[0]
        for label, keys in made.items()
    )


def drop_files(files: Collection[int]) -> int:
    """Deletes private files that nothing points to any more; their bytes go once the transaction is committed."""
    rows = StoredFile.objects.filter(pk__in=files)
    for name in rows.values_list("name", flat=True):
        transaction.on_commit(partial(default_storage.delete, name))
    return rows.delete()[0]
