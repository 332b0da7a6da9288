"""How an account is written: locked, folded, booked, audited and announced, always in this order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from payments import signals
from payments.enums import EntryKind, OrderState
from payments.models import Book, Entry, Order
from payments.rules.ledger import Account, fold
from payments.rules.states import can_move

Row = TypeVar("Row", bound=models.Model)


class TransitionRefused(Conflict):
    """The entries would bring an order where its table does not allow it."""

    code = "order_transition_refused"
    message = _("An order that is {before} cannot become {after}.")


class BookClosed(Conflict):
    """The accounts of an undertaking were closed."""

    code = "book_closed"
    message = _("This book is closed: nothing can be ordered, paid or refunded in it any more.")


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be booked; `amount` in signed minor units of the order's currency."""

    kind: EntryKind
    amount: int = 0
    method: str = ""
    reference: str | None = None
    bank_reference: str = ""
    booked_on: date | None = None
    details: dict[str, Any] = field(default_factory=dict)


def locked(rows: "models.QuerySet[Row]", *of: str) -> "models.QuerySet[Row]":
    """The rows, locked until the end of the transaction; on SQLite the immediate transaction is the lock."""
    return rows.select_for_update(of=of or ("self",))


def lock_order(order_id: int) -> Order:
    """The order's current row, with its book and issuer. Inside a transaction only."""
    return locked(Order.objects.select_related("book__issuer").filter(pk=order_id)).get()


def check_open(book: Book) -> None:
    """Raises BookClosed."""
    if book.closed_at is not None:
        raise BookClosed()


def book_entries(order: Order, drafts: Sequence[Draft], *, verb: str, by: Actor, now: datetime) -> list[Entry]:
    """Append entries to a locked order, move it to the state they fold to, audit and announce it.

    Raises TransitionRefused, BookClosed.
    """
    check_open(order.book)
    known = list(Entry.objects.filter(order=order).order_by("id").values_list("kind", "amount_minor"))
    before = fold(known)
    after = fold([*known, *((draft.kind, draft.amount) for draft in drafts)])
    state = order.state
    if not can_move(state, after.state):
        raise TransitionRefused(before=state, after=after.state.value)
    entries = Entry.objects.bulk_create(entry_row(order, draft, by, now) for draft in drafts)
    settle(order, after, now)
    order.save(update_fields=["state", "charged_minor", "received_minor", "refunded_minor", "paid_at"])
    audit.record(
        verb=verb, subject=order, by=by, now=now, scope=order.book.scope,
        before={"state": state, **sums(before)}, after={"state": order.state, **sums(after)},
    )  # fmt: skip
    announce(order, before, after, by, now)
    return entries


def settle(order: Order, account: Account, now: datetime) -> None:
    """Copy what an account folds to onto its order, unsaved."""
    order.state = account.state
    order.charged_minor, order.received_minor = account.charged, account.received
    order.refunded_minor = account.refunded
    if account.state in PAID_STATES and order.paid_at is None:
        order.paid_at = now


def entry_row(order: Order, draft: Draft, by: Actor, now: datetime) -> Entry:
    return Entry(
        order=order,
        kind=draft.kind,
        amount_minor=draft.amount,
        method=draft.method,
        reference=draft.reference,
        bank_reference=draft.bank_reference,
        booked_on=draft.booked_on or now.astimezone(order.book.zone).date(),
        at=now,
        by_kind=by.kind,
        by_id=by.id[:64],
        by_label=by.label[:120],
        details=draft.details,
    )


PAID_STATES = frozenset({OrderState.PAID, OrderState.OVERPAID})


def announce(order: Order, before: Account, after: Account, by: Actor, now: datetime) -> None:
    """Tell the rooms above what changed. Money for a cancelled order is no payment of it."""
    said = {"sender": Order, "order": order, "by": by, "now": now}
    if after.is_cancelled and not before.is_cancelled:
        signals.order_cancelled.send(**said)
    if after.state in PAID_STATES and before.state not in PAID_STATES and not after.is_cancelled:
        signals.order_paid.send(**said)
    if after.state != before.state:
        if after.state == OrderState.SECURED:
            signals.order_secured.send(**said)
        if after.state == OrderState.EXPIRED:
            signals.order_expired.send(**said)
        if after.state == OrderState.REFUNDED:
            signals.order_refunded.send(**said)


def sums(account: Account) -> dict[str, int]:
    return {"charged": account.charged, "received": account.received, "refunded": account.refunded}
