"""Stripe through its own SDK, imported when first needed; every call is outside any transaction.

Stripe's amounts and objects end here: callers get plain values and two kinds of error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from payments.rules.signature import STAND_IN_SECRET

if TYPE_CHECKING:
    from stripe import StripeClient

T = TypeVar("T")
NAME_LENGTH = 250
LOCALES = {"en": "en-GB", "es": "es", "fr": "fr", "pt": "pt"}


class ProviderError(Exception):
    """Stripe did not do what it was asked; the text is a code, never a person's data."""


class ProviderUnavailable(ProviderError):
    """No answer, or an error on Stripe's side: it may have acted, so ask again with the same key."""


class ProviderRefused(ProviderError):
    """Stripe understood and refused; asking again is useless."""


class NotConfigured(ProviderRefused):
    """The environment holds no key for this legal entity and mode."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line on the Checkout page; `amount` in Stripe's units for one piece."""

    name: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """All that a Checkout Session is made from; `ref` is its idempotency key."""

    ref: str
    order: str
    currency: str
    items: tuple[Item, ...]
    expires_at: datetime
    language: str
    email: str
    success_url: str
    cancel_url: str
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """Whose key is used: the legal entity and its mode."""

    entity: str
    is_live: bool


def api_key(key: Key) -> str:
    """The key of a legal entity in a mode, "" if there is none; the stand-in takes any test key."""
    keys = settings.STRIPE_API_KEYS if key.is_live else settings.STRIPE_TEST_API_KEYS
    by_itself = f"sk_test_{key.entity}" if settings.STRIPE_SANDBOX_URL and not key.is_live else ""
    return str(keys.get(key.entity, by_itself))


def webhook_secret(entity: str) -> str:
    """The secret that signs a legal entity's webhooks; empty when there is none."""
    return str(settings.STRIPE_WEBHOOK_SECRETS.get(entity, ""))


def rehearsal_webhook_secret(entity: str) -> str:
    """The secret that signs those of its test mode, in which rehearsals pay; empty when there is none of its own."""
    by_itself = STAND_IN_SECRET if settings.STRIPE_SANDBOX_URL else ""
    return str(settings.STRIPE_TEST_WEBHOOK_SECRETS.get(entity, by_itself))


def is_configured(key: Key) -> bool:
    return bool(api_key(key))


@lru_cache(maxsize=16)
def _client(secret: str, base: str) -> "StripeClient":
    import stripe

    return stripe.StripeClient(
        secret,
        base_addresses={"api": base},
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=20),
    )


def _ask(key: Key, call: Callable[["StripeClient"], T]) -> T:
    """Run one SDK call and translate its errors."""
    import stripe

    secret = api_key(key)
    if not secret:
        raise NotConfigured("no_api_key")
    try:
        return call(_client(secret, settings.STRIPE_API_BASE))
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise ProviderUnavailable(type(error).__name__) from error
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500:
            raise ProviderUnavailable(type(error).__name__) from error
        raise ProviderRefused(str(error.code or type(error).__name__)) from error


def create_session(key: Key, asked: CheckoutRequest) -> dict[str, Any]:
    """Open a Checkout Session, or get again the one that this attempt opened before."""
    metadata = {"order": asked.order, "attempt": asked.ref}
    if asked.is_rehearsal:
        metadata["rehearsal"] = "yes"  # told back with every event, also when the rehearsal is over
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": item.quantity,
                "price_data": {
                    "currency": asked.currency.lower(),
                    "unit_amount": item.amount,
                    "product_data": {"name": item.name[:NAME_LENGTH]},
                },
            }
            for item in asked.items
        ],
        "client_reference_id": asked.order,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "expires_at": int(asked.expires_at.timestamp()),
        "locale": LOCALES.get(asked.language, "auto"),
        "success_url": asked.success_url,
        "cancel_url": asked.cancel_url,
    }
    if asked.email:
        params["customer_email"] = asked.email
    options = {"idempotency_key": asked.ref}
    return _ask(key, lambda c: _plain(c.v1.checkout.sessions.create(params, options)))  # type: ignore[arg-type]


def retrieve_session(key: Key, session: str) -> dict[str, Any]:
    return _ask(key, lambda c: _plain(c.v1.checkout.sessions.retrieve(session)))


def expire_session(key: Key, session: str) -> bool:
    """End an open Session; False when it is over already (paid or expired)."""
    try:
        _ask(key, lambda c: c.v1.checkout.sessions.expire(session))
    except NotConfigured:
        raise
    except ProviderRefused:
        return False
    return True


def create_refund(key: Key, *, intent: str, amount: int, ref: str) -> dict[str, Any]:
    """Refund a part or the whole of a payment (Stripe's units), or get again what this `ref` refunded before."""
    params = {"payment_intent": intent, "amount": amount, "metadata": {"refund": ref}}
    return _ask(key, lambda c: _plain(c.v1.refunds.create(params, {"idempotency_key": ref})))  # type: ignore[arg-type]


def refunds_of(key: Key, intent: str) -> list[dict[str, Any]]:
    """Every refund of a payment; `metadata.refund` tells ours."""

    def call(client: "StripeClient") -> list[dict[str, Any]]:
        found = client.v1.refunds.list({"payment_intent": intent, "limit": 100})
        return [_plain(refund) for refund in found.auto_paging_iter()]

    return _ask(key, call)


def find_refund(key: Key, *, intent: str, ref: str) -> dict[str, Any] | None:
    """Our refund among a payment's, by the id in its metadata: Stripe forgets idempotency keys after a day."""
    return next((r for r in refunds_of(key, intent) if (r.get("metadata") or {}).get("refund") == ref), None)


def _plain(thing: Any) -> dict[str, Any]:
    return dict(thing.to_dict())
