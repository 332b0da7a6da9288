"""The network's cities: list, page, editing, memberships, export, and the public finder."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from common import clock, tables
from common.errors import DomainError
from common.fields import pick
from common.formats import country as country_name
from common.web.limits import limited
from common.web.page import form_error
from network import permissions
from network.actions import memberships as membership_actions
from network.actions import organisations as actions
from network.enums import Standing
from network.models import Dues, Membership, Organisation
from network.queries.listing import organisations
from network.queries.search import find
from network.rules.importing import COLUMNS, LANGUAGES
from network.rules.search import fold
from network.web.forms import FilterForm, MembershipForm, OrganisationForm

PER_PAGE = 50
DUES_TONES = {"due": "wait", "declared": "info", "paid": "ok", "waived": ""}
TONES = {"good": "ok", "arrears": "warn", "suspended": "bad"}


def scope_or_404(request: HttpRequest) -> QuerySet[Organisation]:
    """What the visitor may see; the pages do not exist for anybody else."""
    rows = permissions.visible(request.user)
    if rows is None:
        raise Http404
    return rows


def keeper_or_404(request: HttpRequest) -> None:
    if not permissions.keeps(request.user):
        raise Http404


def city_or_404(request: HttpRequest, slug: str) -> Organisation:
    city = scope_or_404(request).select_related("territorial_network").filter(slug=slug).first()
    if city is None:
        raise Http404
    return city


def _filtered(request: HttpRequest, on: date) -> tuple[FilterForm, QuerySet[Organisation]]:
    scope = scope_or_404(request)
    form = FilterForm(request.GET, set(scope.values_list("country", flat=True).distinct()))
    form.is_valid()
    chosen = form.cleaned_data
    rows = organisations(
        scope,
        on=on,
        text=chosen.get("q", ""),
        country=chosen.get("country", ""),
        standing=chosen.get("standing", ""),
    )
    return form, rows


@login_required
@require_GET
def city_list(request: HttpRequest) -> HttpResponse:
    form, rows = _filtered(request, clock.now().date())
    page = Paginator(_sorted(rows), PER_PAGE).get_page(request.GET.get("page"))
    found = {row.pk: row for row in rows.filter(pk__in=page.object_list)}
    shown = [found[pk] for pk in page.object_list if pk in found]
    context = {
        "form": form,
        "page": page,
        "rows": [{"city": row, "tone": TONES.get(row.standing_now, ""), "standing": _standing(row)} for row in shown],
        "keeps": permissions.keeps(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "network/city_list.html", context)


def _sorted(rows: QuerySet[Organisation]) -> list[int]:
    """Keys of the organisations by country and name as the reader's language has them, accents apart; one query."""
    named = rows.values_list("country", "name", "pk")
    return [pk for *_words, pk in sorted((fold(country_name(code)), fold(pick(name)), pk) for code, name, pk in named)]


def _standing(row: Any) -> str:
    return str(dict(Membership._meta.get_field("standing").choices or [])[row.standing_now]) if row.standing_now else ""


@login_required
@require_GET
def city(request: HttpRequest, slug: str) -> HttpResponse:
    row = city_or_404(request, slug)
    periods = periods_of(row, clock.now().date())
    context = {
        "city": row,
        "periods": periods,
        "has_dues": any(period["dues"] for period in periods),
        "keeps": permissions.keeps(request.user),
    }
    return render(request, "network/city.html", context)


def periods_of(row: Organisation, on: date) -> list[dict[str, Any]]:
    """A city's memberships, the latest first, each with its dues and whether any are late; two queries."""
    dues = Dues.objects.order_by("-year")
    return [
        {
            "row": period,
            "tone": TONES[period.standing],
            "is_now": _holds(period, on),
            "dues": [
                {"row": one, "tone": "bad" if one.is_late(on) else DUES_TONES[one.state], "is_late": one.is_late(on)}
                for one in period.dues.all()
            ],
            "may_be_put_in_arrears": period.standing == Standing.GOOD and any(d.is_late(on) for d in period.dues.all()),
        }
        for period in row.memberships.order_by("-starts_on").prefetch_related(Prefetch("dues", dues))
    ]


