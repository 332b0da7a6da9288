"""What a city writes for a call, for those who speak for it; and one experience exchanged for another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import speaks_for
from common import clock
from common.errors import DomainError
from common.fields import pick
from congress.actions.exchange import exchange
from congress.models import Call, Submission
from congress.queries.calls import city_writings
from congress.rules.submission import COUNTED, following
from congress.web.call import crumbs, find_call
from congress.web.scope import public_congress
from congress.web.shown import chip, marked_title, title_of
from network.enums import OrganisationKind
from network.models import Organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def city(request: HttpRequest, congress: str, call: str, city: str) -> HttpResponse:
    """Every draft and submission of the city, with the places taken; whoever speaks for it may exchange two."""
    event = public_congress(request, congress)
    row = find_call(event, call)
    organisation = _spoken_or_404(request, city)
    now = clock.now()
    rows = list(city_writings(organisation, row))
    refusal = ""
    if request.method == "POST":
        pair = {code: _one(rows, request.POST.get(code, "")) for code in ("out", "into")}
        out, into = pair["out"], pair["into"]
        if out is None or into is None:
            refusal = _("Please choose one that was handed in, and a draft.")
        else:
            try:
                exchange(out=out, into=into, person=request.user.person, by=request.user.as_actor(), now=now)  # type: ignore[union-attr]
                messages.success(request, _("The two were exchanged, and both authors were told."))
                return redirect("congress-call-city", congress, call, city)
            except DomainError as error:
                refusal = str(error)
    context = _context(row, organisation, rows) | {
        "refusal": refusal,
        "is_open": row.place(now) == "open",
        "zone": event.timezone,
        "breadcrumbs": crumbs(row, pick(organisation.name)),
    }
    return render(request, "congress/call_city.html", context, status=409 if refusal else 200)


def _spoken_or_404(request: HttpRequest, slug: str) -> Organisation:
    """The city, for those who speak for it. Somebody else's does not exist."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None or not speaks_for(request.user.person, found, clock.now().date()):  # type: ignore[union-attr]
        raise Http404
    return found


def _one(rows: list[Submission], code: str) -> Submission | None:
    return next((row for row in rows if row.code == code), None)


def _context(call: Call, organisation: Organisation, rows: list[Submission]) -> dict[str, Any]:
    taken = sum(row.state in COUNTED for row in rows)
    is_city = organisation.kind == OrganisationKind.CITY
    return {
        "call": call,
        "city": organisation,
        "rows": [{"row": row, "title": marked_title(row), "chip": chip(row.state)} for row in rows],
        "outs": [(row.code, title_of(row)) for row in rows if following(row.state, "give_way")],
        "intos": [(row.code, title_of(row)) for row in rows if following(row.state, "submit")],
        "taken": taken,
        "limit": call.per_city_max if is_city else None,
    }
