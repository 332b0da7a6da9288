"""The secretariat's page of people: roles above congresses, and who speaks for which city."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import roles as actions
from accounts.actions.people import invite_user
from accounts.enums import NetworkRoleKind
from accounts.models import Liaison, NetworkRole
from accounts.permissions import is_secretariat
from accounts.web.person_forms import RoleForm
from common import clock, formats
from common.errors import DomainError
from common.fields import pick
from common.web.page import absolute, form_error

_SHOWN = 500


def secretariat_or_404(request: HttpRequest) -> date:
    """Today, for the secretariat; the pages do not exist for anybody else."""
    today = clock.now().date()
    if not is_secretariat(request.user, today):
        raise Http404
    return today


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Roles and liaisons that hold today or will; those to be confirmed first."""
    today = secretariat_or_404(request)
    roles = NetworkRole.objects.select_related("user__person", "territorial_network").order_by("role", "pk")
    related = Liaison.objects.select_related("person__user", "organisation", "cluster")
    rows = related.order_by("organisation__slug", "pk")
    context = {
        "roles": [row for row in roles[:_SHOWN] if row.ends_on is None or row.ends_on > today],
        "waiting": [shown(row) for row in rows.waiting(today)[:_SHOWN]],
        "liaisons": [shown(row) for row in rows.standing(today).filter(confirmed_at__isnull=False)[:_SHOWN]],
    }
    return render(request, "accounts/people.html", context)


def shown(row: Liaison) -> dict[str, Any]:
    """A liaison with the words of its theme, and whether the person said it of themselves."""
    user = getattr(row.person, "user", None)
    return {
        "row": row,
        "theme": (pick(row.cluster.theme) if row.cluster else "") or row.theme,
        "is_claim": user is not None and row.proposed_by == f"user:{user.pk}",
    }


def invited(request: HttpRequest, data: dict[str, Any], role: str = "") -> Any:
    """Whoever signs in with the address of a form, invited by letter, which names the `role`, where nobody did."""
    user, _made = invite_user(
        email=data["email"],
        given_name=data["given_name"],
        family_name=data["family_name"],
        language=get_language() or "en",
        by=request.user.as_actor(),
        now=clock.now(),
        sign_in_url=absolute(reverse("accounts-sign-in")),
        role=role,
    )
    return user


def _role(data: dict[str, Any]) -> str:
    """ "Territorial coordinator (Iberian network)", in the reader's language, which is the letter's."""
    role, network = str(NetworkRoleKind(data["role"]).label), data["territorial_network"]
    return f"{role} ({pick(network.name) or network.code})" if network else role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Gives a role above congresses; a new address is invited by letter."""
    secretariat_or_404(request)
    form = RoleForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.grant_network_role(
                user=invited(request, data, _role(data)),
                role=data["role"],
                territorial_network=data["territorial_network"],
                by=request.user.as_actor(),
                now=clock.now(),
            )
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The role was given."))
            return redirect("accounts-people")
    context = {"form": form, "title": _("Give a role")}
    return render(request, "accounts/person_form.html", context, status=status)


def ask_to_end(request: HttpRequest, title: str, back_url: str, facts: list[tuple[str, str]], **words: str) -> Any:
    """Asks once more before something ends: what it is, from which day on, and `text` of what follows."""
    rows = [{"label": label, "value": value} for label, value in facts if value]
    context = {"title": title, "back_url": back_url, "facts": rows, "label": _("End it"), **words}
    return render(request, "accounts/end.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then ends a role today. Nobody ends their own: the secretariat never locks itself out by a slip."""
    today = secretariat_or_404(request)
    related = NetworkRole.objects.select_related("user__person", "territorial_network")
    role = related.filter(pk=pk).exclude(user=request.user).first()
    if role is None:
        raise Http404
    if request.method != "POST":
        facts = [
            (_("Person"), f"{role.user.person.full_name} ({role.user.email})"),
            (_("Role"), role.get_role_display()),
            (_("Territorial network"), pick(role.territorial_network.name) if role.territorial_network else ""),
            (_("From"), formats.day(role.starts_on)),
            (_("Ends on"), formats.day(today)),
        ]
        text = _("It ends at once. What was done in this role stays.")
        return ask_to_end(request, _("End this role?"), reverse("accounts-people"), facts, text=text)
    actions.withdraw_network_role(role=role, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The role has ended."))
    return redirect("accounts-people")
