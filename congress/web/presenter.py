"""From the letter's link: a co-presenter confirms or declines, a minor's guardian agrees or refuses. No account."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock, fields
from common.actors import Actor
from common.errors import DomainError, TooMany
from common.web.limits import limited
from congress.actions.presenters import (
    agree_as_guardian,
    confirm_presenting,
    decline_presenting,
    refuse_as_guardian,
)
from congress.models import CoPresenter
from congress.queries.presenters import GUARDIAN, answering, state_of
from congress.web.scope import public_congress
from congress.web.shown import marked_title, presenter_chip, title_of

ACTIONS: dict[tuple[bool, str], Callable[..., CoPresenter]] = {
    (False, "yes"): confirm_presenting,
    (False, "no"): decline_presenting,
    (True, "yes"): agree_as_guardian,
    (True, "no"): refuse_as_guardian,
}


@require_http_methods(["GET", "HEAD", "POST"])
def presenter(request: HttpRequest, congress: str, pk: int, secret: str) -> HttpResponse:
    """What one is named for or would agree to, and the two answers; nothing is answered by opening the page."""
    if limited(request, "link"):
        raise TooMany()
    edition = public_congress(request, congress)
    found = answering(edition, pk, secret)
    if found is None:
        raise Http404
    row, whose = found
    is_guardian = whose == GUARDIAN
    if request.method == "POST":
        action = ACTIONS.get((is_guardian, request.POST.get("answer", "")))
        if action is not None:
            _answer(request, action, row, is_guardian)
        return _private(redirect(request.path))
    return _private(render(request, "congress/presenter.html", _context(row, is_guardian)))


def _answer(request: HttpRequest, action: Callable[..., CoPresenter], row: CoPresenter, is_guardian: bool) -> None:
    who = Actor("holder", f"{'guardian' if is_guardian else 'presenter'}:{row.pk}")
    try:
        action(presenter=row, by=who, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you. Your answer was kept; you can change it with the same link."))


def _context(row: CoPresenter, is_guardian: bool) -> dict[str, Any]:
    submission = row.submission
    return {
        "row": row,
        "is_guardian": is_guardian,
        "title": title_of(submission),
        "marked_title": marked_title(submission),
        "city": fields.pick(submission.organisation.name),
        "author": submission.author.known_name,
        "name": fields.pick(submission.call.congress.name),
        "chip": presenter_chip(state_of(row)),
        "has_agreed": row.guardian_agreed_at is not None,
        "has_confirmed": row.confirmed_at is not None,
        "has_declined": row.declined_at is not None,
    }


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is told to no other site and kept by no cache.

    Not "no-referrer": browsers would send the form without its origin, and it would be refused.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
