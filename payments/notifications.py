"""Letters about money; each is queued inside the action's transaction."""

from datetime import datetime

from common import formats
from common.actions import mail
from common.fields import pick
from common.money import Money
from payments.models import Order
from payments.queries.links import pay_url
from payments.rules.reference import grouped


def transfer_instructions(order: Order, now: datetime) -> None:
    """What to write on the transfer, to the payer, once."""
    if not order.payer_email:
        return
    issuer = order.book.issuer
    mail.queue(
        template="payments_transfer",
        to=order.payer_email,
        language=order.language,
        now=now,
        context={
            "order": order,
            "book_name": pick(order.book.name, order.language),
            "issuer": issuer,
            "amount": formats.money(order.due, order.language),
            "reference": order.grouped_reference,
            "iban": grouped(issuer.iban),
            "until": _deadline(order, order.expires_at),
        },
        secrets={"pay_url": pay_url(order)},
        scope=order.book.scope,
        key=f"payments:transfer:{order.code}",
    )


def refund_sent(order: Order, amount: Money, key: str, now: datetime) -> None:
    """That money is on its way back, to the payer, once per refund."""
    if not order.payer_email:
        return
    mail.queue(
        template="payments_refund",
        to=order.payer_email,
        language=order.language,
        now=now,
        context={
            "order": order,
            "book_name": pick(order.book.name, order.language),
            "amount": formats.money(amount, order.language),
        },
        secrets={"pay_url": pay_url(order)},
        scope=order.book.scope,
        key=f"payments:refund:{key}",
    )


def _deadline(order: Order, moment: datetime | None) -> str:
    return formats.deadline(moment, order.book.zone, order.language) if moment else ""
