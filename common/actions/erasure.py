"""What the ground floor forgets of a person: their key, their letters, their files."""

from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from common.actions import audit
from common.models import QueuedMail, StoredFile


def forget(*, person: str, now: datetime) -> None:
    """Deletes the key of a person (the audit trail can then no longer be read about them), letters and files' bytes.

    Call inside a transaction; the bytes go once it is committed. A repeat is harmless.
    """
    audit.forget(person=person)
    QueuedMail.objects.filter(person=person).delete()
    kept = StoredFile.objects.filter(person=person)
    for name in kept.values_list("name", flat=True):
        transaction.on_commit(partial(default_storage.delete, name))
    kept.update(original_name="", size=0)
