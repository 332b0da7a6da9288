"""`…/manage/settings/calls/{call}/form/`: the form of a call, built by its organisers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock
from common.marked import marked
from congress.actions.form_builder import editing_form
from congress.enums import Role
from congress.models import Call
from congress.queries.form_builder import is_fixed
from congress.web.scope import team_congress
from questions.web import builder, question_page
from questions.web import preview as preview_page
from questions.web.owner import Owner


def form(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The questions in order."""
    return builder.form(request, _owner(request, congress, call))


def question(request: HttpRequest, congress: str, call: str, code: str = "") -> HttpResponse:
    """One question, or a new one."""
    return question_page.question(request, _owner(request, congress, call), code)


def preview(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The form as authors see it."""
    return preview_page.preview(request, _owner(request, congress, call))


def _owner(request: HttpRequest, slug: str, code: str) -> Owner:
    event = team_congress(request, slug, Role.OWNER)
    row: Call | None = event.calls.select_related("congress", "form").filter(code=code).first()
    if row is None:
        raise Http404
    row.congress = event
    now, by = clock.now(), request.user.as_actor()  # type: ignore[union-attr]
    root = "congress-settings-form"
    names = {"": root, "new": f"{root}-question-new", "preview": f"{root}-preview", "question": f"{root}-question"}
    fixed = _("The call has closed: only labels and help can still be corrected. An extension opens the form again.")
    return Owner(
        form=row.form,
        title=marked(row.title) or row.code,
        languages=event.languages,
        address=lambda page="", *args: reverse(names[page], args=[event.slug, row.code, *args]),
        back=(reverse("congress-settings-call", args=[event.slug, row.code]), _("Back to the call")),
        editing=lambda: editing_form(call=row, by=by, now=now),
        fixed=fixed if row.form is not None and is_fixed(row.form, now) else "",
    )
