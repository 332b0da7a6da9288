"""`…/manage/plan/minutes/`: what meetings decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions import notes
from congress.models import Congress, Note
from congress.permissions import PLAN_READERS, may_correct, writes_plan
from congress.web.notes import shown
from congress.web.plan_forms import MinutesForm
from congress.web.scope import team_congress


@login_required
@require_GET
def listing(request: HttpRequest, congress: str) -> HttpResponse:
    """The minutes, newest meeting first."""
    edition = team_congress(request, congress, *PLAN_READERS)
    rows = Note.objects.filter(congress=edition, held_on__isnull=False).select_related("attachment")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "notes": shown(page.object_list, edition, request.user),
        "may_write": writes_plan(request.user, edition),
        "tabs": [
            {"label": _("List"), "url": reverse("congress-plan", args=[edition.slug]), "is_current": False},
            {"label": _("Board"), "url": f"{reverse('congress-plan', args=[edition.slug])}?view=board"},
            {"label": _("Minutes"), "url": request.path, "is_current": True},
        ],
    }
    return render(request, "congress/minutes_list.html", context)


@login_required
def minutes(request: HttpRequest, congress: str, pk: int | None = None) -> HttpResponse:
    """Writes, shows and changes the minutes of one meeting."""
    edition = team_congress(request, congress, *PLAN_READERS)
    row = _found(edition, pk) if pk is not None else None
    may_write = may_correct(request.user, row) if row else writes_plan(request.user, edition)
    if (request.method == "POST" or row is None) and not may_write:
        raise Http404
    form, theirs = MinutesForm(request.POST or None, request.FILES or None, note=row), None
    if request.method == "POST" and form.is_valid():
        by, now = request.user.as_actor(), clock.now()
        try:
            if row is None:
                row = notes.write_note(congress=edition, by=by, now=now, **form.cleaned_data)
            else:
                notes.change_note(note=row, by=by, now=now, **form.cleaned_data)
        except notes.NoteChanged as error:
            form_error(form, error)
            theirs = _found(edition, pk)
            form.data = form.data.copy()
            form.data["version"] = theirs.version
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The minutes are kept."))
            return redirect("congress-plan-minutes-one", congress=edition.slug, pk=row.pk)
    context = {
        "form": form, "row": row, "theirs": theirs, "may_write": may_write, "zone": edition.timezone,
        "note": shown([row], edition, request.user)[0] if row else None,
        "breadcrumbs": [
            {"label": _("Work plan"), "url": reverse("congress-plan", args=[edition.slug])},
            {"label": _("Minutes"), "url": reverse("congress-plan-minutes", args=[edition.slug])},
            {"label": row.title if row else _("New minutes")},
        ],
    }  # fmt: skip
    return render(request, "congress/minutes.html", context, status=409 if theirs else 422 if form.errors else 200)


def _found(edition: Congress, pk: int | None) -> Note:
    row = Note.objects.filter(congress=edition, pk=pk, held_on__isnull=False).select_related("attachment").first()
    if row is None:
        raise Http404
    row.congress = edition
    return row
