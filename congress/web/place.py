"""The author confirms or declines the place that an experience was given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from congress.actions.afterwards import confirm_place, decline_place
from congress.enums import SubmissionState
from congress.rules.afterwards import may_confirm
from congress.web.author import own_context, own_submission


@login_required
def place(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """Until when an answer is awaited, and the two answers."""
    row = own_submission(request, congress, call, code)
    if row.state != SubmissionState.ACCEPTED:
        return redirect("congress-submission", congress, call, code)
    refusal = ""
    if request.method == "POST":
        declines = request.POST.get("answer") == "decline"
        try:
            action = decline_place if declines else confirm_place
            action(submission=row, by=request.user.as_actor(), now=clock.now())  # type: ignore[union-attr]
            text = _("The place was declined. Thank you for telling us.") if declines else _("The place is confirmed.")
            messages.success(request, text)
            return redirect("congress-submission", congress, call, code)
        except DomainError as error:
            refusal = str(error)
    context = own_context(row, _("Your place")) | {
        "refusal": refusal,
        "may_confirm": row.confirmed_at is None
        and may_confirm(state=row.state, until=row.confirm_until, now=clock.now()),
    }
    return render(request, "congress/place.html", context, status=409 if refusal else 200)
