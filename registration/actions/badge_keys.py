"""The Ed25519 keys that sign a congress's badges (RFC 8032). They sign nothing else."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.tokens import seal
from congress.models import Congress
from registration.models import BadgeKey

LAST_KEY_ID = 255  # uint8 in the QR


class NoMoreKeys(Conflict):
    code = "no_more_badge_keys"
    message = _("This congress has used all 256 key numbers of its badges.")


def ensure_key(*, congress: Congress, now: datetime) -> BadgeKey:
    """The key that signs this congress's badges now, made if there is none yet: in a rehearsal one of its own.

    Harmless to repeat.
    """
    found = _current(congress)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(congress, now)
    except IntegrityError:  # somebody else made it in this moment
        return _signing(congress).latest("key_id")


def rotate_key(*, congress: Congress, by: Actor, now: datetime) -> BadgeKey:
    """Makes a new key that signs from now on; badges signed by the earlier ones stay valid. Raises NoMoreKeys."""
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        _signing(congress).update(retired_at=now)
        key = _make(congress, now)
        audit.record(
            verb="badge_key_rotated",
            subject=("badge_key", key.pk, str(key.key_id)),
            by=by,
            now=now,
            scope=congress.scope,
            after={"key_id": key.key_id, "public": key.public},
        )
        return key


def _current(congress: Congress) -> BadgeKey | None:
    return _signing(congress).order_by("-key_id").first()


def _signing(congress: Congress) -> QuerySet[BadgeKey]:
    """The keys of the congress's present mode that are not retired."""
    rows = BadgeKey.objects.select_related("congress").filter(congress=congress, retired_at__isnull=True)
    return rows.filter(is_rehearsal=congress.is_rehearsing)


def _make(congress: Congress, now: datetime) -> BadgeKey:
    last = BadgeKey.objects.filter(congress=congress).order_by("-key_id").values_list("key_id", flat=True).first()
    key_id = 1 if last is None else last + 1
    if key_id > LAST_KEY_ID:
        raise NoMoreKeys()
    private = Ed25519PrivateKey.generate()
    return BadgeKey.objects.create(
        congress=congress,
        key_id=key_id,
        public=private.public_key().public_bytes_raw().hex(),
        sealed_private=seal(private.private_bytes_raw().hex()),
        is_rehearsal=congress.is_rehearsing,
        created_at=now,
    )
