"""A congress that takes registrations for money: what the tests of registering share."""

from datetime import UTC, datetime
from typing import Any

from common.actors import Actor
from congress.models import Congress
from payments.models import Book, Issuer
from registration.actions.register import Application
from registration.models import Category, Fee, Terms
from tests.factories import words
from tests.factories.congress import congress
from tests.factories.network import membership, organisation

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor("public", "test", "test")


def book(code: str = "book") -> Book:
    issuer, _ = Issuer.objects.get_or_create(
        code="entity",
        defaults={
            "legal_name": "City Council",
            "country": "ES",
            "iban": "ES9121000418450200051332",
            "bic": "CAIXESBBXXX",
        },
    )
    return Book.objects.get_or_create(
        code=code, defaults={"name": words(code), "scope": code, "issuer": issuer, "currency": "EUR"}
    )[0]


def open_congress(**kw: Any) -> Congress:
    """A public congress with terms, a paid category `member` (€300) and a free one, `observer`."""
    event = congress(**{"state": "open", **kw})
    Terms.objects.create(congress=event, book=book(event.slug), tax_rate=21)
    paid = Category.objects.create(congress=event, code="member", name=words("Member"), places=10)
    Fee.objects.create(category=paid, minor=30_000, currency="EUR")
    Category.objects.create(congress=event, code="observer", name=words("Observer"), places=10, has_waiting_list=False)
    return event


def city(slug: str = "granollers", standing: str | None = "good") -> Any:
    found = organisation(slug=slug)
    if standing:
        membership(organisation=found, standing=standing)
    return found


def application(**kw: Any) -> Application:
    base: dict[str, Any] = {
        "category": "member",
        "email": "ana@example.org",
        "given_name": "Ana",
        "family_name": "Pérez Gómez",
        "language": "es",
        "consents": ("privacy",),
    }
    return Application(**{**base, **kw})