def _holds(period: Membership, on: date) -> bool:
    return period.starts_on <= on and (period.ends_on is None or period.ends_on > on)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def city_new(request: HttpRequest) -> HttpResponse:
    keeper_or_404(request)
    form = OrganisationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.create_organisation(by=request.user.as_actor(), now=clock.now(), **form.values)
        except DomainError as error:
            _on_form(form, error)
        else:
            messages.success(request, _("The organisation was added."))
            return redirect("network-city", made.slug)
    return render(request, "network/city_form.html", {"form": form}, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def city_edit(request: HttpRequest, slug: str) -> HttpResponse:
    keeper_or_404(request)
    row = city_or_404(request, slug)
    form = OrganisationForm(request.POST or None, organisation=row)
    if form.is_bound and form.is_valid():
        try:
            actions.update_organisation(organisation=row, by=request.user.as_actor(), now=clock.now(), **form.values)
        except DomainError as error:
            _on_form(form, error)
        else:
            messages.success(request, _("The data was saved."))
            return redirect("network-city", row.slug)
    return render(request, "network/city_form.html", {"form": form, "city": row}, status=400 if form.is_bound else 200)


def _on_form(form: OrganisationForm, error: DomainError) -> None:
    if "name" in error.fields:
        error.fields = {**error.fields, "name_en": error.fields["name"]}
        del error.fields["name"]
    form_error(form, error)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_new(request: HttpRequest, slug: str) -> HttpResponse:
    keeper_or_404(request)
    return _membership(request, city_or_404(request, slug), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    keeper_or_404(request)
    row = city_or_404(request, slug)
    period = row.memberships.select_related("organisation").filter(pk=pk).first()
    if period is None:
        raise Http404
    return _membership(request, row, period)


def _membership(request: HttpRequest, row: Organisation, period: Membership | None) -> HttpResponse:
    kept = {"starts_on": period.starts_on, "ends_on": period.ends_on, "standing": period.standing} if period else None
    form = MembershipForm(request.POST or None, initial=kept)
    if form.is_bound and form.is_valid():
        done = {**form.cleaned_data, "by": request.user.as_actor(), "now": clock.now()}
        try:
            if period:
                membership_actions.change_membership(membership=period, **done)
            else:
                membership_actions.start_membership(organisation=row, **done)
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The membership was saved."))
            return redirect("network-city", row.slug)
    context = {"form": form, "city": row, "period": period}
    return render(request, "network/membership_form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_GET
def city_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list with the columns of the import, so that it can be corrected and sent back."""
    today = clock.now().date()
    _form, rows = _filtered(request, today)
    held = Membership.objects.order_by("-starts_on").prefetch_related(Prefetch("dues", Dues.objects.order_by("-year")))
    rows = rows.prefetch_related(Prefetch("memberships", held, to_attr="periods"))
    response = StreamingHttpResponse(
        tables.write_csv(COLUMNS, _lines(rows, today)), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="cities-{today.isoformat()}.csv"'
    return response


def _lines(rows: QuerySet[Organisation], today: date) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        period = next((one for one in row.periods if _holds(one, today)), None)  # type: ignore[attr-defined]
        dues = next(iter(period.dues.all()), None) if period else None
        values = {
            **{name: getattr(row, name, "") for name in COLUMNS if name != "territorial_network"},
            "name": "",
            **{f"name_{language}": row.name.get(language, "") for language in LANGUAGES},
            "territorial_network": row.territorial_network.code if row.territorial_network else "",
            "member_from": period.starts_on.isoformat() if period else "",
            "member_until": period.ends_on.isoformat() if period and period.ends_on else "",
            "standing": period.standing if period else "",
            "dues_year": dues.year if dues else "",
            "dues_state": dues.state if dues else "",
        }
        yield [values[name] for name in COLUMNS]


@login_not_required
@require_GET
def city_finder(request: HttpRequest) -> JsonResponse:
    """Public: cities whose names hold ?q=, with name, slug and country only."""
    if limited(request, "api"):
        response = JsonResponse({"results": []}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    text = request.GET.get("q", "").replace("\x00", "")[:80]
    found = find(text, 20)
    rows = [{"slug": row.slug, "name": pick(row.name), "country": row.country} for row in found]
    return JsonResponse({"results": rows})
