"""`/{lang}/network/`: where the secretariat and territorial coordinators begin."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.permissions import coordinated, is_secretariat
from common import clock, formats
from common.fields import pick
from congress.enums import CongressState
from congress.models import Congress
from network.models import Organisation
from portal.permissions import listed_congresses, worked_on
from portal.queries import network as queries
from portal.web.congresses import TONES

MEETINGS = 8


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Their cities, what waits for somebody, clusters, and the congresses that they answer for."""
    today = clock.now().date()
    keeps, own = is_secretariat(request.user, today), coordinated(request.user, today)
    if not keeps and not own:
        raise Http404
    cities = Organisation.objects.all()
    if not keeps:
        cities = cities.filter(territorial_network__in=own)
    events = listed_congresses(request.user, today).order_by("-starts_on", "-id")
    context = {
        "keeps": keeps,
        "stats": _stats(queries.figures(cities, today)),
        "territories": queries.territories([row.pk for row in own]),
        "waiting": queries.waiting(cities, today)[: queries.SHOWN],
        "declared": queries.dues_declared(cities)[: queries.SHOWN],
        "late": queries.dues_late(cities, today)[: queries.SHOWN],
        "to_renew": queries.to_renew(cities, today)[: queries.SHOWN],
        "clusters": queries.clusters(today),
        "congresses": _congresses(events, request.user),
    }
    return render(request, "portal/network.html", context)


def _stats(figures: dict[str, int]) -> list[dict[str, str]]:
    url = reverse("network-cities")
    labels = (
        ("cities", ngettext("city or organisation", "cities and organisations", figures["cities"]), url),
        ("members", ngettext("member today", "members today", figures["members"]), f"{url}?standing=good"),
        ("arrears", _("with dues outstanding"), f"{url}?standing=arrears"),
    )
    return [{"value": formats.number(figures[name]), "label": label, "url": link} for name, label, link in labels]


def _congresses(events: QuerySet[Congress], user: Any) -> list[dict[str, Any]]:
    """What is in preparation leads whoever works on it to its rooms, the rest to the public page."""
    now, rows = clock.now(), list(events[:MEETINGS])
    mine = worked_on(user, [row.pk for row in rows], now.date())
    return [
        {
            "title": pick(row.name) or row.slug,
            "url": _address(row, row.is_open_to_public(now), row.pk in mine),
            "detail": formats.days(row.starts_on, row.ends_on),
            "tone": TONES[CongressState(row.state)],
            "state": row.get_state_display(),
        }
        for row in rows
    ]


def _address(row: Congress, is_public: bool, is_mine: bool) -> str:
    if is_public:
        return reverse("portal-congress", args=[row.slug])
    return reverse("portal-manage", args=[row.slug]) if is_mine else ""
