"""Thematic clusters: their cities and who represents them. The secretariat keeps them; coordinators, liaisons read."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import is_secretariat, reads_clusters
from accounts.queries.liaisons import representatives
from accounts.web.people import ask_to_end, secretariat_or_404
from accounts.web.person_forms import DAY
from common import clock, formats
from common.errors import DomainError
from common.fields import pick
from common.web.page import form_error
from common.web.texts import TextsField
from network.actions import clusters as actions
from network.enums import SeatKind
from network.models import Cluster, ClusterSeat
from network.rules.importing import LANGUAGES
from network.web.city_field import CityField


class ClusterForm(forms.Form):
    """A cluster in the languages of the interface; a code only when it is new."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens. It stays for good."),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )
    is_active = forms.BooleanField(label=gettext_lazy("Works at present"), required=False, initial=True)

    def __init__(self, data: Any = None, *, row: Cluster | None = None) -> None:
        super().__init__(data, initial={"is_active": row.is_active} if row else None)
        kept = {name: getattr(row, name) if row else {} for name in ("name", "theme", "description")}
        self.fields["name"] = TextsField(label=_("Name"), languages=LANGUAGES, max_length=120, kept=kept["name"])
        self.fields["theme"] = TextsField(label=_("Theme"), languages=LANGUAGES, max_length=80, kept=kept["theme"])
        self.fields["description"] = TextsField(
            label=_("Description"), languages=LANGUAGES, rows=4, max_length=2000, kept=kept["description"],
            required=False,
        )  # fmt: skip
        if row is not None:
            del self.fields["code"]
        self.order_fields(["code", "name", "theme", "description", "is_active"])


class SeatForm(forms.Form):
    city = CityField()
    kind = forms.ChoiceField(label=gettext_lazy("Seat"), choices=SeatKind.choices)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "The first day without the seat. Empty: two years for a pilot city, until further notice for a member."
        ),
    )


def _today_or_404(request: HttpRequest) -> date:
    today = clock.now().date()
    if not reads_clusters(request.user, today):
        raise Http404
    return today


def _cluster_or_404(code: str) -> Cluster:
    row = Cluster.objects.filter(code=code).first()
    if row is None:
        raise Http404
    return row


@login_required
@require_GET
def cluster_list(request: HttpRequest) -> HttpResponse:
    """Every cluster with how many cities it has today; those that no longer work last."""
    today = _today_or_404(request)
    held = Q(seats__starts_on__lte=today) & (Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gt=today))
    rows = Cluster.objects.annotate(
        pilots=Count("seats", filter=held & Q(seats__kind=SeatKind.PILOT)),
        members=Count("seats", filter=held & Q(seats__kind=SeatKind.MEMBER)),
    )
    context = {"rows": rows.order_by("-is_active", "code"), "keeps": is_secretariat(request.user, today)}
    return render(request, "accounts/clusters.html", context)


@login_required
@require_GET
def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """The cities of a cluster, pilots first, with their representatives; those who keep it see what comes, too."""
    today = _today_or_404(request)
    row, keeps = _cluster_or_404(code), is_secretariat(request.user, today)
    seats = row.seats.select_related("organisation").order_by("-kind", "organisation__slug", "starts_on")
    seats = seats.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today)) if keeps else seats.held(today)
    speakers = representatives(row, today)
    shown = [
        {
            "seat": seat,
            "people": speakers.get(seat.organisation_id, []),
            "is_coming": seat.starts_on > today,
        }
        for seat in seats
    ]
    groups = [
        {"title": title, "code": kind, "rows": [one for one in shown if one["seat"].kind == kind]}
        for kind, title in ((SeatKind.PILOT, _("Pilot cities")), (SeatKind.MEMBER, _("Member cities")))
    ]
    return render(request, "accounts/cluster.html", {"cluster": row, "groups": groups, "keeps": keeps})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Adds a cluster."""
    secretariat_or_404(request)
    return _edited(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Changes a cluster."""
    secretariat_or_404(request)
    return _edited(request, _cluster_or_404(code))


def _edited(request: HttpRequest, row: Cluster | None) -> HttpResponse:
    form = ClusterForm(request.POST or None, row=row)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data, by, now = form.cleaned_data, request.user.as_actor(), clock.now()
        try:
            made = (
                actions.update_cluster(cluster=row, by=by, now=now, **data)
                if row
                else actions.create_cluster(by=by, now=now, **data)
            )
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The cluster was saved."))
            return redirect("accounts-cluster", made.code)
    back = reverse("accounts-cluster", args=[row.code]) if row else reverse("accounts-clusters")
    context = {"form": form, "title": pick(row.name) if row else _("Add a cluster"), "back_url": back}
    return render(request, "network/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat_new(request: HttpRequest, code: str) -> HttpResponse:
    """Gives a city a seat."""
    today = secretariat_or_404(request)
    row = _cluster_or_404(code)
    form = SeatForm(request.POST or None, initial={"starts_on": today})
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            actions.give_seat(
                cluster=row, organisation=data.pop("city"), by=request.user.as_actor(), now=clock.now(), **data
            )
        except DomainError as error:
            form_error(form, error)
            status = error.status
        else:
            messages.success(request, _("The city has a seat."))
            return redirect("accounts-cluster", row.code)
    context = {
        "form": form, "title": _("Give a seat"), "eyebrow": pick(row.name),
        "back_url": reverse("accounts-cluster", args=[row.code]),
    }  # fmt: skip
    return render(request, "network/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Asks, then ends a seat today; one that begins later, or began today, keeps its first day."""
    today = secretariat_or_404(request)
    row = ClusterSeat.objects.select_related("cluster", "organisation").filter(pk=pk, cluster__code=code).first()
    if row is None:
        raise Http404
    ends_on = max(today, row.starts_on + timedelta(days=1))
    if request.method != "POST":
        facts = [
            (_("Cluster"), pick(row.cluster.name)),
            (_("City"), pick(row.organisation.name)),
            (_("Seat"), row.get_kind_display()),
            (_("From"), formats.day(row.starts_on)),
            (_("Ends on"), formats.day(ends_on)),
        ]
        text = _("That is the first day on which the city has no seat any more. Its representatives stay named.")
        back_url = reverse("accounts-cluster", args=[code])
        return ask_to_end(request, _("End this seat?"), back_url, facts, text=text)
    actions.end_seat(seat=row, ends_on=ends_on, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The seat has ended."))
    return redirect("accounts-cluster", code)
