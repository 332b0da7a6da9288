"""The secretariat's page of people: roles above congresses, and who speaks for which city."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import roles as actions
from accounts.actions.people import invite_user
from accounts.enums import NetworkRoleKind
from accounts.models import Liaison, NetworkRole
from accounts.permissions import is_secretariat
from common import clock
from common.errors import DomainError
from common.fields import pick
from common.web.page import absolute, form_error
from network.models import TerritorialNetwork
from network.queries.search import by_slug

_SHOWN = 500


class _TerritorialNetworkField(forms.ModelChoiceField):
    def label_from_instance(self, obj: TerritorialNetwork) -> str:  # type: ignore[override]
        return pick(obj.name) or obj.code


class PersonForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120, required=False)


class RoleForm(PersonForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=NetworkRoleKind.choices)
    territorial_network = _TerritorialNetworkField(
        label=gettext_lazy("Territorial network"),
        queryset=TerritorialNetwork.objects.order_by("code"),
        required=False,
        help_text=gettext_lazy("For a territorial coordinator only."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # Refused here, before anybody is invited.
        if data.get("role") and (data["role"] == NetworkRoleKind.TERRITORIAL) != bool(data.get("territorial_network")):
            text = _("A territorial coordinator, and only they, is tied to a territorial network.")
            self.add_error("territorial_network", text)
        return data


class LiaisonForm(PersonForm):
    city = forms.CharField(
        label=gettext_lazy("City (short name)"), max_length=60, help_text=gettext_lazy("Such as sao-paulo.")
    )
    theme = forms.CharField(label=gettext_lazy("Theme"), max_length=80, required=False)

    def clean_city(self) -> Any:
        city = by_slug(self.cleaned_data["city"])
        if city is None:
            raise forms.ValidationError(_("There is no city with this short name."))
        return city


def _secretariat_or_404(request: HttpRequest) -> date:
    today = clock.now().date()
    if not is_secretariat(request.user, today):
        raise Http404
    return today


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Roles and liaisons that hold today or will; those to be confirmed first."""
    today = _secretariat_or_404(request)
    roles = NetworkRole.objects.select_related("user__person", "territorial_network").order_by("role", "pk")
    liaisons = Liaison.objects.select_related("person", "organisation").order_by("organisation__slug", "pk")
    context = {
        "roles": [row for row in roles[:_SHOWN] if row.ends_on is None or row.ends_on > today],
        "waiting": list(liaisons.filter(confirmed_at__isnull=True, ends_on__isnull=True)[:_SHOWN]),
        "liaisons": [
            row
            for row in liaisons.filter(confirmed_at__isnull=False)[:_SHOWN]
            if row.ends_on is None or row.ends_on > today
        ],
    }
    return render(request, "accounts/people.html", context)


def _invited(request: HttpRequest, data: dict[str, Any]) -> Any:
    user, _made = invite_user(
        email=data["email"],
        given_name=data["given_name"],
        family_name=data["family_name"],
        language=get_language() or "en",
        by=request.user.as_actor(),
        now=clock.now(),
        sign_in_url=absolute(reverse("accounts-sign-in")),
    )
    return user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Gives a role above congresses; a new address is invited by letter."""
    _secretariat_or_404(request)
    form = RoleForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.grant_network_role(
                user=_invited(request, data),
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def liaison(request: HttpRequest) -> HttpResponse:
    """Names who speaks for a city; it is confirmed at once, since the secretariat does it."""
    today = _secretariat_or_404(request)
    form = LiaisonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data, by, now = form.cleaned_data, request.user.as_actor(), clock.now()
        named = actions.name_liaison(
            person=_invited(request, data).person,
            organisation=data["city"],
            theme=data["theme"],
            starts_on=today,
            by=by,
            now=now,
        )
        actions.confirm_liaison(liaison=named, by=by, now=now)
        messages.success(request, _("The liaison was named."))
        return redirect("accounts-people")
    context = {"form": form, "title": _("Name a liaison")}
    return render(request, "accounts/person_form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a role today. Nobody ends their own: the secretariat never locks itself out by a slip."""
    _secretariat_or_404(request)
    role = NetworkRole.objects.filter(pk=pk).exclude(user=request.user).first()
    if role is None:
        raise Http404
    actions.withdraw_network_role(role=role, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The role has ended."))
    return redirect("accounts-people")


@login_required
@require_POST
def liaison_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms who speaks for a city."""
    _secretariat_or_404(request)
    actions.confirm_liaison(liaison=_liaison_or_404(pk), by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The liaison was confirmed."))
    return redirect("accounts-people")


@login_required
@require_POST
def liaison_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a liaison today; one that began today ends tomorrow, since a period holds a day at least."""
    today = _secretariat_or_404(request)
    row = _liaison_or_404(pk)
    ends_on = max(today, date.fromordinal(row.starts_on.toordinal() + 1))
    actions.end_liaison(liaison=row, ends_on=ends_on, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The liaison has ended."))
    return redirect("accounts-people")


def _liaison_or_404(pk: int) -> Liaison:
    row = Liaison.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
