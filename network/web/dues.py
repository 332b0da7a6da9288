"""The secretariat's deeds with a city's dues: asking, confirming, handing back, waiving, and the standing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from common import clock
from common.errors import DomainError
from common.fields import pick
from common.web.page import form_error
from network.actions import dues as actions
from network.models import Dues, Membership, Organisation
from network.web.cities import city_or_404, keeper_or_404
from network.web.forms import DuesForm

VERBS: dict[str, tuple[Callable[..., Dues], Any]] = {
    "confirm": (actions.confirm_dues, gettext_lazy("The dues were confirmed as paid.")),
    "hand_back": (actions.hand_back_dues, gettext_lazy("The declaration was handed back.")),
    "waive": (actions.waive_dues, gettext_lazy("The dues were waived.")),
}


def _period_or_404(city: Organisation, pk: int) -> Membership:
    period = city.memberships.select_related("organisation").filter(pk=pk).first()  # type: ignore[attr-defined]
    if period is None:
        raise Http404
    return period  # type: ignore[no-any-return]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Opens a year of dues."""
    keeper_or_404(request)
    city = city_or_404(request, slug)
    period = _period_or_404(city, pk)
    now = clock.now()
    form = DuesForm(request.POST or None, initial={"year": now.year})
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.ask_dues(membership=period, by=request.user.as_actor(), now=now, **form.cleaned_data)
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The dues of the year were asked for."))
            return redirect("network-city", slug)
    context = {
        "form": form,
        "title": _("Ask for the dues of a year"),
        "eyebrow": pick(city.name),
        "back_url": reverse("network-city", args=[slug]),
    }
    return render(request, "network/form.html", context, status=status)


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Confirms, hands back or waives the dues of a year."""
    keeper_or_404(request)
    city = city_or_404(request, slug)
    row = Dues.objects.select_related("membership").filter(pk=pk, membership__organisation=city).first()
    verb, said = VERBS.get(request.POST.get("verb", ""), (None, ""))
    if row is None or verb is None:
        raise Http404
    try:
        verb(dues=row, by=request.user.as_actor(), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(said))
    return redirect("network-city", slug)


@login_required
@require_POST
def arrears(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Puts a membership with late dues in arrears."""
    keeper_or_404(request)
    period = _period_or_404(city_or_404(request, slug), pk)
    try:
        actions.put_in_arrears(membership=period, by=request.user.as_actor(), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The membership is in arrears now."))
    return redirect("network-city", slug)
