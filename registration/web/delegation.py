"""A city's delegation, for its head."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, formats
from common.actors import Actor
from common.errors import DomainError, TooMany
from common.marked import option
from common.web.limits import limited
from common.web.page import form_error
from congress.actions.hold import CongressArchived
from congress.models import Congress
from congress.web.scope import public_congress
from network.models import Organisation
from payments.queries.links import pay_url
from registration.actions.delegations import DelegationExists, add_members, open_delegation
from registration.actions.register import RegistrationClosed
from registration.models import Delegation
from registration.notifications import delegation_opened
from registration.permissions import HEADED, actor, headed
from registration.queries.congresses import is_anything_open
from registration.queries.delegations import categories_of
from registration.web.forms import DelegationForm, MemberForm
from registration.web.register import categories_page, why_closed

ROWS = 5


def open_one(request: HttpRequest, congress: str) -> HttpResponse:
    """`/{lang}/{congress}/register/delegation/`: a head opens the delegation of a city.

    What was typed before registration closed comes back with the sentence that says so.
    """
    event = public_congress(request, congress, archived_too=True)
    if request.method != "POST" and not is_anything_open(event, clock.now()):
        return categories_page(request, event)
    form = DelegationForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        answer = _open(request, event, form) if form.is_valid() and not event.is_archived else None
        if answer is not None:
            return answer
        status = 422
    if form.is_bound and event.is_archived:
        form_error(form, CongressArchived())
        status = CongressArchived.status
    return render(request, "registration/delegation_open.html", {"congress": event, "form": form}, status=status)


def _open(request: HttpRequest, event: Congress, form: DelegationForm) -> HttpResponse | None:
    data = form.cleaned_data
    if limited(request, "register") or limited(request, "register_address", data["email"].casefold()):
        form_error(form, TooMany())
        return None
    by = request.user.as_actor() if request.user.is_authenticated else Actor("public", "web", "delegation page")
    head = {name: data[name] for name in ("given_name", "family_name", "email", "language", "position")}
    city = Organisation.objects.get(slug=data["city"])
    try:
        row = open_delegation(congress=event, organisation=city, head=head, most=data["most"], by=by, now=clock.now())
    except DelegationExists as error:
        delegation_opened(Delegation.objects.get(pk=error.params["twin"]), now=clock.now())
        form_error(form, error)
        return None
    except RegistrationClosed:
        form.add_error(None, why_closed(event))
        return None
    except DomainError as error:
        form_error(form, error)
        return None
    request.session[HEADED] = [*request.session.get(HEADED, []), row.code]
    messages.success(request, _("The delegation is open. Its link goes to your address."))
    return redirect("registration-delegation", row.code)


def delegation(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/delegations/{code}/`: members with their states, and rows to add more."""
    row = headed(request, code)
    kinds = [(category.code, option(category.name)) for category in categories_of(row, clock.now())]
    formset_class: Any = formset_factory(MemberForm, extra=ROWS, max_num=30, absolute_max=40)
    formset = formset_class(
        request.POST or None, form_kwargs={"categories": kinds}, initial=[] if request.POST else None
    )
    for form in formset:
        form.fields["language"].initial = row.head.language
    error = None
    if request.method == "POST" and formset.is_valid():
        members = [form.application() for form in formset if form.has_changed() and form.cleaned_data.get("email")]
        try:
            if members:
                made = add_members(delegation=row, members=members, by=actor(request, row), now=clock.now())
                messages.success(request, _registered(len(made)))
            return redirect(reverse("registration-delegation", args=[code]))
        except DomainError as refused:
            error = _member_error(formset, refused)
    members = row.members.select_related("person", "category", "order").order_by("id")
    orders = {member.order for member in members if member.order is not None and member.order.is_payable}
    request.congress = row.congress  # type: ignore[attr-defined]
    context = {
        "congress": row.congress,
        "delegation": row,
        "members": members,
        "pay_urls": [(order, pay_url(order)) for order in sorted(orders, key=lambda one: one.pk)],
        "formset": formset,
        "error": error,
        "left": max(row.most - len(members), 0),
        "has_categories": bool(kinds),
    }
    bad = error or any(formset.errors)
    return render(request, "registration/delegation.html", context, status=422 if request.POST and bad else 200)


def _registered(number: int) -> str:
    text = ngettext(
        "%(n)s person is registered and receives a link.",
        "%(n)s people are registered; each receives a link.",
        number,
    )
    return text % {"n": formats.number(number)}


def _member_error(formset: Any, refused: DomainError) -> str:
    """Puts a refusal beside the member that it is about, and says it on top."""
    changed = [form for form in formset if form.has_changed() and form.cleaned_data.get("email")]
    index = refused.params.get("member")
    if isinstance(index, int) and index < len(changed):
        form_error(changed[index], refused)
    return str(refused)
