"""What payments does in the background."""

from datetime import datetime
from typing import Any

from common.jobs import handler, sweep
from payments.actions import checkout, orders, sending, webhooks


@handler("payments.send_refund")
def send_refund(payload: dict[str, Any], now: datetime) -> None:
    sending.send_refund(refund_id=payload["refund"], now=now)


@handler("payments.look_up_refunds")
def look_up_refunds(payload: dict[str, Any], now: datetime) -> None:
    sending.look_up_refunds(**payload, now=now)


@handler("payments.end_attempt")
def end_attempt(payload: dict[str, Any], now: datetime) -> None:
    checkout.end_attempt(attempt_id=payload["attempt"], now=now)


@sweep("payments.events")
def retry_events(now: datetime) -> int:
    """Events that were kept but could not be applied."""
    return webhooks.retry_events(now)


@sweep("payments.expiry")
def expire(now: datetime) -> int:
    """Orders whose time is over."""
    return orders.expire_due(now)


@sweep("payments.refunds")
def send_refunds(now: datetime) -> int:
    """Refunds that wait or were interrupted."""
    return sending.send_due_refunds(now)


@sweep("payments.attempts")
def ask_about_attempts(now: datetime) -> int:
    """Checkouts whose event never came."""
    return sending.ask_about_attempts(now)


@sweep("payments.event_bodies")
def empty_event_bodies(now: datetime) -> int:
    """Applied events keep their body for ninety days: it may hold the payer's name and address."""
    return webhooks.empty_bodies(now)
