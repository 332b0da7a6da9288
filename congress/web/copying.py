"""Beginning a draft with an earlier experience from another congress."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock, fields
from common.errors import DomainError
from congress.actions.copying import copy_experience
from congress.models import Call
from congress.queries.copying import copyable
from congress.web.call import crumbs, find_call, kept_code, late_entry, shut
from congress.web.scope import public_congress
from congress.web.shown import chip, marked_title, title_of

PAGE = 20


@login_required
def copy(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """What may be copied, one's own or one's city's, with a button each; the draft opens in its form."""
    edition = public_congress(request, congress)
    row = find_call(edition, call)
    person = request.user.person  # type: ignore[union-attr]
    rows = copyable(person, row, clock.now().date())
    refusal = ""
    if request.method == "POST":
        source = rows.filter(code=request.POST.get("code", "")).first()
        if source is None:
            raise Http404
        try:
            made = copy_experience(
                source=source,
                call=row,
                author=person,
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
                late_code=kept_code(request, row),
            )
            return redirect("congress-submission-edit", edition.slug, row.code, made.code)
        except DomainError as error:
            refusal = str(error)
    listing = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = _shown(row) | {
        "refusal": refusal,
        "shut": shut(row, late_entry(request, row)),
        "page_obj": listing,
        "rows": [
            {
                "code": one.code,
                "title": title_of(one),
                "marked_title": marked_title(one),
                "congress": fields.pick(one.call.congress.name),
                "city": fields.pick(one.organisation.name),
                "chip": chip(one.state),
            }
            for one in listing
        ],
    }
    return render(request, "congress/copy.html", context, status=409 if refusal else 200)


def _shown(call: Call) -> dict[str, object]:
    return {"call": call, "breadcrumbs": crumbs(call, _("Copy an earlier experience"))}
