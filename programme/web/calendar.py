"""One's own calendar address."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock
from common.web.page import absolute
from congress.permissions import PLAN_READERS
from congress.web.scope import team_congress
from programme.actions.feeds import make_feed, make_plan_feed, revoke_feed, revoke_plan_feed
from programme.models import FeedToken, PlanFeed
from registration.permissions import actor, held
from registration.web.proof import how_to_prove


def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/calendar/{code}/`: makes a secret address (shown once), lists and ends earlier ones."""
    row = held(request, code, proven=True) if request.method == "POST" else held(request, code)
    address = ""
    if request.method == "POST" and request.POST.get("end"):
        token = FeedToken.objects.filter(registration=row, pk=number(request.POST["end"])).first()
        if token is not None:
            revoke_feed(token=token, by=actor(request, row), now=clock.now())
            messages.success(request, _("That address shows nothing any more."))
        return redirect(request.path)
    if request.method == "POST":
        secret = make_feed(registration=row, by=actor(request, row), now=clock.now())
        address = absolute(reverse("programme-feed-personal", args=[secret]))
    request.congress = row.congress  # type: ignore[attr-defined]
    parts = urlsplit(address)
    context = {
        "row": row,
        "locked": how_to_prove(request, row),
        "address": address,
        "webcal": f"webcal://{parts.netloc}{parts.path}" if address else "",
        "tokens": FeedToken.objects.filter(registration=row, revoked_at__isnull=True).order_by("-id"),
        "zone": row.congress.timezone,
    }
    response = render(request, "programme/calendar.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
def plan_calendar(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/plan/calendar/`: a secret address of the work plan (shown once), and the end of earlier ones."""
    edition = team_congress(request, congress, *PLAN_READERS)
    address, by = "", request.user.as_actor()  # type: ignore[union-attr]
    rows = PlanFeed.objects.filter(congress=edition, user=request.user, revoked_at__isnull=True)
    if request.method == "POST" and request.POST.get("end"):
        feed = rows.filter(pk=number(request.POST["end"])).first()
        if feed is not None:
            revoke_plan_feed(feed=feed, by=by, now=clock.now())
            messages.success(request, _("That address shows nothing any more."))
        return redirect(request.path)
    if request.method == "POST":
        secret = make_plan_feed(congress=edition, user=request.user, by=by, now=clock.now())
        address = absolute(reverse("programme-feed-plan", args=[secret]))
    parts = urlsplit(address)
    context = {
        "address": address,
        "webcal": f"webcal://{parts.netloc}{parts.path}" if address else "",
        "feeds": rows.order_by("-id"),
        "zone": edition.timezone,
        "breadcrumbs": [
            {"label": _("Work plan"), "url": reverse("congress-plan", args=[edition.slug])},
            {"label": _("Into your calendar")},
        ],
    }
    response = render(request, "programme/plan_calendar.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def number(text: str) -> int:
    """A row's number as a form sends it; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
