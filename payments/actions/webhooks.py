"""Stripe's events: kept first under their unique id, applied in a second transaction, tried again when that fails."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid
from payments.actions import events
from payments.models import WebhookEvent
from payments.rules.backoff import pause_after

log = structlog.get_logger()
ERROR_LENGTH = 200
KEPT_FOR = timedelta(days=90)


class EventInvalid(Invalid):
    """A signed body that is no event."""

    code = "webhook_invalid"
    message = _("This is not an event.")


def receive_event(*, entity: str, told: Any, now: datetime) -> WebhookEvent:
    """Keep a verified event and apply it; harmless however often and however simultaneously it comes.

    Raises EventInvalid for a body of another shape. An event that cannot be applied stays unprocessed for the
    sweep; the sender is told that we have it.
    """
    event = keep_event(entity=entity, told=told, now=now)
    apply_or_postpone(event, now)
    return event


def keep_event(*, entity: str, told: Any, now: datetime) -> WebhookEvent:
    """Commit the raw event under its unique id; the second of two changes nothing."""
    event = event_of(entity, told)
    event.received_at, event.next_try_at = now, now + pause_after(1)
    WebhookEvent.objects.bulk_create([event], ignore_conflicts=True)
    return event


def event_of(entity: str, told: Any) -> WebhookEvent:
    try:
        ident, kind, is_live = told["id"], told["type"], told["livemode"]
        thing = told["data"]["object"]
    except (KeyError, TypeError):
        raise EventInvalid() from None
    well_formed = isinstance(ident, str) and isinstance(kind, str) and isinstance(is_live, bool)
    if not well_formed or not isinstance(thing, dict) or not 0 < len(ident) <= 120 or len(kind) > 80:
        raise EventInvalid()
    return WebhookEvent(entity=entity, event_id=ident, kind=kind, is_live=is_live, body=told)


def apply_or_postpone(event: WebhookEvent, now: datetime) -> bool:
    """Apply a kept event; on failure note it and leave it to the sweep. Whether it is applied."""
    try:
        apply_event(event, now)
    except Exception as error:  # the event is safe in its row; whatever went wrong must not lose it
        tell = log.info if isinstance(error, DomainError) else log.error
        tell("webhook_not_applied", ident=event.event_id, kind=event.kind, exc_info=error)
        postpone(event, error, now)
        return False
    return True


def apply_event(event: WebhookEvent, now: datetime) -> None:
    """Apply an event in one transaction, once: the claim and its effects are committed together."""
    with transaction.atomic():
        if not claim(event, now):
            return
        event.outcome = events.apply(event, now)
        if event.outcome == events.REHEARSAL_OVER:
            rows_of(event).delete()  # nothing of a rehearsal is kept
        elif event.outcome != events.APPLIED or event.rehearsal is not None:
            rows_of(event).update(outcome=event.outcome, rehearsal=event.rehearsal)


def rows_of(event: WebhookEvent) -> Any:
    """The event's row; a twin that lost the insert has no primary key."""
    return WebhookEvent.objects.filter(entity=event.entity, event_id=event.event_id)


def claim(event: WebhookEvent, now: datetime) -> bool:
    """Mark the event processed, unless it is; a twin waits here until the first has committed."""
    fresh = rows_of(event).filter(processed_at=None)
    return bool(fresh.update(processed_at=now, next_try_at=None, outcome=events.APPLIED, error=""))


def postpone(event: WebhookEvent, error: Exception, now: datetime) -> None:
    """Plan the next try, later each time; the reason is kept as a code, never with a person's data."""
    row = rows_of(event).filter(processed_at=None)
    tries = (row.values_list("tries", flat=True).first() or 0) + 1
    reason = str(getattr(error, "code", "")) or type(error).__name__
    row.update(tries=F("tries") + 1, next_try_at=now + pause_after(tries), error=reason[:ERROR_LENGTH])


def retry_events(now: datetime, *, limit: int = 200) -> int:
    """Apply what is due again, oldest first; returns how many were applied."""
    due = WebhookEvent.objects.filter(processed_at=None, next_try_at__lte=now).order_by("next_try_at", "id")
    return sum(apply_or_postpone(event, now) for event in due[:limit])


def empty_bodies(now: datetime, *, limit: int = 1000) -> int:
    """Empty the bodies of events that were applied ninety days ago; returns how many."""
    old = WebhookEvent.objects.filter(processed_at__lt=now - KEPT_FOR).exclude(body={})
    return WebhookEvent.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).update(body={})
