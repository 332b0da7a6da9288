"""The way through registering: category, details, payment. The same bar stands on each of its pages."""

from typing import Any

from django.utils.translation import gettext as _

from payments.enums import OrderState
from payments.rules.states import PAYABLE
from registration.models import Registration

PAID = frozenset({OrderState.PAID, OrderState.OVERPAID})


def steps(current: int, *, has_fees: bool = True) -> list[dict[str, Any]]:
    """The bar with the step one stands at, from 1; after the last, all are done."""
    labels = [_("Category"), _("Your details"), *([_("Payment")] if has_fees else [])]
    return [
        {"label": label, "state": "done" if n < current else "current" if n == current else "todo", "url": ""}
        for n, label in enumerate(labels, 1)
    ]


def steps_of_order(code: str) -> list[dict[str, Any]]:
    """The bar over the payment of one person's registration; none for another order, or for one that has ended."""
    rows = Registration.objects.filter(order__code=code, delegation=None)
    state = rows.values_list("order__state", flat=True).first()
    if state in PAID:
        return steps(4)
    return steps(3) if state in PAYABLE else []
