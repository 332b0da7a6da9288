"""Addresses of personal calendars."""

from datetime import datetime

from django.db import transaction

from common.actions import audit
from common.actors import Actor
from common.tokens import digest, new_secret
from programme.models import FeedToken
from registration.models import Registration


def make_feed(*, registration: Registration, by: Actor, now: datetime) -> str:
    """A new secret address for a registration's calendar; it is shown once and kept as a digest."""
    secret = new_secret("plf")
    with transaction.atomic():
        FeedToken.objects.create(registration=registration, token_hash=digest(secret), created_at=now)
        audit.record(verb="feed_made", subject=registration, by=by, now=now, scope=registration.congress.slug)
    return secret


def revoke_feed(*, token: FeedToken, by: Actor, now: datetime) -> None:
    """Ends one address; the others go on."""
    with transaction.atomic():
        if FeedToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            row = token.registration
            audit.record(verb="feed_revoked", subject=row, by=by, now=now, scope=row.congress.slug)
