"""The treasurer's pages: orders of a book, one account, what needs a look."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.actors import names_of
from common.errors import DomainError
from common.formats import figures, money
from common.money import Money
from common.web.page import form_error
from payments import permissions
from payments.actions import exceptions, receipts, refunds
from payments.models import Book, Order, PaymentException
from payments.queries import orders as reads
from payments.web import labels
from payments.web.forms import ResolutionForm, SearchForm, TransferForm
from payments.web.pay import charged, with_order

PAGE_SIZE = 50


def book_for(request: HttpRequest, code: str, allowed: Callable[[Any, Book], bool]) -> Book:
    """The book of a code, if the user may; 404 otherwise, so that nobody learns which books there are."""
    book = get_object_or_404(Book.objects.select_related("issuer"), code=code)
    if not allowed(request.user, book):
        raise Http404
    return book


@require_safe
def order_list(request: HttpRequest, book: str) -> HttpResponse:
    """Orders of a book, found by reference, code or name and filtered by state."""
    shelf = book_for(request, book, permissions.can_view_book)
    form = SearchForm(request.GET or None)
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {"q": "", "state": "", "money": ""}
    found = reads.find_orders(shelf, text=filters["q"], state=filters["state"], money=filters["money"])
    listing = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "book": shelf,
        "is_rehearsal": shelf.is_rehearsal,
        "form": form,
        "listing": listing,
        "rows": [(order, *labels.STATES[order.state]) for order in listing],
        "states": state_links(reads.counts_by_state(shelf), filters["state"]),
        "stats": sum_cards(reads.totals(shelf)),
        "open_exceptions": open_exceptions(shelf).count(),
        "rehearsed_in": _rehearsed_in(request, shelf),
        "breadcrumbs": [{"label": str(shelf)}],
    }
    return render(request, "payments/order_list.html", context)


def _rehearsed_in(request: HttpRequest, shelf: Book) -> Book | None:
    """The book of the rehearsal beside one that counts, where the reader may open it."""
    row = reads.rehearsal_beside(shelf)
    return row if row is not None and permissions.can_view_book(request.user, row) else None


def state_links(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?state={state}", "is_current": state == current, "count": counts.get(state, 0)}
        for state, (label, _tone) in labels.STATES.items()
    ]


def sum_cards(totals: dict[str, Money]) -> list[dict[str, Any]]:
    names = {"charged": _("charged"), "received": _("received"), "refunded": _("refunded")}
    return [{"label": label, "value": money(totals[name]), "url": f"?money={name}"} for name, label in names.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def order_page(request: HttpRequest, book: str, code: str) -> HttpResponse:
    """One account with its entries; a POST books a transfer that was received."""
    shelf = book_for(request, book, permissions.can_view_book)
    order = get_object_or_404(Order.objects.select_related("book__issuer"), book=shelf, code=code)
    may_write = permissions.can_manage_book(request.user, shelf)
    now = clock.now()
    form = TransferForm(request.POST or None, currency=order.currency, initial=suggestion(order, now))
    if request.method == "POST":
        if not may_write:
            raise Http404
        if form.is_valid() and received(request, order, form, now):
            return redirect("payments-order", book=shelf.code, code=order.code)
        order.refresh_from_db()
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "payments/order.html", order_context(order, form, may_write), status=status)


def received(request: HttpRequest, order: Order, form: TransferForm, now: datetime) -> bool:
    """Book the transfer of a valid form; on a refusal the form says why."""
    try:
        after = receipts.receive_transfer(order=order, by=request.user.as_actor(), now=now, **form.cleaned_data)  # type: ignore[union-attr]
    except DomainError as error:
        form_error(form, error)
        return False
    said = {"amount": money(form.cleaned_data["amount"]), "due": money(after.missing)}
    if after.missing:
        messages.warning(request, _("%(amount)s booked. %(due)s are still missing.") % said)
    else:
        messages.success(request, _("%(amount)s booked. The order is paid.") % said)
    return True


def suggestion(order: Order, now: datetime) -> dict[str, Any]:
    """What the form proposes: what is missing, in the reader's own way of writing, and today."""
    amount = figures(order.missing) if order.missing else ""
    return {"amount": amount, "received_on": now.astimezone(order.book.zone).date()}


