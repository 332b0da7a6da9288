"""Whether letters say what they should: no slot left open, no template's code, no empty link."""

import json
import re
from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from django.db.models import Count, Q

from common.checking import Check, check
from common.models import QueuedMail
from common.tokens import unseal

SLOT = re.compile(r"⟦([^⟧]*)⟧")
NAME = re.compile(r"[a-z][a-z_]{0,40}")
CODE = ("{{", "{%", "}}", "%(", "]()")
CHUNK = 1000


def letters(scope: str) -> Check:
    """Every letter of a scope, streamed; a slot must have its secret as long as the secrets are kept.

    Once a letter has left its secrets are wiped, and what remains is the name of the slot.
    """
    rows = QueuedMail.objects.filter(scope=scope)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    return check("letters", _faulty(scope), {"by_state": counts})


def _faulty(scope: str) -> Iterator[str]:
    rows = QueuedMail.objects.filter(scope=scope)
    unknown = rows.exclude(state__in=QueuedMail.State.values)
    yield from (f"letter {pk}: state" for pk in unknown.order_by("pk").values_list("pk", flat=True).iterator(CHUNK))
    code = Q(subject="") | Q(subject__contains="⟦")
    for text in CODE:
        code |= Q(body__contains=text) | Q(subject__contains=text)
    yield from (
        f"letter {pk}: text" for pk in rows.filter(code).order_by("pk").values_list("pk", flat=True).iterator(CHUNK)
    )
    columns = ("pk", "body", "sealed_secrets", "state")
    for pk, body, sealed, state in rows.filter(body__contains="⟦").order_by("pk").values_list(*columns).iterator(CHUNK):
        if not _is_whole(body, sealed, state):
            yield f"letter {pk}: slot"


def _is_whole(body: str, sealed: str, state: str) -> bool:
    slots = set(SLOT.findall(body))
    if not sealed:
        over = state in (QueuedMail.State.SENT, QueuedMail.State.FAILED)
        return over and all(NAME.fullmatch(slot) for slot in slots)
    try:
        secrets = json.loads(unseal(sealed))
    except (InvalidToken, ValueError):
        return False
    return all(secrets.get(slot) for slot in slots)
