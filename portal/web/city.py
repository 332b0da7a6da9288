"""`/{lang}/me/cities/{slug}/`: a city for those who speak for it. Somebody else's city does not exist."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions.identity import change_identity
from accounts.actions.liaisons import propose_liaison
from accounts.models import Liaison
from accounts.permissions import is_secretariat, speaks_for
from accounts.queries.liaisons import people_of
from accounts.web.people import shown
from accounts.web.person_forms import SpeaksForm
from common import clock, formats
from common.errors import DomainError, TooMany
from common.fields import pick
from common.web.limits import limited
from common.web.page import form_error
from network.actions.dues import declare_dues
from network.actions.identity import IdentityChanged, identity_mark
from network.enums import DuesState
from network.models import Dues, Organisation
from network.web.cities import periods_of
from network.web.forms import IdentityForm
from payments.models import Order
from payments.permissions import can_view_book
from payments.queries.links import pay_url
from payments.web.labels import STATES
from portal.queries import city as queries


class DeclareForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("Reference of the payment"),
        max_length=80,
        help_text=gettext_lazy("Such as the number of the transfer or of the payment order."),
    )


def _city_or_404(request: HttpRequest, slug: str) -> tuple[Organisation, date]:
    row = Organisation.objects.select_related("territorial_network").filter(slug=slug).first()
    if row is None:
        raise Http404
    return row, clock.now().date()


def _spoken_or_404(request: HttpRequest, slug: str) -> Organisation:
    """The city, for those who speak for it: the secretariat reads here and writes elsewhere."""
    row, today = _city_or_404(request, slug)
    if not speaks_for(request.user.person, row, today):
        raise Http404
    return row


@login_required
@require_GET
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """People, memberships and dues, experiences, delegations, orders, and whom invoices are made out to."""
    row, today = _city_or_404(request, slug)
    now, person = clock.now(), request.user.person
    speaks = speaks_for(person, row, today)
    keeps = is_secretariat(request.user, today)
    if not speaks and not keeps:
        raise Http404
    context = {
        "city": row,
        "speaks": speaks,
        "keeps": keeps,
        "people": [_spoken(one, person.pk) for one in people_of(row, today)],
        "periods": periods_of(row, today),
        "experiences": queries.experiences_of(row, now, request.user, is_keeper=keeps, speaks=speaks),
        "drafts": queries.drafts_of(row, now, person.pk, speaks=speaks),
        "presence": queries.presence_of(row, now, person.pk),
        "orders": _orders(queries.orders_of(row, now), speaks, request.user),
        "identity": _identity(row),
    }
    context["has_dues"] = any(period["dues"] for period in context["periods"])
    return render(request, "portal/city.html", context)


def _spoken(row: Liaison, person_id: int) -> dict[str, Any]:
    """Somebody proposed by another shows by the address that was typed: the name of an account is not told by it."""
    told = shown(row)
    user = getattr(row.person, "user", None)
    is_known = row.confirmed_at is not None or told["is_claim"] or row.person_id == person_id
    return {
        **told,
        "name": (row.person.full_name if is_known else "") or (user.email if user else row.person.email),
        "is_own": row.person_id == person_id,
    }


def _orders(rows: list[Order], speaks: bool, user: Any) -> list[dict[str, Any]]:
    """Each leads whoever speaks for the city to where it is paid, and whoever reads its book to the order in it."""
    readable = set() if speaks else {book.pk for book in {row.book for row in rows} if can_view_book(user, book)}
    return [_order(row, speaks, row.book_id in readable) for row in rows]


def _order(row: Order, speaks: bool, is_readable: bool) -> dict[str, Any]:
    label, tone = STATES[row.state]
    in_book = reverse("payments-order", args=[row.book.code, row.code])
    return {
        "code": row.code,
        "book": pick(row.book.name),
        "total": row.total,
        "due": row.due,
        "state": label,
        "tone": tone,
        "url": pay_url(row) if speaks else in_book if is_readable else "",
        "label": _("Pay") if row.is_payable else _("Open the order"),
    }


def _identity(row: Organisation) -> list[dict[str, str]]:
    pairs = [
        (_("Legal name"), row.legal_name),
        (_("Tax number"), row.tax_id),
        (_("Address"), row.address),
        (_("Town"), " ".join(part for part in (row.postal_code, row.locality) if part)),
        *row.routing_codes.items(),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Proposes who else is to speak for the city."""
    row = _spoken_or_404(request, slug)
    form = SpeaksForm(request.POST or None, organisation=row)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            if limited(request, "liaison", f"user:{request.user.pk}"):
                raise TooMany()
            propose_liaison(
                organisation=row,
                language=get_language() or "en",
                by=request.user.as_actor(),
                now=clock.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The secretariat was asked to confirm it, and the person was told."))
            return redirect("portal-city", slug)
    lead = _("The secretariat confirms it. Whoever cannot sign in yet receives a letter that says how.")
    return _form(request, row, form, status, title=_("Propose somebody"), lead=lead, label=_("Propose"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dues(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Declares that the dues of a year are paid."""
    row = _spoken_or_404(request, slug)
    found = Dues.objects.select_related("membership").filter(pk=pk, membership__organisation=row).first()
    if found is None:
        raise Http404
    form = DeclareForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            declare_dues(dues=found, by=request.user.as_actor(), now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The dues were declared as paid. The secretariat confirms it."))
            return redirect("portal-city", slug)
    facts = [
        {"label": _("Year"), "value": str(found.year)},
        {"label": _("To be paid by"), "value": formats.day(found.due_on)},
        {"label": _("State"), "value": DuesState(found.state).label},
    ]
    if found.amount:
        facts.insert(2, {"label": _("Amount"), "value": formats.money(found.amount)})
    return _form(
        request, row, form, status, title=_("Our dues are paid"), facts=facts, label=_("Declare the dues as paid")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes whom the city's invoices are made out to; orders that stand keep what they were opened with."""
    row = _spoken_or_404(request, slug)
    form = IdentityForm(request.POST or None, organisation=row, seen=identity_mark(row))
    status, facts = 400 if form.is_bound else 200, []
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("seen")
        try:
            change_identity(organisation=row, values=values, seen=seen, by=request.user.as_actor(), now=clock.now())
        except IdentityChanged as error:
            row.refresh_from_db()
            form, status, facts = _again(request, row, error), error.status, _identity(row)
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The data was saved, and the secretariat was told."))
            return redirect("portal-city", slug)
    lead = _("Invoices made from now on bear it. Orders that are open keep what they were made with.")
    return _form(request, row, form, status, title=_("Data for invoices"), lead=lead, facts=facts)


def _again(request: HttpRequest, row: Organisation, error: DomainError) -> IdentityForm:
    """The form as it was sent, marked with what it says now: saving again replaces it."""
    data = request.POST.copy()
    data["seen"] = identity_mark(row)
    form = IdentityForm(data, organisation=row, seen="")
    form.is_valid()
    form_error(form, error)
    return form


def _form(request: HttpRequest, row: Organisation, form: forms.Form, status: int, **more: Any) -> HttpResponse:
    back = reverse("portal-city", args=[row.slug])
    context = {"form": form, "eyebrow": pick(row.name), "back_url": back, **more}
    return render(request, "network/form.html", context, status=status)
