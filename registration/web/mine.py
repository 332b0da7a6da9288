"""One's own registration: its details, and calling it off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import clock, formats
from common.fields import pick
from common.marked import listing, marked
from congress.enums import Part
from payments.queries.links import pay_url
from registration.actions.details import change_details
from registration.actions.manage import cancel
from registration.enums import State
from registration.models import Registration
from registration.permissions import actor, held, is_proven
from registration.queries.refunds import refund_on_cancelling
from registration.rules.states import may_follow
from registration.web.forms import DetailsForm
from registration.web.proof import how_to_prove

TONES = {
    State.CONFIRMED: "ok",
    State.SECURED: "ok",
    State.AWAITING_PAYMENT: "wait",
    State.AWAITING_APPROVAL: "wait",
    State.WAITLISTED: "info",
}


def mine(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/registrations/{code}/`: what we hold of a registration, and the form to change it."""
    row = held(request, code)
    proven = is_proven(request, row)
    initial = DetailsForm.initial_of(row) if proven else {"language": row.language}
    form = DetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_details(registration=row, changes=form.cleaned_data, by=actor(request, row), now=clock.now())
        messages.success(request, _("Your details are saved."))
        return redirect(request.path)
    context = {
        "congress": row.congress,
        "row": row,
        "tone": TONES.get(State(row.state), ""),
        "proven": proven,
        "locked": how_to_prove(request, row),
        "form": form,
        "facts": _facts(row, proven=proven),
        "pay_url": pay_url(row.order) if row.order is not None and row.order.is_payable else "",
        "has_badge": proven and row.state in (State.CONFIRMED, State.SECURED) and row.congress.uses(Part.DOOR),
        "can_cancel": may_follow(row.state, State.CANCELLED),
    }
    request.congress = row.congress  # type: ignore[attr-defined]
    return render(request, "registration/mine.html", context, status=422 if form.errors else 200)


def _facts(row: Registration, *, proven: bool) -> list[dict[str, str]]:
    facts = [
        {"label": _("Code"), "value": row.code},
        {"label": _("Category"), "value": marked(row.category.name)},
    ]
    if proven:
        facts.append({"label": _("Name"), "value": row.person.full_name})
        facts.append({"label": _("E-mail address"), "value": row.person.email})
    if row.organisation:
        facts.append({"label": _("City or organisation"), "value": pick(row.organisation.name)})
    extras = [marked(chosen.add_on.name) for chosen in row.chosen_add_ons.select_related("add_on")]
    if extras:
        facts.append({"label": _("Extras"), "value": listing(extras)})
    if row.order is not None:
        facts.append({"label": _("Amount"), "value": formats.money(row.order.total)})
    if row.hold_expires_at:
        facts.append({"label": _("Held until"), "value": formats.deadline(row.hold_expires_at, row.congress.zone)})
    return facts


def cancel_mine(request: HttpRequest, code: str) -> HttpResponse:
    """Asks once, then cancels."""
    row = held(request, code)
    if request.method == "POST":
        cancel(registration=row, by=actor(request, row), now=clock.now())
        messages.success(request, _("Your registration is cancelled."))
        return redirect(f"/{get_language()}/me/")
    request.congress = row.congress  # type: ignore[attr-defined]
    context = {"row": row, "congress": row.congress, "back": refund_on_cancelling(row, clock.now())}
    return render(request, "registration/cancel.html", context)
