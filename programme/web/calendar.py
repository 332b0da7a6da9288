"""One's own calendar address."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock
from common.web.page import absolute
from programme.actions.feeds import make_feed, revoke_feed
from programme.models import FeedToken
from registration.permissions import actor, held


def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/calendar/{code}/`: makes a secret address (shown once), lists and ends earlier ones."""
    row = held(request, code, proven=True) if request.method == "POST" else held(request, code)
    address = ""
    if request.method == "POST" and request.POST.get("end"):
        token = FeedToken.objects.filter(registration=row, pk=request.POST["end"]).first()
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
        "address": address,
        "webcal": f"webcal://{parts.netloc}{parts.path}" if address else "",
        "tokens": FeedToken.objects.filter(registration=row, revoked_at__isnull=True).order_by("-id"),
        "zone": row.congress.timezone,
    }
    response = render(request, "programme/calendar.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
