"""After the release: who has confirmed, whose place lapsed, and the reserve list that moves up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, fields
from common.errors import DomainError
from congress.actions.afterwards import let_lapse, offer_place
from congress.enums import Lapse, SubmissionState
from congress.models import Call, Submission
from congress.queries.decision import dropouts, reserves
from congress.rules.afterwards import MATCHES, is_unconfirmed
from congress.web.chair import chair_context, chairs_call, visible
from congress.web.shown import chip, marked_title, title_of

PAGE = 50
RELATED = ("organisation", "axis", "format")


class OfferForm(forms.Form):
    """Whose place is given, and in what the next one has to be like it."""

    code = forms.CharField(max_length=12)
    alike = forms.MultipleChoiceField(
        choices=[("format", gettext_lazy("the same format")), ("axis", gettext_lazy("the same axis"))], required=False
    )


@login_required
def places(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Places that were given, with their answers; free places, and who is next."""
    row = chairs_call(request, congress, call)
    seen, refusal = visible(request, row), ""
    context = chair_context(request, row, "places")
    if request.method == "POST":
        if not context["is_judge"]:
            raise Http404
        try:
            return _act(request, row, seen)
        except DomainError as error:
            refusal = str(error)
    given = seen.filter(state=SubmissionState.ACCEPTED).select_related(*RELATED).order_by("confirm_until", "code")
    page = Paginator(given, PAGE).get_page(request.GET.get("page"))
    waiting = list(reserves(seen, with_pending=not context["is_judge"]).select_related(*RELATED)[:PAGE])
    context |= {
        "refusal": refusal,
        "counts": _counts(given),
        "page_obj": page,
        "rows": [_given(one) for one in page],
        "free": [_row(one) for one in dropouts(seen).select_related(*RELATED).order_by("code")[:PAGE]],
        # Places are counted among those seen: a gap would tell of one that is not.
        "reserve": [{**_row(one), "rank": place} for place, one in enumerate(waiting, 1)],
        "alike": OfferForm().fields["alike"].choices,  # type: ignore[attr-defined]
        "due_on": row.presenters_due_on,
    }
    return render(request, "congress/manage_afterwards.html", context, status=409 if refusal else 200)


def _act(request: HttpRequest, call: Call, seen: QuerySet[Submission]) -> HttpResponse:
    form = OfferForm(request.POST)
    one = seen.filter(code=form.cleaned_data["code"]).first() if form.is_valid() else None
    if one is None:
        raise Http404
    one.call = call
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    if request.POST.get("do") == "lapse":
        let_lapse(submission=one, why=Lapse.UNCONFIRMED, by=by, now=now)
        messages.success(request, _("The place is free. A letter tells its author."))
    else:
        alike = [name for name in MATCHES if name in form.cleaned_data["alike"]]
        decision = offer_place(submission=one, among=seen, alike=alike, by=by, now=now)
        title = title_of(decision.submission)
        messages.success(request, _("The place goes to “%(title)s”. The letter is on its way.") % {"title": title})
    return redirect("congress-manage-places", call.congress.slug, call.code)


def _counts(given: QuerySet[Submission]) -> list[dict[str, Any]]:
    confirmed = given.filter(confirmed_at__isnull=False).count()
    late = given.filter(confirmed_at__isnull=True, confirm_until__lte=clock.now()).count()
    return [
        {"value": given.count(), "label": _("Places given")},
        {"value": confirmed, "label": _("Confirmed")},
        {"value": late, "label": _("Not confirmed in time")},
    ]


def _given(one: Submission) -> dict[str, Any]:
    late = is_unconfirmed(state=one.state, confirmed_at=one.confirmed_at, until=one.confirm_until, now=clock.now())
    state = (_("Confirmed"), "ok") if one.confirmed_at else (_("Too late"), "bad") if late else (_("Waiting"), "wait")
    return {**_row(one), "until": one.confirm_until, "answer": {"label": state[0], "tone": state[1]}, "is_late": late}


def _row(one: Submission) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": title_of(one),
        "marked": marked_title(one),
        "city": fields.pick(one.organisation.name),
        "axis": fields.pick(one.axis.name) if one.axis else "",
        "format": fields.pick(one.format.name) if one.format else "",
        "chip": chip(one.state),
    }
