"""A member says which experiences they would like to read, where the call asks for that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock, fields
from common.errors import DomainError
from common.marked import marked
from congress.actions.bids import save_bids
from congress.enums import Blindness
from congress.models import Bid
from congress.permissions import COMMITTEE, biddable_submissions, seat_of
from congress.queries.reading import paper_of
from congress.web import reading
from congress.web.scope import team_congress

PAGE = 50


@login_required
def bids(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The experiences in the member's languages, their own city's left out; blind where any round of the call is."""
    edition = team_congress(request, congress, *COMMITTEE)
    of = edition.calls.filter(code=call, asks_bids=True).first()
    seat = seat_of(request.user, edition)
    if of is None or seat is None:
        raise Http404
    rows = biddable_submissions(request.user, of).filter(language__in=seat.languages)
    if request.method == "POST":
        sent = {key.removeprefix("bid:"): value for key, value in request.POST.items() if key.startswith("bid:")}
        try:
            save_bids(
                call=of,
                member=seat,
                submissions=rows,
                bids={code: _number(value) for code, value in sent.items()},
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
            messages.success(request, _("Saved. The chair takes it into account when the reading is shared out."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(request.get_full_path())
    is_blind = of.rounds.filter(blindness=Blindness.DOUBLE).exists()
    found = rows.select_related("call__congress", "organisation", "author", "axis", "format", "redaction")
    listing = Paginator(found.order_by("code"), PAGE).get_page(request.GET.get("page"))
    if is_blind:
        prefetch_related_objects(list(listing.object_list), "co_presenters")
    kept = dict(Bid.objects.filter(member=seat, submission__in=listing.object_list).values_list("submission", "value"))
    context = {
        "call_title": marked(of.title),
        "page_obj": listing,
        "rows": [
            {
                "code": row.code,
                "declare_url": reverse("congress-declare", args=[congress, row.code]),
                "title": reading.marked_title(paper),
                "city": fields.pick(paper.organisation) if paper.organisation else "",
                "axis": marked(paper.axis) if paper.axis else "",
                "language": paper.language,
                "value": kept.get(row.pk, 0),
            }
            for row, paper in ((row, paper_of(row, is_blind=is_blind, is_whole=False)) for row in listing)
        ],
        "choices": [(2, _("Very gladly")), (1, _("Gladly")), (0, _("I do not mind")), (-1, _("Rather not"))],
        "is_blind": is_blind,
        "breadcrumbs": [
            {"label": _("Committee"), "url": reverse("congress-committee", args=[congress])},
            {"label": _("What you would like to read")},
        ],
    }
    return render(request, "congress/bids.html", context)


def _number(value: str) -> int:
    """The value of a choice; what is none is out of the scale."""
    return int(value) if value in ("-1", "0", "1", "2") else 99
