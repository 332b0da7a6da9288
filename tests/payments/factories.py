"""The least that is valid: an issuer, a book, an order, and events as Stripe writes them."""

import json
import time
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from common.actors import Actor
from common.money import Money
from payments.actions.orders import LineSpec, Payer, open_order
from payments.models import Attempt, Book, Issuer, Order
from payments.rules.signature import sign
from tests.factories import words

ENTITY = "vallclara"
SECRET = "whsec_plenaria_vallclara"
CLERK = Actor("user", "1", "Treasurer")
PAYER = Payer(name="Ajuntament de Vallclara", email="finance@vallclara.example", country="ES")
_numbers = count(1)


def issuer(code: str = ENTITY, **changes: Any) -> Issuer:
    fields = {
        "legal_name": "Vallclara Congress Office",
        "country": "ES",
        "iban": "ES9121000418450200051332",
        "bic": "CAIXESBBXXX",
        **changes,
    }
    return Issuer.objects.get_or_create(code=code, defaults=fields)[0]


def book(**changes: Any) -> Book:
    fields = {
        "code": f"book-{next(_numbers)}",
        "name": words("Congress 2026"),
        "currency": "EUR",
        "order_prefix": "VC26",
        "timezone": "Europe/Madrid",
        **changes,
    }
    fields.setdefault("issuer", issuer())
    return Book.objects.create(**fields)


def line(price: str = "300.00", *, quantity: int = 1, rate: str = "21", currency: str = "EUR") -> LineSpec:
    return LineSpec(
        text={"en": "Member fee", "pt": "Taxa de membro"},
        quantity=quantity,
        gross=Money.parse(price, currency),
        tax_rate=Decimal(rate),
    )


def order(now: datetime, *, price: str = "300.00", shelf: Book | None = None, hours: int = 48, **changes: Any) -> Order:
    shelf = shelf or book()
    fields = {
        "lines": [line(price, currency=shelf.currency)],
        "payer": PAYER,
        "language": "pt",
        "expires_at": now + timedelta(hours=hours),
        "key": None,
        **changes,
    }
    return open_order(book=shelf, by=CLERK, now=now, **fields)


def attempt(of: Order, now: datetime, **changes: Any) -> Attempt:
    fields = {
        "state": "open",
        "amount_minor": of.due.minor,
        "currency": of.currency,
        "is_live": False,
        "language": "en",
        "session_id": f"cs_test_{uuid4().hex}",
        "url": "http://127.0.0.1:1/c/pay/x",
        "created_at": now,
        "expires_at": now + timedelta(hours=1),
        **changes,
    }
    return Attempt.objects.create(order=of, **fields)


def event(kind: str, thing: dict[str, Any], *, is_live: bool = False, ident: str = "") -> dict[str, Any]:
    return {
        "id": ident or f"evt_{uuid4().hex}",
        "object": "event",
        "type": kind,
        "livemode": is_live,
        "data": {"object": thing},
    }


def completed(
    of: Attempt, *, intent: str = "pi_1", ident: str = "", is_live: bool = False, **changes: Any
) -> dict[str, Any]:
    """`checkout.session.completed` for an attempt, paid."""
    session = {
        "id": of.session_id,
        "object": "checkout.session",
        "payment_status": "paid",
        "amount_total": of.amount_minor,
        "currency": of.currency.lower(),
        "payment_intent": intent,
        "metadata": {"order": of.order.code, "attempt": str(of.ref)},
        **changes,
    }
    return event("checkout.session.completed", session, ident=ident, is_live=is_live)


def succeeded(of: Attempt, *, intent: str = "pi_1", **changes: Any) -> dict[str, Any]:
    """`payment_intent.succeeded` for an attempt."""
    thing = {
        "id": intent,
        "object": "payment_intent",
        "amount_received": of.amount_minor,
        "currency": of.currency.lower(),
        "metadata": {"order": of.order.code, "attempt": str(of.ref)},
        **changes,
    }
    return event("payment_intent.succeeded", thing)


def refund_event(
    kind: str, *, intent: str = "pi_1", ident: str = "re_1", amount: int = 30000, **changes: Any
) -> dict[str, Any]:
    thing = {
        "id": ident,
        "object": "refund",
        "amount": amount,
        "currency": "eur",
        "payment_intent": intent,
        "status": "succeeded",
        "metadata": {},
        **changes,
    }
    return event(f"refund.{kind}", thing)


def signed(told: dict[str, Any], *, secret: str = SECRET, at: int | None = None) -> dict[str, Any]:
    """Arguments of a test client's post for a signed webhook."""
    body = json.dumps(told).encode()
    return {
        "data": body,
        "content_type": "application/json",
        "headers": {"Stripe-Signature": sign(body, secret, int(time.time()) if at is None else at)},
    }
