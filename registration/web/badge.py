"""One's own badge, to print at home."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import clock
from common.errors import DomainError, TooMany
from common.web.limits import limited
from congress.enums import Part
from registration.actions.badges import badge_pdf_apart, ready
from registration.permissions import held, is_proven


@require_safe
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/badge/{code}/badge.pdf` for whoever signed in or followed the letter's link; else 404."""
    row = held(request, code)
    if not row.congress.uses(Part.DOOR):
        raise Http404
    if not is_proven(request, row):
        messages.info(request, _("Please open your badge by the link in the letter that we sent you."))
        return redirect("registration-mine", code)
    if limited(request, "link"):
        raise TooMany()
    try:
        ready(row)
    except DomainError as error:
        messages.info(request, str(error))
        return redirect("registration-mine", code)
    response = HttpResponse(badge_pdf_apart(row, now=clock.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="badge-{row.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
