"""Who speaks for a city: the secretariat names, confirms, declines and ends; anybody may claim it for themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import liaisons as actions
from accounts.models import Liaison
from accounts.web.people import ask_to_end, invited, secretariat_or_404, shown
from accounts.web.person_forms import ClaimForm, DeclineForm, LiaisonForm
from common import clock, formats
from common.errors import DomainError, TooMany
from common.fields import pick
from common.web.limits import limited
from common.web.page import form_error


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Names who speaks for a city; it is confirmed at once, since the secretariat does it."""
    today = secretariat_or_404(request)
    form = LiaisonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data, by, now = form.cleaned_data, request.user.as_actor(), clock.now()
        try:
            with transaction.atomic():
                named = actions.name_liaison(
                    person=invited(request, data).person,
                    organisation=data["city"],
                    theme=data["theme"],
                    cluster=data["cluster"],
                    starts_on=today,
                    ends_on=data["ends_on"],
                    by=by,
                    now=now,
                )
                actions.confirm_liaison(liaison=named, by=by, now=now)
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The liaison was named."))
            return redirect("accounts-people")
    context = {"form": form, "title": _("Name a liaison")}
    return render(request, "accounts/person_form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms who speaks for a city."""
    secretariat_or_404(request)
    try:
        actions.confirm_liaison(liaison=_liaison_or_404(pk), by=request.user.as_actor(), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The liaison was confirmed."))
    return redirect("accounts-people")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Declines a proposal with a reason, which the person reads."""
    secretariat_or_404(request)
    row = _liaison_or_404(pk)
    form = DeclineForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.decline_liaison(
                liaison=row, reason=form.cleaned_data["reason"], by=request.user.as_actor(), now=clock.now()
            )
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The proposal was declined, and the person was told."))
            return redirect("accounts-people")
    context = {
        "form": form,
        "title": _("Decline a proposal"),
        "eyebrow": pick(row.organisation.name),
        "lead": row.person.known_name,
        "label": _("Decline"),
        "is_danger": True,
        "back_url": reverse("accounts-people"),
    }
    return render(request, "network/form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then ends a liaison today; one that begins later never begins."""
    today = secretariat_or_404(request)
    row = _liaison_or_404(pk)
    if request.method != "POST":
        return _ask(request, row, _("End this liaison?"), reverse("accounts-people"))
    ends_on = max(today, row.starts_on)
    actions.end_liaison(liaison=row, ends_on=ends_on, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The liaison has ended."))
    return redirect("accounts-people")


def _ask(request: HttpRequest, row: Liaison, title: str, back_url: str) -> HttpResponse:
    """What ends and when, in words."""
    today = clock.now().date()
    facts = [
        (_("City"), pick(row.organisation.name)),
        (_("Person"), row.person.known_name),
        (_("Theme"), shown(row)["theme"]),
        (_("From"), formats.day(row.starts_on)),
    ]
    if row.confirmed_at is None:
        text = _("It has not been confirmed yet. It is taken back at once.")
        return ask_to_end(request, title, back_url, facts, text=text, label=_("Take back"))
    facts.append((_("Ends on"), formats.day(max(today, row.starts_on))))
    text = _("From that day on this person no longer speaks for the city.")
    if row.starts_on >= today:
        text = _("It would end on its first day: it is taken out as if it had never been.")
    return ask_to_end(request, title, back_url, facts, text=text)


def _liaison_or_404(pk: int) -> Liaison:
    row = Liaison.objects.select_related("person", "organisation", "cluster").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """“I speak for this city”: whoever has signed in says so, and the secretariat looks."""
    form = ClaimForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            if limited(request, "liaison", f"user:{request.user.pk}"):
                raise TooMany()
            data = form.cleaned_data
            actions.claim_city(
                person=request.user.person,
                organisation=data["city"],
                theme=data["theme"],
                claim=data["claim"],
                by=request.user.as_actor(),
                now=clock.now(),
            )
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The secretariat examines it and writes to you."))
            return redirect("accounts-city-claim")
    own = Liaison.objects.standing(clock.now().date()).filter(person=request.user.person_id)
    rows = [shown(row) for row in own.select_related("person__user", "organisation", "cluster").order_by("pk")]
    return render(request, "accounts/city_claim.html", {"form": form, "rows": rows}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then ends what one speaks for oneself, or takes back what has not been confirmed."""
    row = _liaison_or_404(pk)
    if row.person_id != request.user.person_id:
        raise Http404
    if request.method != "POST":
        title = _("No longer speak for this city?") if row.confirmed_at else _("Take this proposal back?")
        return _ask(request, row, title, reverse("accounts-city-claim"))
    by, now = request.user.as_actor(), clock.now()
    try:
        if row.confirmed_at is None:
            actions.take_back(liaison=row, by=by, now=now)
            messages.success(request, _("The proposal was taken back."))
        else:
            actions.end_liaison(liaison=row, ends_on=max(now.date(), row.starts_on), by=by, now=now)
            messages.success(request, _("You no longer speak for this city."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("accounts-city-claim")
