"""A chair asks an author to revise an experience, corrects the time, or takes the text as it stands."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.revision import MOST_CHARACTERS, ask_revision, close_revision
from congress.enums import SubmissionState
from congress.models import Submission
from congress.permissions import JUDGES, has_role
from congress.rules.submission import following
from congress.web.chair import chair_context, chairs_call, visible
from congress.web.moments import MomentField, bind_moments
from congress.web.shown import chip, marked_title, title_of


class RevisionForm(forms.Form):
    """What is to be changed, and until when in the congress's zone."""

    def __init__(self, data: Any = None, *, submission: Submission) -> None:
        super().__init__(data)
        self.fields["note"] = forms.CharField(
            label=_("What the author is to change"),
            help_text=_("The author reads it in a letter and beside the form; who asks is not said."),
            max_length=MOST_CHARACTERS,
            initial=submission.revision_note,
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        due = submission.revision_due_at
        self.fields["due_at"] = MomentField(label=_("Until when"), is_end=True, required=True, initial=due)
        bind_moments(self, submission.call.congress)


@login_required
def revision(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """The request to the author; while one is open, also its end."""
    row = chairs_call(request, congress, call)
    if not has_role(request.user, row.congress, *JUDGES):
        raise Http404
    one = visible(request, row).select_related("organisation", "author").filter(code=code).first()
    if one is None:
        raise Http404
    one.call = row
    if following(one.state, "ask") is None:
        return redirect("congress-manage-submission", congress, call, code)
    closes = request.POST.get("action") == "close"
    form = RevisionForm(request.POST if request.method == "POST" and not closes else None, submission=one)
    if request.method == "POST" and (closes or form.is_valid()):
        try:
            _act(request, one, form, closes=closes)
            return redirect("congress-manage-submission", congress, call, code)
        except DomainError as error:
            form_error(form, error)
    context = chair_context(request, row, "", title_of(one), _("Revision")) | {
        "submission": one,
        "marked_title": marked_title(one),
        "chip": chip(one.state),
        "form": form,
        "is_asked": one.state == SubmissionState.REVISION,
        "congress": row.congress,
    }
    return render(request, "congress/manage_revision.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, one: Submission, form: RevisionForm, *, closes: bool) -> None:
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    if closes:
        close_revision(submission=one, by=by, now=now)
        messages.success(request, _("The text is taken as it stands."))
    else:
        ask_revision(submission=one, **form.cleaned_data, by=by, now=now)
        messages.success(request, _("The author was asked, by letter, to revise the experience."))
