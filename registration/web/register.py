"""Registering online: choose a category, say who you are, and you have a place."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common import clock, formats
from common.actors import Actor
from common.errors import DomainError, TooMany
from common.marked import marked
from common.models import StoredFile
from common.money import Money
from common.uploads import checked, store
from common.web.limits import limited
from common.web.page import form_error
from congress.enums import Part
from congress.models import Congress
from congress.rules.openings import Window
from congress.web.openings import said
from congress.web.scope import public_congress
from payments.queries.links import pay_url
from registration.actions.again import send_links, tell_twin
from registration.actions.consents import NoticeChanged
from registration.actions.register import AlreadyRegistered, RegistrationClosed, register
from registration.enums import Eligibility, State
from registration.models import Category, Registration
from registration.permissions import remember
from registration.queries.congresses import is_anything_open, offer
from registration.web.forms import LostLinkForm, RegisterForm, costs
from registration.web.refunds import refund_lines
from registration.web.steps import steps

MADE = "made_registrations"  # {nonce of a form: code}: the same form twice makes one registration


def choose(request: HttpRequest, congress: str) -> HttpResponse:
    """`/{lang}/{congress}/register/`: the categories with fee and places; `?category=` opens the form."""
    event = public_congress(request, congress)
    wanted = request.POST.get("category") or request.GET.get("category", "")
    category = event.categories.prefetch_related("fees").filter(code=wanted).first() if wanted else None
    shown = offer(category, getattr(event, "terms", None), clock.now()) if category is not None else None
    if shown is not None and not shown["open"] and request.method != "POST":
        messages.error(request, str(RegistrationClosed()))
        return redirect(request.path)
    if category is None:
        return categories_page(request, event)
    return form_page(request, event, category)


def categories_page(request: HttpRequest, event: Congress) -> HttpResponse:
    """The categories to choose from; when and why not, while none is open."""
    has_fees = event.uses(Part.FEES)
    context = {
        "cards": _cards(event),
        "congress": event,
        "has_fees": has_fees,
        "steps": steps(1, has_fees=has_fees),
        "any_open": is_anything_open(event, clock.now()),
        **_opening(event),
    }
    return render(request, "registration/choose.html", context)


def _opening(event: Congress) -> dict[str, Any]:
    """What is said of when registration opens or has closed, and of what is given back to whoever cancels."""
    now = clock.now()
    if event.is_over(now):
        return {"closed_title": _("This congress is over"), "opening": _("Nobody can register any more.")}
    terms = getattr(event, "terms", None)
    if terms is None:
        return {"closed_title": _("Registration is not open yet")}
    window = Window(terms.opens_at, terms.closes_at)
    has_closed = window.place(now) == "closed"
    return {
        "closed_title": _("Registration is closed") if has_closed else _("Registration is not open yet"),
        "opening": said(window, now, event.zone),
        "refunds": refund_lines(terms) if event.uses(Part.FEES) else [],
    }


def why_closed(event: Congress) -> str:
    """Why nobody can register just now, in a sentence or two, as the page of the categories says it."""
    words = _opening(event)
    return f"{words['closed_title']}. {words.get('opening', '')}".strip()


def form_page(
    request: HttpRequest,
    event: Congress,
    category: Category,
    *,
    known: dict[str, Any] | None = None,
    invited: frozenset[str] = frozenset(),
) -> HttpResponse:
    """The form of a category. `known` is filled in already; `invited` are the addresses that were asked to come."""
    now = clock.now()
    args = {"congress": event, "category": category, "now": now, "initial": known or {}, "invited": invited}
    form = RegisterForm(request.POST or None, request.FILES or None, **args)
    status = 200
    if request.method == "POST":
        nonce = request.POST.get("nonce", "")
        made = request.session.get(MADE, {}).get(nonce)
        if made:
            return _after(Registration.objects.select_related("order").get(code=made))
        if form.is_valid():
            answer = _register(request, event, form, nonce)
            if answer is not None:
                return answer
        status = 422
    pays = costs(offer(category, getattr(event, "terms", None), now))
    context = {
        "congress": event,
        "category": category,
        "offer": _card(category, event, now),
        "form": form,
        "pays": pays,
        "may_pay": form.extras_cost,
        "steps": steps(2, has_fees=pays or form.extras_cost),
        **_opening(event),
    }
    return render(request, "registration/register.html", context, status=status)


def _register(request: HttpRequest, event: Congress, form: RegisterForm, nonce: str) -> HttpResponse | None:
    try:
        application = form.application(proof=_proof(form))
    except DomainError as error:
        form.add_error("proof", str(error))
        return None
    if limited(request, "register") or limited(request, "register_address", application.email.casefold()):
        form_error(form, TooMany())
        return None
    by = request.user.as_actor() if request.user.is_authenticated else Actor("public", "web", "registration page")
    try:
        row = register(congress=event, application=application, by=by, now=clock.now())
    except AlreadyRegistered as error:
        tell_twin(congress=event, application=application, now=clock.now())
        form_error(form, error)
        return None
    except DomainError as error:
        form_error(form, error)
        if isinstance(error, NoticeChanged):
            form.ask_again()
        return None
    remember(request, row, proven=False)
    if nonce:
        request.session[MADE] = {**request.session.get(MADE, {}), nonce: row.code}
    messages.success(request, _("You are registered. Your code is %(code)s.") % {"code": row.code})
    return _after(row)


def _proof(form: RegisterForm) -> StoredFile | None:
    """The checked and stored proof, where the category asks for one. Raises Invalid with a sentence."""
    upload = form.cleaned_data.get("proof")
    if upload is None:
        return None
    data, kind = checked(upload, kinds={"pdf", "image"})
    return store(data=data, content_type=kind, original_name=upload.name, now=clock.now())


def _after(row: Registration) -> HttpResponse:
    if row.state == State.AWAITING_PAYMENT and row.order is not None:
        return redirect(pay_url(row.order))
    return redirect(f"/{get_language()}/me/")


def _cards(event: Congress) -> list[dict[str, Any]]:
    now = clock.now()
    rows = event.categories.prefetch_related("fees").filter(is_public=True)
    return [_card(row, event, now) for row in rows if row.eligibility != Eligibility.INVITATION]


def _card(row: Category, event: Congress, now: Any) -> dict[str, Any]:
    """A category as a choice card: price, places, what it is for."""
    shown = offer(row, getattr(event, "terms", None), now)
    left = shown["places_left"]
    tone, places = "ok", ""
    if not shown["open"]:
        tone, places = "", _("Not open")
    elif left == 0:
        tone, places = "warn", _("Full: waiting list") if row.has_waiting_list else _("Full")
    elif left is not None and left <= 100:
        tone, places = "wait", ngettext("%(n)s place left", "%(n)s places left", left) % {"n": left}
    price = formats.money(Money.parse(shown["fee"], shown["currency"])) if shown["fee"] else ""
    if shown["fee"] is not None and Money.parse(shown["fee"], shown["currency"]).minor == 0:
        price = _("Free of charge") if event.uses(Part.FEES) else ""
    return {
        "value": row.code,
        "label": marked(row.name),
        "detail": marked(row.description),
        "price": price,
        "places": places,
        "places_tone": tone,
        "is_disabled": not shown["open"] or (left == 0 and not row.has_waiting_list),
    }


def lost_link(request: HttpRequest) -> HttpResponse:
    """Sends the links of an address's registrations; says the same for any address."""
    form = LostLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if limited(request, "link") or limited(request, "register_address", address.casefold()):
            form_error(form, TooMany())
        else:
            send_links(email=address, now=clock.now())
            return render(request, "registration/lost_link.html", {"form": form, "sent": True})
    return render(request, "registration/lost_link.html", {"form": form}, status=422 if form.errors else 200)
