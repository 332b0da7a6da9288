"""A small congress that works: a free and a paid category, a book, a departure with a bus, one letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.actors import Actor
from congress.models import Congress
from payments.actions.receipts import receive_transfer
from payments.models import Book
from registration.actions.register import Application, register
from registration.models import Category, Fee, Registration, Terms
from tests.factories import registration as people
from tests.factories import visits
from tests.factories.congress import congress
from tests.payments import factories as money
from visits.models import Departure

BY = Actor.system("test")


@dataclass
class House:
    congress: Congress
    book: Book
    free: Category
    paid: Category
    bus: Departure
    now: datetime

    def register(self, category: Category | None = None, **fields: Any) -> Registration:
        given = {"email": "ana@example.org", "given_name": "Ana", "family_name": "Peñarrubia", **fields}
        asked = Application(category=(category or self.free).code, consents=("privacy",), **given)
        return register(congress=self.congress, application=asked, by=BY, now=self.now)

    def pay(self, row: Registration) -> None:
        receive_transfer(
            order=row.order,
            amount=row.order.due,
            received_on=self.now.date(),
            bank_reference=row.code,
            by=BY,
            now=self.now,
        )


def house(now: datetime) -> House:
    """Registers nobody yet."""
    event = congress(languages=["en"])
    book = money.book(scope=event.slug)
    people.terms(congress=event)
    Terms.objects.filter(congress=event).update(book=book, tax_rate=21, places=50)
    free, paid = people.category(congress=event, places=20), people.category(congress=event, places=20)
    Fee.objects.create(category=paid, minor=30000, currency="EUR")
    bus = visits.departure(congress=event, point=people.point(congress=event))
    return House(event, book, free, paid, bus, now)
