"""An author says afterwards whether an experience may be published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock
from congress.actions.publication import OPEN, set_consent
from congress.enums import SubmissionState
from congress.queries.submission import own_submissions
from congress.web.call import crumbs
from congress.web.scope import public_congress
from congress.web.shown import marked_title, title_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """Asks before an experience is published, or taken off the public pages; also of an archived congress."""
    edition = public_congress(request, congress, archived_too=True)
    row = own_submissions(request.user).filter(call__congress=edition, call__code=call, code=code).first()
    if row is None:
        raise Http404
    if row.state not in OPEN:
        return redirect("congress-submission", congress, call, code)
    if request.method == "POST":
        agrees = request.POST.get("may_publish") == "yes"
        set_consent(submission=row, may_publish=agrees, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
        messages.success(request, _("It may be published.") if agrees else _("It is not published any more."))
        return redirect("congress-submission", congress, call, code)
    row.call.congress = edition
    own = (marked_title(row), reverse("congress-submission", args=[congress, call, code]))
    context = {
        "submission": row,
        "call": row.call,
        "title": title_of(row),
        "is_selected": row.state == SubmissionState.ACCEPTED,
        "breadcrumbs": crumbs(row.call, own, _("Publication")),
    }
    return render(request, "congress/publication.html", context)
