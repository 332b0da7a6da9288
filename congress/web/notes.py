"""Notes on milestones, and minutes: who wrote them, and how they are corrected and removed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock, fields, formats
from common.actors import names_of
from common.errors import DomainError
from common.web.page import form_error
from congress.actions import notes
from congress.models import Congress, Note
from congress.permissions import PLAN_READERS, may_correct, wrote
from congress.web.plan_forms import NoteForm
from congress.web.scope import team_congress
from congress.web.shown import send_file


def shown(rows: Iterable[Note], congress: Congress, user: Any) -> list[dict[str, Any]]:
    """Notes with the name of whoever wrote them, when they were corrected, and what the reader may do with them."""
    rows = list(rows)
    writers = [_actor(value) for row in rows for value in (row.written_by, row.corrected_by) if value]
    names = names_of(writers)
    made = []
    for row in rows:
        row.congress = congress
        made.append({
            "row": row,
            "by": names[_actor(row.written_by)],
            "corrected": _corrected(row, congress, names),
            "edit_url": _address("congress-plan-note", row) if may_correct(user, row) else "",
            "remove_url": _address("congress-plan-note-remove", row) if wrote(user, row) else "",
        })  # fmt: skip
    return made


def _actor(value: str) -> tuple[str, str]:
    kind, _colon, ident = value.partition(":")
    return kind, ident


def _corrected(row: Note, congress: Congress, names: dict[tuple[str, str], str]) -> str:
    if row.corrected_at is None:
        return ""
    when = formats.zoned(row.corrected_at, congress.zone)
    if row.corrected_by == row.written_by:
        return _("corrected on %(when)s") % {"when": when}
    return _("corrected on %(when)s by %(who)s") % {"when": when, "who": names[_actor(row.corrected_by)]}


def _address(name: str, row: Note) -> str:
    return reverse(name, args=[row.congress.slug, row.pk])


@login_required
def note(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    """Corrects a note on a milestone; minutes have a page of their own, and a note over a newer one is refused."""
    edition, row = _found(request, congress, pk)
    if row.held_on is not None:
        return redirect("congress-plan-minutes-one", congress=edition.slug, pk=row.pk)
    if not may_correct(request.user, row):
        raise Http404
    form, theirs = NoteForm(request.POST or None, request.FILES or None, note=row), None
    if request.method == "POST" and form.is_valid():
        try:
            notes.change_note(
                note=row, by=request.user.as_actor(), now=clock.now(), title=row.title, **form.cleaned_data
            )
        except notes.NoteChanged as error:
            form_error(form, error)
            theirs = _found(request, congress, pk)[1]
            # Shown what was saved meanwhile, the next save is meant.
            form.data = form.data.copy()
            form.data["version"] = theirs.version
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("The note is corrected."))
            return redirect(_back(row))
    context = {
        "form": form, "row": row, "theirs": theirs, "back": _back(row),
        "breadcrumbs": [*_crumbs(row), {"label": _("Correct the note")}],
    }  # fmt: skip
    return render(request, "congress/note.html", context, status=409 if theirs else 422 if form.errors else 200)


@login_required
def removal(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    """Asks whether a note or minutes are to go, and removes them; their author alone may."""
    _edition, row = _found(request, congress, pk)
    if not wrote(request.user, row):
        raise Http404
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            notes.remove_note(
                note=row, version=int(version) if version.isdecimal() else 0, by=request.user.as_actor(),
                now=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        gone = _("The minutes are removed.") if row.held_on else _("The note is removed.")
        messages.success(request, gone)
        if row.held_on:
            return redirect("congress-plan-minutes", congress=row.congress.slug)
        return redirect(_back(row))
    context = {
        "row": row, "back": _back(row),
        "breadcrumbs": [*_crumbs(row), {"label": _("Remove the minutes") if row.held_on else _("Remove the note")}],
    }  # fmt: skip
    return render(request, "congress/note_remove.html", context)


@login_required
@require_GET
def attachment(request: HttpRequest, congress: str, pk: int) -> FileResponse:
    """A note's attachment, for those who may read the plan."""
    _edition, row = _found(request, congress, pk)
    return send_file(row.attachment)


def _found(request: HttpRequest, congress: str, pk: int) -> tuple[Congress, Note]:
    edition = team_congress(request, congress, *PLAN_READERS)
    rows = Note.objects.filter(congress=edition, pk=pk).select_related("attachment", "milestone")
    row = rows.first()
    if row is None:
        raise Http404
    row.congress = edition
    return edition, row


def _back(row: Note) -> str:
    if row.held_on is not None:
        return reverse("congress-plan-minutes-one", args=[row.congress.slug, row.pk])
    code = row.milestone.code if row.milestone else ""
    return reverse("congress-plan-milestone", args=[row.congress.slug, code]) if code else _plan(row)


def _plan(row: Note) -> str:
    return reverse("congress-plan", args=[row.congress.slug])


def _crumbs(row: Note) -> list[dict[str, str]]:
    label = row.title if row.held_on else fields.pick(row.milestone.title) if row.milestone else ""
    above = [{"label": label, "url": _back(row)}] if label else []
    return [{"label": _("Work plan"), "url": _plan(row)}, *above]
