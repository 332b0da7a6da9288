"""What frees a place: an unpaid hold that ran out."""

from collections.abc import Sequence
from datetime import datetime

from common.actors import Actor
from payments.actions.orders import expire_order
from payments.models import Order
from registration.enums import State
from registration.models import AddOn, Category, Registration

BATCH = 50
SWEEP = Actor.system("expired holds")


def release_expired(*, category: Category, add_ons: Sequence[AddOn], now: datetime) -> int:
    """Ends the expired holds on these parents, so that an unswept hold refuses nobody.

    Runs in the caller's transaction with no place taken yet: orders are locked before parents, as everywhere.
    """
    due = Registration.objects.filter(state=State.AWAITING_PAYMENT, hold_expires_at__lte=now)
    of_category = due.filter(category=category)
    rows = of_category if not add_ons else of_category | due.filter(chosen_add_ons__add_on__in=add_ons)
    orders = list(rows.order_by("order_id").values_list("order_id", flat=True).distinct()[:BATCH])
    return sum(
        expire_order(order=order, by=SWEEP, now=now) for order in Order.objects.filter(pk__in=orders).order_by("pk")
    )
