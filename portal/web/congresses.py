"""`/{lang}/network/congresses/`: every congress that the visitor answers for, with its state."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.permissions import is_secretariat
from common import clock, formats
from common.fields import pick
from congress.enums import CongressState
from congress.models import Congress
from portal.permissions import listed_congresses, may_copy, may_set_up, worked_on

TONES = {
    CongressState.DRAFT: "wait",
    CongressState.ANNOUNCED: "info",
    CongressState.OPEN: "ok",
    CongressState.FINISHED: "",
    CongressState.ARCHIVED: "",
}
PER_PAGE = 50


@login_required
@require_GET
def congresses(request: HttpRequest) -> HttpResponse:
    """The coming ones first, then those that are over."""
    today = clock.now().date()
    may_make = may_set_up(request.user, today)
    state = request.GET.get("state", "")
    rows = listed_congresses(request.user, today)
    if not may_make and not rows.exists():
        raise Http404
    if state in CongressState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-starts_on", "-id"), PER_PAGE).get_page(request.GET.get("page"))
    mine = worked_on(request.user, [row.pk for row in page], today)
    context = {
        "page_obj": page,
        "rows": [_shown(row, row.pk in mine, may_copy(request.user, row, today)) for row in page],
        "may_make": may_make,
        "may_import": is_secretariat(request.user, today),
        "state": state,
        "states": CongressState.choices,
    }
    return render(request, "portal/congresses.html", context)


def _shown(row: Congress, is_team: bool, may_be_copied: bool) -> dict[str, Any]:
    return {
        "name": pick(row.name) or row.slug,
        "url": reverse("portal-congress", args=[row.slug]) if is_team or row.is_open_to_public(clock.now()) else "",
        "manage_url": reverse("portal-manage", args=[row.slug]) if is_team else "",
        "copy_url": reverse("portal-copy", args=[row.slug]) if may_be_copied else "",
        "kind": row.get_kind_display(),
        "dates": formats.days(row.starts_on, row.ends_on),
        "host": pick(row.host.name) if row.host else "",
        "territory": pick(row.territorial_network.name) if row.territorial_network else "",
        "state": row.get_state_display(),
        "tone": TONES[CongressState(row.state)],
    }
