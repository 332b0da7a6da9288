"""Writing the audit trail."""

import json
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet
from django.db import models

from common.actors import Actor
from common.models import AuditEntry, PersonKey
from common.tokens import seal, unseal


def record(
    *,
    verb: str,
    subject: models.Model | tuple[str, Any, str],
    by: Actor,
    now: datetime,
    scope: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    person: str | uuid.UUID | None = None,
    private: dict[str, Any] | None = None,
) -> AuditEntry:
    """Appends an entry inside the caller's transaction.

    `before` and `after` hold codes and numbers only; names and addresses go to `private`, which is encrypted
    under the key of `person`. Health, diet, documents and tokens never come here.
    """
    return AuditEntry.objects.create(
        **entry_values(verb=verb, subject=subject, by=by, now=now, scope=scope),
        before=before or {},
        after=after or {},
        person=person,
        private=_lock_away(person, private) if private and person else "",
    )


def entry_values(
    *, verb: str, subject: models.Model | tuple[str, Any, str], by: Actor, now: datetime, scope: str = ""
) -> dict[str, Any]:
    """The plain columns of an entry, for callers that insert many at once."""
    if isinstance(subject, models.Model):
        kind, ident = subject._meta.model_name or "", str(subject.pk)
        label = str(getattr(subject, "code", "") or getattr(subject, "slug", "") or "")
    else:
        kind, ident, label = subject[0], str(subject[1]), subject[2]
    return {
        "at": now,
        "scope": scope,
        "verb": verb,
        "actor_kind": by.kind,
        "actor_id": by.id[:64],
        "actor_label": by.label[:120],
        "subject_kind": kind,
        "subject_id": ident,
        "subject_label": label[:120],
    }


def _lock_away(person: str | uuid.UUID, private: dict[str, Any]) -> str:
    key, _ = PersonKey.objects.get_or_create(person=person, defaults={"sealed": seal(Fernet.generate_key().decode())})
    return Fernet(unseal(key.sealed).encode()).encrypt(json.dumps(private, ensure_ascii=False).encode()).decode()


def private_of(entry: AuditEntry) -> dict[str, Any]:
    """The names an entry keeps, or {} when there are none or the person was erased."""
    return privates_of([entry])[entry.pk]


def privates_of(entries: Collection[AuditEntry]) -> dict[int, dict[str, Any]]:
    """{id: the names an entry keeps} of many entries, in one query."""
    people = {entry.person for entry in entries if entry.private and entry.person}
    keys: dict[uuid.UUID | None, str] = {}
    if people:
        keys.update(PersonKey.objects.filter(person__in=people).values_list("person", "sealed"))
    return {entry.pk: _unlocked(entry.private, keys.get(entry.person)) for entry in entries}


def _unlocked(private: str, sealed: str | None) -> dict[str, Any]:
    if not private or sealed is None:
        return {}
    return json.loads(Fernet(unseal(sealed).encode()).decrypt(private.encode()))


def forget(*, person: str | uuid.UUID) -> None:
    """Deletes a person's key: every private part of the trail about them can no longer be read."""
    PersonKey.objects.filter(person=person).delete()
