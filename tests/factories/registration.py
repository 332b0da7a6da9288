"""Minimal valid terms, categories and registrations."""

import uuid
from datetime import UTC, datetime
from itertools import count
from typing import Any

from common.tokens import digest
from congress.models import Congress
from registration.actions import changes, places
from registration.enums import HOLDING, State
from registration.models import AddOn, Category, Point, Registration, Terms
from registration.queries.access import access_token, link_secret
from tests.factories import accounts, words
from tests.factories.congress import congress
from tests.payments import factories as money

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_numbers = count(1)


def terms(**kw: Any) -> Terms:
    """The terms of a congress, made once."""
    edition = kw.pop("congress", None) or congress()
    return Terms.objects.get_or_create(congress=edition, defaults=kw)[0]


def category(**kw: Any) -> Category:
    """A category open to anyone, without a limit, of a congress that has terms."""
    number = next(_numbers)
    edition = kw.pop("congress", None) or congress()
    terms(congress=edition)
    values = {"code": f"category-{number}", "name": words(f"Category {number}")}
    return Category.objects.create(congress=edition, **{**values, **kw})


def add_on(**kw: Any) -> AddOn:
    number = next(_numbers)
    edition = kw.pop("congress", None) or congress()
    return AddOn.objects.create(congress=edition, **{"code": f"extra-{number}", "name": words(f"Extra {number}"), **kw})


def point(**kw: Any) -> Point:
    number = next(_numbers)
    edition = kw.pop("congress", None) or congress()
    return Point.objects.create(congress=edition, **{"code": f"point-{number}", "name": words(f"Point {number}"), **kw})


def registration(**kw: Any) -> Registration:
    """A confirmed registration with a badge number and its places taken; what a `state=` asks for is filled in.

    Its token is `access_token(row.code, 1)`.
    """
    edition: Congress | None = kw.pop("congress", None)
    kind = kw.pop("category", None) or category(**({"congress": edition} if edition else {}))
    who = kw.pop("person", None) or accounts.person()
    code = kw.pop("code", None) or f"R{next(_numbers):05d}"
    held = terms(congress=kind.congress)
    values = {
        "state": State.CONFIRMED,
        "language": "en",
        "fingerprint": uuid.uuid4().hex,
        "created_at": NOW,
        "token_hash": digest(access_token(code, 1)),
        "link_hash": digest(link_secret(code, 1)),
        **kw,
    }
    values = {**_asked_by(values["state"], held, kw), **values}
    row = Registration.objects.create(congress=kind.congress, category=kind, person=who, code=code, **values)
    if row.state in HOLDING:
        places.take([held, kind])
    changes.stamp(congress_id=row.congress_id, registration_ids=[row.pk])
    row.refresh_from_db(fields=["number", "changed"])
    return row


def _asked_by(state: str, held: Terms, given: dict[str, Any]) -> dict[str, Any]:
    """What a registration in a state has besides."""
    if state == State.CONFIRMED:
        return {"confirmed_at": NOW}
    if state in (State.CANCELLED, State.EXPIRED, State.REFUSED):
        return {"closed_at": NOW}
    if state == State.AWAITING_PAYMENT and "order" not in given:
        order = money.order(NOW, shelf=held.book)
        return {"order": order, "hold_expires_at": order.expires_at}
    return {}
