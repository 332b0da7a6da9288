"""Moving second factors to the newest key."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from common.tokens import rotate as rotate_sealed

_SEALED = ("secret", "seed")


def rotate(*, batch: int = 200) -> int:
    """Seals every second factor again under the first of DATA_KEYS; returns how many rows were sealed.

    Repeatable. Rows go in batches, each in a transaction of its own, so that an interrupted run goes on later.
    Raises cryptography.fernet.InvalidToken when a row's key is no longer in DATA_KEYS.
    """
    done = last = 0
    while True:
        with transaction.atomic():
            rows = list(Authenticator.objects.select_for_update().filter(pk__gt=last).order_by("pk")[:batch])
            for row in rows:
                sealed = _resealed(row.data)
                if sealed != row.data:
                    Authenticator.objects.filter(pk=row.pk).update(data=sealed)
                    done += 1
        if len(rows) < batch:
            return done
        last = rows[-1].pk


def _resealed(data: dict[str, Any]) -> dict[str, Any]:
    return {name: rotate_sealed(value) if name in _SEALED else value for name, value in data.items()}
