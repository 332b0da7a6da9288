"""Synthetic bulk data for scale tests, written in batches past the actions that people use.

What it writes satisfies what `doctor` asks: counters follow the rows, badge and change numbers are given under the
counter as everywhere, orders are drafted and folded by the payments room. No letters are queued.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.money import Money
from common.tokens import digest
from congress.models import Congress
from network.models import Organisation
from payments.actions.accounts import Draft, entry_row, settle
from payments.actions.drafts import LineSpec, NewOrder, Payer, draft_order
from payments.actions.drafts import Terms as OrderTerms
from payments.enums import EntryKind, Method
from payments.models import Entry, Order, OrderLine
from payments.rules.ledger import fold
from portal.rules import synthetic
from registration.actions.books import book_of
from registration.actions.register import search_text
from registration.enums import Need, State
from registration.models import Category, Counter, Registration, Terms
from registration.queries.access import access_token, link_secret
from registration.queries.fees import fee_of
from registration.rules.folding import fingerprint

BATCH = 5000
# Of ten registrations three have an order, and one of those three still awaits its payment.
ORDERED, OF = 3, 10
SAID_EVERY = 50_000


class PopulateRefused(Conflict):
    code = "populate_refused"
    message = _("Synthetic people are written into an installation on a loopback address only.")


class NothingToFill(Conflict):
    code = "populate_without_category"
    message = _("This congress has no terms or no category with a fee that holds now.")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the batches share. `paid` is None where nothing is to be paid."""

    congress: Congress
    terms: Terms
    free: Category | None
    paid: Category | None
    fee: Money
    cities: tuple[Organisation, ...]
    by: Actor
    now: datetime


def populate(*, congress: Congress, count: int, by: Actor, now: datetime, say: Callable[[str], object]) -> int:
    """Adds `count` registrations in transactions of 5,000; returns how many. Memory does not grow with them.

    Limits of places that would be too narrow are raised, and said. A run that is cut short leaves whole batches.
    Raises PopulateRefused on a public address, NothingToFill.
    """
    if not settings.LOOPBACK:
        raise PopulateRefused()
    ground = _ground(congress, by, now)
    _make_room(ground, count, say)
    first = max(
        Registration.objects.aggregate(last=Max("pk"))["last"] or 0,
        Person.objects.aggregate(last=Max("pk"))["last"] or 0,
    )
    began, done, said = monotonic(), 0, 0
    while done < count:
        size = min(BATCH, count - done)
        with transaction.atomic():
            _batch(ground, first + done + 1, size)
        done += size
        if done == count or done - said >= SAID_EVERY:
            said = done
            say(f"{done} of {count}: {done / max(monotonic() - began, 1e-9):.0f} a second")
    with transaction.atomic():
        audit.record(
            verb="populated", subject=congress, by=by, now=now, scope=congress.scope, after={"registrations": count}
        )
    return done


def _ground(congress: Congress, by: Actor, now: datetime) -> Ground:
    terms = Terms.objects.select_related("book__issuer", "rehearsal_book").filter(congress=congress).first()
    if terms is None:
        raise NothingToFill()
    terms.congress = congress
    currency = terms.currency
    rows = Category.objects.filter(congress=congress, is_public=True).prefetch_related("fees")
    priced = [(row, fee) for row in rows if (fee := fee_of(row, now, currency)) is not None]
    free = [row for row, fee in priced if not fee]
    paid = {row: fee for row, fee in priced if fee and terms.book}
    if not free and not paid:
        raise NothingToFill()
    best = max(paid, key=_room) if paid else None
    return Ground(
        congress=congress,
        terms=terms,
        free=max(free, key=_room) if free else None,
        paid=best,
        fee=paid[best] if best else Money(0, currency),
        cities=tuple(Organisation.objects.filter(is_active=True).order_by("pk")[:500]),
        by=by,
        now=now,
    )


def _room(category: Category) -> tuple[bool, float]:
    """The widest first, of those that ask for no proof or approval."""
    asks = bool({Need.PROOF, Need.APPROVAL, Need.CODE} & set(category.needs))
    left = category.places_left
    return not asks, float("inf") if left is None else left


def _make_room(ground: Ground, count: int, say: Callable[[str], object]) -> None:
    """Raises the limits that the whole run would break: one statement each, before anything is written."""
    with transaction.atomic():
        for row in (ground.terms, ground.free, ground.paid):
            if row is None or row.places is None or row.places - row.taken >= count:
                continue
            places = row.taken + count
            moved = type(row).objects.filter(pk=row.pk, places__lt=F("taken") + count).update(places=F("taken") + count)
            if moved:
                say(f"places of {getattr(row, 'code', ground.congress.slug)} raised from {row.places} to {places}")


def _kind(ground: Ground, n: int) -> tuple[Category, State]:
    """The category and state of the n-th."""
    if ground.free is not None and (ground.paid is None or n % OF >= ORDERED):
        return ground.free, State.CONFIRMED
    if ground.paid is None:
        raise NothingToFill()
    return ground.paid, State.AWAITING_PAYMENT if n % ORDERED == 0 else State.CONFIRMED


