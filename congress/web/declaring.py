"""A member declares a conflict of interest in something that they were given or might like to read."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.conflicts import MOST_CHARACTERS, declare
from congress.enums import Blindness
from congress.models import Congress, Submission
from congress.permissions import COMMITTEE, biddable_submissions, seat_of
from congress.queries.reading import Paper, paper_of
from congress.web import reading
from congress.web.scope import team_congress


class InterestForm(forms.Form):
    detail = forms.CharField(
        label=gettext_lazy("What ties you to it?"),
        help_text=gettext_lazy("Whoever decides on it reads this; the authors do not."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@login_required
def declaring(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """Asks what ties the member to an experience, and takes it away from them."""
    edition = team_congress(request, congress, *COMMITTEE)
    seat = seat_of(request.user, edition)
    if seat is None:
        raise Http404
    submission, paper = _found(request, edition, code, seat.languages)
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare(
                submission=submission,
                member=seat,
                detail=form.cleaned_data["detail"],
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("Thank you. You are not asked to read this one while it is looked at."))
            return redirect("congress-committee", edition.slug)
    context = {
        "form": form,
        "title": reading.marked_title(paper),
        "back_url": reverse("congress-committee", args=[congress]),
        "breadcrumbs": [
            {"label": _("Committee"), "url": reverse("congress-committee", args=[congress])},
            {"label": _("Declare a conflict of interest")},
        ],
    }
    return render(request, "congress/declare.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, edition: Congress, code: str, languages: list[str]) -> tuple[Submission, Paper]:
    """What the member was given or may bid for under a code, as they may know it; else 404."""
    for one in reading.mine(request, edition):
        if one.row.submission.code == code:
            return one.row.submission, reading.paper(one, is_whole=False)
    for call in edition.calls.filter(asks_bids=True):
        rows = biddable_submissions(request.user, call).filter(language__in=languages, code=code)
        found = rows.select_related("call__congress", "organisation", "author", "axis", "format", "redaction").first()
        if found is not None:
            is_blind = call.rounds.filter(blindness=Blindness.DOUBLE).exists()
            prefetch_related_objects([found], "co_presenters")
            return found, paper_of(found, is_blind=is_blind, is_whole=False)
    raise Http404
