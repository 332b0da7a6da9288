"""Translations as a spreadsheet for whoever translates elsewhere: sent, uploaded, looked at, taken over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from common import clock, formats, tables
from common.errors import DomainError, Invalid
from common.models import StoredFile
from common.web import jobs
from common.web.page import form_error
from congress.web.scope import team_congress
from portal.actions import translation_file as actions
from portal.queries.translation import units
from portal.web import text_words as words
from portal.web.translation import WORKERS, event_in

SESSION_KEY = "translation_file"
SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def export(request: HttpRequest, congress: str, language: str) -> HttpResponse:
    """Every text with its original, its translation and its state."""
    event = event_in(request, congress, language)
    rows = [
        (unit, words.where(unit), str(words.STATES[unit.state(language)][0]))
        for unit in units(event)
        if unit.concerns(language) and not unit.is_fixed
    ]
    response = HttpResponse(actions.export(rows=rows, language=language), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-{language}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet (XLSX or CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, congress: str, language: str) -> HttpResponse:
    """Takes a file in; nothing is saved before it was looked at."""
    event = event_in(request, congress, language)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > tables.MAX_BYTES:
                limit = tables.MAX_BYTES // (1024 * 1024)
                raise Invalid(_("The file is larger than {limit} MB."), limit=limit)
            kept = actions.keep_upload(
                data=file.read(), name=file.name, congress=event, language=language, now=clock.now()
            )
        except DomainError as error:
            form_error(form, error)
        else:
            request.session[SESSION_KEY] = {"file": kept.pk, "congress": event.pk, "language": language}
            return redirect("portal-translation-preview", event.slug, language)
    context = {
        "form": form, "name": formats.language_name(language), "language": language,
        "column": actions.heading_of(language),
    }  # fmt: skip
    return render(request, "portal/translation_import.html", context, status=422 if form.errors else 200)


def _waiting(request: HttpRequest, congress: int, language: str) -> StoredFile | None:
    kept = request.session.get(SESSION_KEY) or {}
    if (kept.get("congress"), kept.get("language")) != (congress, language):
        return None
    return StoredFile.objects.filter(pk=kept["file"], content_type=actions.WAITING).first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, congress: str, language: str) -> HttpResponse:
    """What would come of each row; a POST takes them over, or drops the file."""
    event = event_in(request, congress, language)
    file = _waiting(request, event.pk, language)
    if file is None:
        messages.info(request, _("No file is waiting. Please upload it."))
        return redirect("portal-translation-import", event.slug, language)
    if request.method == "POST" and "discard" in request.POST:
        actions.discard(file=file)
        return redirect("portal-translation-import", event.slug, language)
    given, found = actions.preview(file=file, congress=event, language=language)
    by, now = request.user.as_actor(), clock.now()
    if request.method == "POST":
        if actions.is_large(given):
            actions.start(file=file, congress=event, language=language, by=by, now=now)
            return redirect("portal-translation-job", event.slug, file.pk)
        counts = actions.take_over(file=file, congress=event, language=language, by=by, now=now)
        request.session.pop(SESSION_KEY, None)
        messages.success(request, "; ".join(f"{row['label']}: {row['value']}" for row in _facts(counts)))
        return redirect("portal-translation", event.slug, language)
    known = {unit.key: unit for unit in units(event)}
    order = list(words.OUTCOMES)[::-1]
    rows = [
        {
            "where": words.where(known[one.key]) if one.key in known else one.key[:120],
            "text": one.text[:300],
            "now": known[one.key].texts.get(language, "")[:300] if one.key in known else "",
            "tone": words.OUTCOMES[found.outcomes[one.key]][1],
            "label": words.sentence(found.outcomes[one.key], known.get(one.key)),
        }
        for one in sorted(given, key=lambda one: order.index(found.outcomes[one.key]))
        if found.outcomes[one.key] != "same"
    ]
    counts = {code: list(found.outcomes.values()).count(code) for code in words.OUTCOMES}
    context = {
        "rows": rows[:SHOWN], "total": len(rows), "facts": _facts(counts), "file": file, "language": language,
        "direction": formats.direction(language), "has_any": bool(counts["new"] + counts["changed"]),
    }  # fmt: skip
    return render(request, "portal/translation_preview.html", context)


def _facts(counts: dict[str, int]) -> list[dict[str, str]]:
    """How many rows came to what."""
    return [
        {"label": str(label), "value": formats.number(counts[code])}
        for code, (label, _tone) in words.OUTCOMES.items()
        if counts.get(code)
    ]


@login_required
@require_GET
def outcome(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    """How far a large file is, and what came of it."""
    event = team_congress(request, congress, *WORKERS)
    shown = jobs.shown(jobs.job_or_404(actions.key_of(event, pk)))
    context: dict[str, Any] = {
        "job": shown,
        "facts": _facts(shown["result"]),
        "url": reverse("portal-translations", args=[event.slug]),
    }
    return render(request, "portal/translation_job.html", context)
