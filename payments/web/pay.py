"""The payer's pages: what is owed, two ways to pay it, and the truth after coming back from the card page."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from common import clock
from common.errors import DomainError, TooMany
from common.web.limits import limited
from common.web.page import next_url
from payments.actions import checkout, orders
from payments.documents import epc
from payments.models import Entry, Order, OrderLine
from payments.permissions import grant, held_order, holder, way_back
from payments.queries.links import order_by_secret
from payments.queries.orders import line_rows, lines_total, vat_rows
from payments.rules.reference import grouped
from payments.rules.states import PAYABLE
from payments.web.labels import METHODS, STATES

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


class LinkInvalid(DomainError):
    """A secret that opens no order. Gone, not "not found": that would be tried again under a language."""

    code = "link_invalid"
    message = _("This link opens nothing. Perhaps it was cut off: please copy the whole of it from the letter.")
    status = 410


@require_safe
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Exchange the secret of a link for a session and move on to an address that may be shown."""
    if limited(request, "link"):
        raise TooMany()
    order = order_by_secret(secret)
    if order is None:
        raise LinkInvalid()
    grant(request, order, back=next_url(request, ""))
    with override(order.language if order.language in LANGUAGES else "en"):
        return redirect("payments-pay", code=order.code)


@require_safe
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """What is owed and how to pay it."""
    return page(request, held_order(request, code))


@require_GET
def returned(request: HttpRequest, code: str) -> HttpResponse:
    """Back from the card page: shows what is known, decides nothing."""
    order = held_order(request, code)
    waits = order.state in PAYABLE and order.attempts.filter(state__in=("new", "open", "pending")).exists()
    return page(request, order, template="payments/return.html", more={"waits": waits})


@require_POST
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Start (or resume) the card payment."""
    order = held_order(request, code)
    success, cancel = (absolute(name, order) for name in ("payments-return", "payments-pay"))
    try:
        url = checkout.start_checkout(
            order=order,
            language=get_language() or order.language,
            success_url=success,
            cancel_url=cancel,
            by=holder(order),
            now=clock.now(),
        )
    except DomainError as error:
        return page(request, held_order(request, code), refusal=error)
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


@require_POST
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the payer pays by transfer, and show how."""
    order = held_order(request, code)
    try:
        orders.choose_transfer(order=order, by=holder(order), now=clock.now())
    except DomainError as error:
        return page(request, held_order(request, code), refusal=error)
    return redirect(reverse("payments-pay", args=[code]) + "#transfer")


@require_GET
def transfer_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The EPC QR code of the transfer, as a picture."""
    order = held_order(request, code)
    if not order.is_payable or not epc.is_possible(order):
        raise Http404
    return HttpResponse(epc.transfer_qr(order), content_type="image/png")


def page(
    request: HttpRequest,
    order: Order,
    *,
    template: str = "payments/pay.html",
    refusal: DomainError | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    lines = list(order.lines.all())
    issuer = order.book.issuer
    label, tone = STATES[order.state]
    has_lapsed = order.expires_at and order.expires_at <= clock.now() and order.state == "open"
    is_open = order.is_payable and not has_lapsed and order.book.closed_at is None
    payments = [e for e in order.entries.all() if e.kind in ("payment", "refund")]
    context = {
        "order": order,
        "book": order.book,
        "issuer": issuer,
        **charged(lines, order.currency),
        "payments": [(METHODS.get(e.method, ""), e, -e.amount) for e in with_order(payments, order)],
        "state_label": label,
        "state_tone": tone,
        "is_open": is_open,
        "takes_card": is_open and checkout.card_is_offered(order),
        "takes_transfer": is_open and order.takes_transfer and bool(issuer.iban),
        "iban": grouped(issuer.iban),
        "has_qr": is_open and epc.is_possible(order),
        "refusal": str(refusal) if refusal else "",
        "is_rehearsal": order.is_rehearsal,
        "back": way_back(request, order),
        "page_title": gettext("Order %(code)s") % {"code": order.code},
        **(more or {}),
    }
    return render(request, template, context, status=refusal.status if refusal else 200)


def charged(lines: list[OrderLine], currency: str) -> dict[str, Any]:
    """What the table of lines needs."""
    return {
        "lines": line_rows(lines, currency),
        "lines_total": lines_total(lines, currency),
        "vat_rows": vat_rows(lines, currency),
    }


def with_order(entries: list[Entry], order: Order) -> list[Entry]:
    """The entries with their order at hand, so that their amounts need no query."""
    for entry in entries:
        entry.order = order
    return entries


def absolute(name: str, order: Order) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[order.code])}"
