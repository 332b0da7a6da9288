"""Registrations of the demo, made one by one by the actions that people use."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction

from congress.models import Congress
from network.models import Organisation
from payments.actions.accounts import Draft, lock_order
from payments.actions.orders import choose_transfer, expire_order, secure_order
from payments.actions.receipts import book_payment, receive_transfer
from payments.enums import EntryKind
from payments.models import Order
from portal.actions.demo.people import DEMO_ACTOR, People
from portal.rules.demo.rows import DemoDelegation, DemoRegistration, Plan
from portal.rules.demo.source import words
from registration.actions import delegations, manage
from registration.actions.register import Application, register
from registration.actions.settle import move
from registration.enums import State
from registration.models import Category, Registration, Terms

BATCH = 50


def load_registrations(*, congress: Congress, plan: Plan, people: People) -> dict[str, Registration]:
    """Registers everybody in the plan at the instants it names; key → registration."""
    made: dict[str, Registration] = {}
    by_key = {row.key: row for row in plan.registrations}
    terms = Terms.objects.get(congress=congress)
    # A past edition is registered for when its doors stood open.
    closes, terms.closes_at = terms.closes_at, None
    terms.save(update_fields=["closes_at"])
    groups = [[row] for row in plan.registrations if row.delegation is None]
    work: list[DemoDelegation | list[DemoRegistration]] = [*plan.delegations, *groups]
    work.sort(key=lambda item: _when(item, by_key))
    for start in range(0, len(work), BATCH):
        with transaction.atomic():
            for item in work[start : start + BATCH]:
                if isinstance(item, DemoDelegation):
                    made.update(_delegation(congress, item, by_key, people))
                else:
                    made[item[0].key] = _single(congress, item[0], people)
    terms.closes_at = closes
    terms.save(update_fields=["closes_at"])
    return made


def _when(item: DemoDelegation | list[DemoRegistration], by_key: dict[str, DemoRegistration]) -> datetime:
    return by_key[item.head].registered_at if isinstance(item, DemoDelegation) else item[0].registered_at


def _application(row: DemoRegistration, *, waiting: bool = False) -> Application:
    language = row.person.language if row.person.language in ("en", "es", "fr", "pt") else "en"
    return Application(
        category=row.category,
        email=row.person.email,
        given_name=row.person.given_name,
        family_name=row.person.family_name,
        language=language,
        organisation=row.city or "",
        position=words("functions").get(row.function or "", {}).get(language, ""),
        badge_languages=(language,) if language == "en" else (language, "en"),
        consents=("privacy",),
        add_ons=tuple(row.add_ons),
        waiting_list=waiting,
        invited=True,
    )


def _single(congress: Congress, row: DemoRegistration, people: People) -> Registration:
    position = words("functions").get(row.function or "", {}).get(row.person.language, "")
    person = people.get(row.person, city=row.city, position=position)
    if row.state == State.WAITLISTED:
        with Narrowed(congress, row.category):
            return register(
                congress=congress, application=_application(row, waiting=True), by=DEMO_ACTOR,
                now=row.registered_at, person=person,
            )  # fmt: skip
    made = register(
        congress=congress, application=_application(row), by=DEMO_ACTOR, now=row.registered_at, person=person
    )
    _bring(made, row)
    return made


class Narrowed:
    """A category with no place left, for the time it takes to put somebody on its waiting list."""

    def __init__(self, congress: Congress, code: str) -> None:
        self.rows = Category.objects.filter(congress=congress, code=code)

    def __enter__(self) -> None:
        row = self.rows.get()
        self.places = row.places
        self.rows.update(places=row.taken)

    def __exit__(self, *_: object) -> None:
        self.rows.update(places=self.places)


def _bring(made: Registration, row: DemoRegistration) -> None:
    """From the state a registration begins in to the one the plan says, verb by verb."""
    later = row.settled_at or row.ended_at or row.registered_at + timedelta(minutes=20)
    if made.state == State.AWAITING_APPROVAL:
        if row.state == State.AWAITING_APPROVAL:
            return
        if row.state == State.REFUSED:
            manage.refuse(registration=made, reason="", by=DEMO_ACTOR, now=row.ended_at or later)
            return
        manage.approve(registration=made, by=DEMO_ACTOR, now=row.registered_at + timedelta(hours=1))
        made.refresh_from_db()
    if made.order_id:
        _settle(made.order, row, later)  # type: ignore[arg-type]
    made.refresh_from_db()
    if row.state == State.CANCELLED and made.state != State.CANCELLED:
        manage.cancel(registration=made, by=DEMO_ACTOR, now=row.ended_at or later)
    if row.state == State.NO_SHOW:
        no_show(made, at=later)


def no_show(made: Registration, *, at: datetime) -> None:
    with transaction.atomic():
        row = Registration.objects.select_related("congress", "category", "person", "order").get(pk=made.pk)
        move(row, State.NO_SHOW, verb="did_not_come", by=DEMO_ACTOR, now=at, tell=False)


def _settle(order: Order, row: DemoRegistration, at: datetime) -> None:
    """What the payer did: pay by card or transfer, have it secured, let it lapse, or nothing yet."""
    if row.method == "transfer" and row.state != State.EXPIRED:
        choose_transfer(order=order, by=DEMO_ACTOR, now=row.registered_at + timedelta(minutes=5))
    if row.state in (State.CONFIRMED, State.NO_SHOW):
        pay(order, row.method or "card", at)
    elif row.state == State.SECURED:
        secure_order(order=order, by=DEMO_ACTOR, now=at, reference=f"PO-{order.code}")
    elif row.state == State.EXPIRED:
        order.refresh_from_db()
        ends = row.ended_at or at
        expire_order(order=order, by=DEMO_ACTOR, now=max(ends, order.expires_at or ends))


def pay(order: Order, method: str, at: datetime) -> None:
    order.refresh_from_db()
    due = order.due
    if not due:
        return
    if method == "transfer":
        receive_transfer(
            order=order, amount=due, received_on=at.date(), bank_reference=f"DEMO-{order.code}", by=DEMO_ACTOR, now=at
        )
        return
    with transaction.atomic():
        draft = Draft(EntryKind.PAYMENT, -due.minor, method="card", reference=f"pi_demo_{order.code}")
        book_payment(lock_order(order.pk), draft, by=DEMO_ACTOR, now=at)


def _delegation(
    congress: Congress, group: DemoDelegation, by_key: dict[str, DemoRegistration], people: People
) -> dict[str, Registration]:
    rows = [by_key[key] for key in group.members]
    head = by_key[group.head]
    city = Organisation.objects.get(slug=group.city)
    who = people.get(head.person, city=group.city)
    opened = head.registered_at
    delegation = delegations.open_delegation(
        congress=congress,
        organisation=city,
        head={"given_name": who.given_name, "family_name": who.family_name, "email": who.email},
        # Room for a colleague or two more: what a head does is add them.
        most=max(group.quota, len(rows) + 2),
        by=DEMO_ACTOR,
        now=opened,
        person=who,
    )
    members = delegations.add_members(
        delegation=delegation,
        members=[_application(row) for row in rows],
        by=DEMO_ACTOR,
        now=opened,
        people=[people.get(row.person, city=group.city) for row in rows],
    )
    made = dict(zip((row.key for row in rows), members, strict=True))
    orders: dict[int, list[DemoRegistration]] = defaultdict(list)
    for row in rows:
        if made[row.key].order_id:
            orders[made[row.key].order_id].append(row)  # type: ignore[index]
    for order_id, paid in orders.items():
        first = min(paid, key=lambda row: _RANK.get(State(row.state), 9))
        _settle(Order.objects.get(pk=order_id), first, first.settled_at or first.ended_at or opened)
    for row in rows:
        made[row.key].refresh_from_db()
        if row.state == State.CANCELLED and made[row.key].state != State.CANCELLED:
            manage.cancel(registration=made[row.key], by=DEMO_ACTOR, now=row.ended_at or opened)
    return made


_RANK = {State.CONFIRMED: 0, State.SECURED: 1, State.AWAITING_PAYMENT: 2, State.EXPIRED: 3}
