"""What payments forgets of a payer, and what the law makes it keep.

An order for which money moved is a bookkeeping record: its payer's name, address and tax number, its entries and
its refunds are kept for the years that the law of the issuer's country asks for (Directive 2006/112/EC, articles
244 to 248; six years in Spain, ten in France and Portugal). The e-mail address is no part of that record. An order
for which nothing was ever received is no record: everything about its payer goes.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from common.models import QueuedMail
from common.tokens import digest, new_secret, seal
from payments.models import Attempt, Order, WebhookEvent


def kept_by_law(*, orders: Collection[int]) -> list[str]:
    """The codes of those orders whose payer's name and address are kept as a bookkeeping record."""
    rows = Order.objects.filter(pk__in=orders).filter(Q(received_minor__gt=0) | Q(paid_at__isnull=False))
    return sorted(rows.values_list("code", flat=True))


def forget_payer(*, orders: Collection[int], own: Collection[int], email: str, now: datetime) -> None:
    """Takes a payer out of orders, inside the caller's transaction; a repeat is harmless.

    `orders` are all that carry their address; `own` those among them that nobody else pays: their link ends. What
    the law keeps stays (`kept_by_law`).
    """
    kept = set(kept_by_law(orders=orders))
    for order in Order.objects.select_for_update().filter(pk__in=orders).order_by("pk"):
        if email and order.payer_email.casefold() == email.casefold():
            order.payer_email = ""
        if order.pk in own:
            order.payer_email = ""
            secret = new_secret("ply")
            order.secret_digest, order.secret_sealed = digest(secret), seal(secret)
            if order.code not in kept:
                order.payer_name = order.payer_address = order.payer_country = order.payer_tax_id = ""
                order.payer_codes = {}
        order.save(update_fields=["payer_email", "payer_name", "payer_address", "payer_country", "payer_tax_id",
                                  "payer_codes", "secret_digest", "secret_sealed"])  # fmt: skip
        _forget_letters(order)
    _forget_events(orders, email)


def _forget_letters(order: Order) -> None:
    refunds = [f"payments:refund:{ref}" for ref in order.refunds.values_list("ref", flat=True)]
    if not order.payer_email:
        QueuedMail.objects.filter(key__in=[f"payments:transfer:{order.code}", *refunds]).delete()


def _forget_events(orders: Collection[int], email: str) -> None:
    """Empties the provider's events about these payments that have been applied; the others go after ninety days."""
    named = Q(pk__isnull=True)
    for ref, session, intent in Attempt.objects.filter(order__in=orders).values_list(
        "ref", "session_id", "payment_intent"
    ):
        for word in filter(None, (str(ref), session, intent)):
            named |= Q(text__contains=word)
    if email:
        named |= Q(text__icontains=email)
    rows = WebhookEvent.objects.filter(processed_at__isnull=False).annotate(text=Cast("body", TextField()))
    WebhookEvent.objects.filter(pk__in=list(rows.filter(named).values_list("pk", flat=True))).update(body={})
