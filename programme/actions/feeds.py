"""Addresses of personal calendars."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.tokens import digest, new_secret
from congress.actions.hold import hold
from congress.models import Congress
from programme.models import FeedToken, PlanFeed
from registration.models import Registration


def make_feed(*, registration: Registration, by: Actor, now: datetime) -> str:
    """A new secret address for a registration's calendar; it is shown once and kept as a digest."""
    secret = new_secret("plf")
    with transaction.atomic():
        hold(registration.congress)
        FeedToken.objects.create(registration=registration, token_hash=digest(secret), created_at=now)
        audit.record(verb="feed_made", subject=registration, by=by, now=now, scope=registration.congress.scope)
    return secret


def revoke_feed(*, token: FeedToken, by: Actor, now: datetime) -> None:
    """Ends one address; the others go on."""
    with transaction.atomic():
        if FeedToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            row = token.registration
            audit.record(verb="feed_revoked", subject=row, by=by, now=now, scope=row.congress.scope)


def make_plan_feed(*, congress: Congress, user: User, by: Actor, now: datetime) -> str:
    """A new secret address of the work plan for one of the team; it is shown once and kept as a digest."""
    secret = new_secret("plf")
    with transaction.atomic():
        PlanFeed.objects.create(congress=congress, user=user, token_hash=digest(secret), created_at=now)
        audit.record(verb="plan_feed_made", subject=congress, by=by, now=now, scope=congress.slug)
    return secret


def revoke_plan_feed(*, feed: PlanFeed, by: Actor, now: datetime) -> None:
    """Ends one address of the work plan; harmless when repeated."""
    with transaction.atomic():
        if PlanFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=now):
            audit.record(verb="plan_feed_revoked", subject=feed.congress, by=by, now=now, scope=feed.congress.slug)