def _batch(ground: Ground, first: int, size: int) -> None:
    """One transaction: places, people, orders, then the counter and the registrations, in the lock order."""
    numbers = range(first, first + size)
    kinds = [_kind(ground, n) for n in numbers]
    _take(ground, [category for category, _state in kinds])
    people = Person.objects.bulk_create(list(_people(ground, numbers)), batch_size=BATCH)
    rows = [
        _registration(ground, n, person, category, state)
        for n, person, (category, state) in zip(numbers, people, kinds, strict=True)
    ]
    _open_orders(ground, rows)
    change, last = _advance(ground.congress)
    for offset, row in enumerate(rows, start=1):
        row.changed, row.number = change, last + offset
    Registration.objects.bulk_create(rows, batch_size=BATCH)


def _take(ground: Ground, categories: list[Category]) -> None:
    Terms.objects.filter(pk=ground.terms.pk).update(taken=F("taken") + len(categories))
    for category in sorted(set(categories), key=lambda row: row.pk):
        Category.objects.filter(pk=category.pk).update(taken=F("taken") + categories.count(category))


def _people(ground: Ground, numbers: range) -> Iterator[Person]:
    languages = ground.congress.languages or ["en"]
    for n in numbers:
        who = synthetic.someone(n)
        yield Person(
            given_name=who.given_name,
            family_name=who.family_name,
            email=who.email,
            language=languages[n % len(languages)],
            organisation=ground.cities[n % len(ground.cities)] if ground.cities else None,
            created_at=ground.now,
        )


def _registration(ground: Ground, n: int, person: Person, category: Category, state: State) -> Registration:
    code = synthetic.code(n)
    return Registration(
        congress=ground.congress,
        code=code,
        person=person,
        category=category,
        organisation=person.organisation,
        state=state,
        language=person.language,
        fingerprint=fingerprint(email=person.email, given_name=person.given_name, family_name=person.family_name),
        search=search_text(code, person, person.organisation),
        token_hash=digest(access_token(code, 1)),
        link_hash=digest(link_secret(code, 1)),
        created_at=ground.now,
        confirmed_at=ground.now if state == State.CONFIRMED else None,
    )


def _open_orders(ground: Ground, rows: list[Registration]) -> None:
    """The orders of those in the category with a fee: paid for the confirmed, open for the others."""
    paying = [row for row in rows if ground.paid is not None and row.category_id == ground.paid.pk]
    drafts = [_draft(ground, row) for row in paying]
    while again := _taken_codes([made.order.code for made in drafts]):
        for index in again:
            drafts[index] = _draft(ground, paying[index])
    Order.objects.bulk_create([made.order for made in drafts], batch_size=BATCH)
    OrderLine.objects.bulk_create([line for made in drafts for line in made.lines], batch_size=BATCH)
    Entry.objects.bulk_create([entry for made in drafts for entry in made.entries], batch_size=BATCH)
    for row, made in zip(paying, drafts, strict=True):
        row.order = made.order
        row.hold_expires_at = made.order.expires_at if row.state == State.AWAITING_PAYMENT else None


def _taken_codes(codes: list[str]) -> list[int]:
    """Where a drawn code is another order's or was drawn twice; nearly always nowhere."""
    known = set(Order.objects.filter(code__in=codes).values_list("code", flat=True))
    found = []
    for index, code in enumerate(codes):
        if code in known:
            found.append(index)
        known.add(code)
    return found


def _draft(ground: Ground, row: Registration) -> NewOrder:
    terms, category = ground.terms, row.category
    book = book_of(terms, by=ground.by, now=ground.now)
    if book is None:
        raise NothingToFill()
    made = draft_order(
        book=book,
        lines=[
            LineSpec(
                text=category.name, quantity=1, gross=ground.fee, tax_rate=terms.tax_rate,
                exemption=terms.tax_exemption, key=f"category:{category.code}",
            )
        ],
        payer=Payer(name=row.person.full_name, email=row.person.email),
        terms=OrderTerms(
            language=row.language,
            expires_at=ground.now + timedelta(days=terms.transfer_days),
            key=f"registration:{row.code}",
            is_rehearsal=ground.congress.is_rehearsing,
        ),
        by=ground.by,
        now=ground.now,
    )  # fmt: skip
    if row.state == State.CONFIRMED:
        paid = Draft(
            EntryKind.PAYMENT, -made.order.charged_minor, method=Method.TRANSFER, reference=f"synthetic:{row.code}"
        )
        made.entries.append(entry_row(made.order, paid, ground.by, ground.now))
        settle(made.order, fold((entry.kind, entry.amount_minor) for entry in made.entries), ground.now)
    return made


def _advance(congress: Congress) -> tuple[int, int]:
    """(change number, highest badge number so far), the counter's row held until commit."""
    row = Counter.objects.filter(congress=congress)
    if not row.update(last_change=F("last_change") + 1):
        Counter.objects.get_or_create(congress=congress)
        row.update(last_change=F("last_change") + 1)
    highest = Registration.objects.filter(congress=congress).aggregate(highest=Max("number"))["highest"] or 0
    return row.values_list("last_change", flat=True).get(), highest
