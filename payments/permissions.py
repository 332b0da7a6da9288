"""Who may see which order: a treasurer by a right over its book, a payer by the secret link.

Rights over books are answered by an authentication backend above. A secret link is exchanged for a note in the
visitor's session.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from common.actors import Actor
from payments.models import Book, Order

SESSION_KEY = "payments_orders"
MOST = 30


def grant(request: HttpRequest, order: Order, back: str = "") -> None:
    """Note in the session that its holder may pay this order; `back` is a page of ours to return to."""
    held = dict(request.session.get(SESSION_KEY, {}))
    held.pop(order.code, None)
    held = dict(list(held.items())[-(MOST - 1) :])
    held[order.code] = back
    request.session[SESSION_KEY] = held


def held_order(request: HttpRequest, code: str) -> Order:
    """The order of a code, if this session holds its link; 404 otherwise."""
    if code not in request.session.get(SESSION_KEY, {}):
        raise Http404
    return get_object_or_404(Order.objects.select_related("book__issuer"), code=code)


def way_back(request: HttpRequest, order: Order) -> str:
    return str(request.session.get(SESSION_KEY, {}).get(order.code, ""))


def holder(order: Order) -> Actor:
    """Whoever holds the link of an order: a finance office, a colleague, the participant."""
    return Actor("holder", order.code, f"holder of {order.code}")


def can_view_book(user: Any, book: Book) -> bool:
    return bool(user.is_authenticated and (user.has_perm("payments.view_book", book) or can_manage_book(user, book)))


def can_manage_book(user: Any, book: Book) -> bool:
    return bool(user.is_authenticated and user.has_perm("payments.manage_book", book))
