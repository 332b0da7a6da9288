"""A stand-in for Stripe, and people with rights over books."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from payments.providers import sandbox
from payments.providers import stripe as provider
from tests.payments import factories as make

API_KEY = "sk_test_plenaria_vallclara"


class Books:
    """An authentication backend as the room above has one: the address says what its user may."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: Any) -> Any:
        return get_user_model().objects.filter(pk=user_id).first()

    def has_perm(self, user: Any, perm: str, obj: Any = None) -> bool:
        granted = {"treasurer": {"manage_book", "view_book"}, "auditor": {"view_book"}}
        name, _, code = user.email.partition("@")[0].partition("+")
        return obj is not None and obj.code == code and perm.removeprefix("payments.") in granted.get(name, set())


@pytest.fixture
def sign_in(client_for: Any, settings: Any) -> Any:
    """`sign_in("treasurer", book)`: a client of somebody with that role over that book."""
    settings.AUTHENTICATION_BACKENDS = ["tests.payments.conftest.Books", "django.contrib.auth.backends.ModelBackend"]

    def enter(role: str, book: Any) -> Client:
        from accounts.models import Person
        from tests.conftest import TODAY

        email = f"{role}+{book.code}@vallclara.example"
        person = Person.objects.create(given_name=role.title(), family_name="Test", email=email, created_at=TODAY)
        user = get_user_model().objects.create_user(email, person=person, created_at=TODAY)
        return client_for(user)

    return enter


@pytest.fixture
def own_queries() -> Any:
    """`with own_queries(4):` exactly so many statements on tables of this room; the page's frame asks others."""

    @contextmanager
    def counted(number: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as context:
            yield
        asked = (query["sql"] for query in context.captured_queries)
        own = [sql for sql in asked if 'FROM "payments_' in sql.partition(" WHERE ")[0]]
        assert len(own) == number, "\n".join(own)

    return counted


@pytest.fixture
def stand_in(settings: Any) -> Iterator[sandbox.Sandbox]:
    """A running stand-in that our provider speaks to; no webhook until a test sets one."""
    accounts = {API_KEY: sandbox.Account(make.ENTITY, secret=make.SECRET)}
    with sandbox.running(accounts=accounts) as running:
        settings.STRIPE_API_BASE = running.url
        yield running
    provider._client.cache_clear()


@pytest.fixture
def holder(client: Client) -> Any:
    """`holder(order)`: a client that followed the order's secret link."""
    from payments.queries.links import pay_url

    def follow(order: Any) -> Client:
        answer = client.get("/" + pay_url(order).split("/", 3)[3])
        assert answer.status_code == 302, answer.status_code
        return client

    return follow
