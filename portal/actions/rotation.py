"""After a new first key in DATA_KEYS: sealing again under it what the older keys sealed.

Digests of derived secrets (the links in letters, the tokens of the API) are left as they are, so that every letter
that has left goes on working: a link is looked up by the digest of what comes in, and a letter that repeats it
finds the older key's derivation by that digest (registration.queries.access). This needs the older key in
DATA_KEYS. Before an older key is taken out, `reissue` moves those digests to the first key: letters sent before
stop working, and people are sent a new link when they ask for one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.db import models, transaction

from accounts.actions.keys import rotate as rotate_factors
from common.actions import audit
from common.actors import Actor
from common.models import PersonKey, QueuedMail
from common.tokens import digest, is_newest, rotate
from payments.models import Order
from registration.models import BadgeKey, Delegation, Registration
from registration.queries.access import access_token, delegation_secret, link_secret

BATCH = 1000
SEALED: tuple[tuple[str, type[models.Model], str], ...] = (
    ("person_keys", PersonKey, "sealed"),
    ("letters", QueuedMail, "sealed_secrets"),
    ("badge_keys", BadgeKey, "sealed_private"),
    ("orders", Order, "secret_sealed"),
)


@dataclass(slots=True)
class Rotated:
    """`sealed` again by kind, `unreadable` (their key is gone) by kind, and links that hang on an older key."""

    sealed: dict[str, int]
    unreadable: dict[str, int]
    older_links: int = 0
    reissued: int = 0

    @property
    def is_whole(self) -> bool:
        return not any(self.unreadable.values())


def rotate_keys(*, reissue: bool, by: Actor, now: datetime, say: Callable[[str], object]) -> Rotated:
    """Seals everything again under the first key, in batches of their own transactions; audited.

    What is under the first key already is passed over, so an interrupted run goes on where it stopped and a repeat
    changes nothing (second factors alone are sealed anew each time). A row that no key opens is left and counted.
    """
    done = Rotated({}, {})
    for name, model, column in SEALED:
        done.sealed[name], done.unreadable[name] = _reseal(model, column)
        say(f"{name}: {done.sealed[name]} sealed again")
    try:
        done.sealed["second_factors"], done.unreadable["second_factors"] = rotate_factors(), 0
    except InvalidToken:
        done.sealed["second_factors"], done.unreadable["second_factors"] = 0, 1
    done.older_links, done.reissued = _links(reissue)
    with transaction.atomic():
        audit.record(
            verb="data_keys_rotated",
            subject=("data_keys", "first", "DATA_KEYS"),
            by=by,
            now=now,
            after={**done.sealed, "older_links": done.older_links, "reissued_links": done.reissued},
        )
    return done


def _reseal(model: type[models.Model], column: str) -> tuple[int, int]:
    """(sealed again, unreadable) of one column."""
    sealed = unreadable = last = 0
    manager = model._default_manager
    while True:
        with transaction.atomic():
            rows = list(
                manager.select_for_update()
                .filter(pk__gt=last)
                .exclude(**{column: ""})
                .order_by("pk")
                .only("pk", column)[:BATCH]
            )
            moved = []
            for row in rows:
                text = getattr(row, column)
                if is_newest(text):
                    continue
                try:
                    setattr(row, column, rotate(text))
                except InvalidToken:
                    unreadable += 1
                    continue
                moved.append(row)
            manager.bulk_update(moved, [column], batch_size=200)
            sealed += len(moved)
        if len(rows) < BATCH:
            return sealed, unreadable
        last = rows[-1].pk


def _links(reissue: bool) -> tuple[int, int]:
    """(secrets whose digest is not the first key's, how many of them were moved to it)."""
    older = moved = last = 0
    columns = ("pk", "code", "access_version", "token_hash", "link_hash")
    while True:
        with transaction.atomic():
            chosen = Registration.objects.select_for_update() if reissue else Registration.objects.all()
            rows = list(chosen.filter(pk__gt=last).order_by("pk").only(*columns)[:BATCH])
            changed = [row for row in rows if _moved(row)]
            older += len(changed)
            if reissue:
                Registration.objects.bulk_update(changed, ["token_hash", "link_hash"], batch_size=200)
                moved += len(changed)
        if len(rows) < BATCH:
            break
        last = rows[-1].pk
    for delegation in Delegation.objects.exclude(link_hash="").order_by("pk").iterator(BATCH):
        known = digest(delegation_secret(delegation.code))
        if delegation.link_hash != known:
            older += 1
            if reissue:
                moved += Delegation.objects.filter(pk=delegation.pk).update(link_hash=known)
    return older, moved


def _moved(row: Registration) -> bool:
    """Sets the digests to the first key's, unsaved; whether they were another's. An ended secret stays ended."""
    token, link = digest(access_token(row.code, row.access_version)), digest(link_secret(row.code, row.access_version))
    before = row.token_hash, row.link_hash
    row.token_hash = token if row.token_hash else ""
    row.link_hash = link if row.link_hash else ""
    return before != (row.token_hash, row.link_hash)