def order_context(order: Order, form: TransferForm, may_write: bool) -> dict[str, Any]:
    lines = list(order.lines.all())
    entries = with_order(list(order.entries.all()), order)
    refunds = list(order.refunds.order_by("id"))
    # This room knows no people: whoever does says today's name of the numbers that are kept.
    names = names_of((row.by_kind, row.by_id) for row in (*entries, *refunds))
    label, tone = labels.STATES[order.state]
    return {
        "order": order,
        "book": order.book,
        "is_rehearsal": order.is_rehearsal,
        "form": form,
        "may_write": may_write,
        **charged(lines, order.currency),
        "entries": [
            (labels.ENTRIES[e.kind], labels.METHODS.get(e.method, ""), e, names[e.by_kind, e.by_id]) for e in entries
        ],
        "refunds": [(refund, *labels.REFUNDS[refund.state], names[refund.by_kind, refund.by_id]) for refund in refunds],
        "exceptions": [(row, *labels.EXCEPTIONS[row.kind]) for row in order.exceptions.order_by("id")],
        "state_label": label,
        "state_tone": tone,
        "breadcrumbs": [
            {"label": str(order.book), "url": "../../"},
            {"label": order.code},
        ],
    }


@require_POST
def refund_sent(request: HttpRequest, book: str, code: str, refund: int) -> HttpResponse:
    """A refund by transfer has left the bank."""
    shelf = book_for(request, book, permissions.can_manage_book)
    order = get_object_or_404(Order, book=shelf, code=code)
    row = get_object_or_404(order.refunds, pk=refund)
    refunds.confirm_transfer_refund(refund=row, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
    messages.success(request, _("The refund is booked."))
    return redirect("payments-order", book=shelf.code, code=order.code)


def open_exceptions(book: Book) -> Any:
    """Exceptions of a book, and those of its legal entity that name no order of ours."""
    rows = PaymentException.objects.filter(resolved_at=None)
    return rows.filter(book=book) | rows.filter(book=None, entity=book.issuer.code)


@require_safe
def exception_list(request: HttpRequest, book: str) -> HttpResponse:
    """What needs a look, the oldest first."""
    shelf = book_for(request, book, permissions.can_view_book)
    rows = open_exceptions(shelf).select_related("order").order_by("created_at", "id")
    listing = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "book": shelf,
        "listing": listing,
        "rows": [(row, *labels.EXCEPTIONS[row.kind]) for row in listing],
        "may_write": permissions.can_manage_book(request.user, shelf),
        "breadcrumbs": [{"label": str(shelf), "url": "../"}, {"label": _("To look at")}],
    }
    return render(request, "payments/exceptions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def exception_page(request: HttpRequest, book: str, exception: int) -> HttpResponse:
    """One exception, and the sentence that closes it."""
    shelf = book_for(request, book, permissions.can_manage_book)
    row = get_object_or_404(open_exceptions(shelf).select_related("order", "book"), pk=exception)
    form = ResolutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        exceptions.resolve_exception(exception=row, by=request.user.as_actor(), now=clock.now(), **form.cleaned_data)  # type: ignore[union-attr]
        messages.success(request, _("Noted. It is off the list."))
        return redirect("payments-exceptions", book=shelf.code)
    title, text = labels.EXCEPTIONS[row.kind]
    crumbs = [{"label": str(shelf), "url": "../../"}, {"label": _("To look at"), "url": "../"}, {"label": title}]
    context = {"book": shelf, "row": row, "title": title, "text": text, "form": form, "breadcrumbs": crumbs}
    return render(request, "payments/exception.html", context, status=400 if form.errors else 200)
