"""Minimal valid people and their sign-ins."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from accounts.enums import NetworkRoleKind, Scope
from accounts.models import ApiToken, Liaison, NetworkRole, Person, User
from common.tokens import digest, new_secret
from tests.factories.network import organisation

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)


def person(**kw: Any) -> Person:
    number = next(_numbers)
    values = {"given_name": "Ana", "family_name": f"Example {number}", "email": f"person{number}@example.org"}
    return Person.objects.create(**{**values, "created_at": NOW, **kw})


def user(**kw: Any) -> User:
    """A user with a person of the same address; `password=` sets one."""
    password = kw.pop("password", None)
    who = kw.pop("person", None) or person(**({"email": kw["email"]} if "email" in kw else {}))
    email = kw.pop("email", None) or who.email
    return User.objects.create_user(email, password, person=who, **{"created_at": NOW, **kw})


def secretariat(**kw: Any) -> User:
    """A user of the network's secretariat."""
    made = user(**kw)
    NetworkRole.objects.create(user=made, role=NetworkRoleKind.SECRETARIAT, starts_on=date(2020, 1, 1))
    return made


def coordinator(territorial_network: Any, **kw: Any) -> User:
    """A user who coordinates a territorial network."""
    made = user(**kw)
    NetworkRole.objects.create(
        user=made,
        role=NetworkRoleKind.TERRITORIAL,
        territorial_network=territorial_network,
        starts_on=date(2020, 1, 1),
    )
    return made


def liaison(**kw: Any) -> Liaison:
    """A confirmed liaison since 2020."""
    values = {"starts_on": date(2020, 1, 1), "confirmed_at": NOW}
    who = kw.pop("person", None) or person()
    city = kw.pop("organisation", None) or organisation()
    return Liaison.objects.create(**{"person": who, "organisation": city, **values, **kw})


def api_token(**kw: Any) -> tuple[ApiToken, str]:
    """(row, secret): may read, valid to the end of the century."""
    secret = new_secret("plo")
    values = {"name": "Tool", "scopes": [Scope.READ], "expires_at": datetime(2099, 1, 1, tzinfo=UTC)}
    who = kw.pop("user", None) or user()
    row = ApiToken.objects.create(**{"user": who, "token_hash": digest(secret), "created_at": NOW, **values, **kw})
    return row, secret
