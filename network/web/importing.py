"""Importing cities: upload, look, decide, confirm, and see what came of it."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock, formats, tables
from common.errors import DomainError, Invalid, TooMany
from common.fields import pick
from common.models import Job, StoredFile
from common.web import jobs
from common.web.limits import limited
from common.web.page import form_error
from network.actions import importing as actions
from network.enums import Problem
from network.models import Organisation
from network.rules.importing import COLUMNS, Line
from network.web.cities import keeper_or_404
from network.web.forms import UploadForm

SESSION_KEY = "network_import"
TONES = {"new": "ok", "changed": "info", "skipped": "", "open": "wait", "broken": "bad"}
SHOWN = 300


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a table and keeps it; nothing is imported yet."""
    keeper_or_404(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 400
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                _keep(request, form.cleaned_data["file"])
            except DomainError as error:
                form_error(form, error)
                status = error.status
            else:
                return redirect("network-import-preview")
    return render(request, "network/import_upload.html", {"form": form, "columns": COLUMNS}, status=status)


def _keep(request: HttpRequest, upload: Any) -> None:
    if limited(request, "upload"):
        raise TooMany()
    if upload.size > tables.MAX_BYTES:
        raise Invalid(_("The file is larger than {limit} MB."), limit=tables.MAX_BYTES // (1024 * 1024))
    old = _waiting(request)
    file = actions.keep_table(data=upload.read(), original_name=upload.name, now=clock.now())
    if old is not None:
        with suppress(actions.ImportUnderWay):  # it goes on, and its page says what came of it
            actions.discard(file=old)
    request.session[SESSION_KEY] = {"file": file.pk, "choices": {}}


def _waiting(request: HttpRequest) -> StoredFile | None:
    kept = request.session.get(SESSION_KEY)
    return StoredFile.objects.filter(pk=kept["file"], content_type=actions.WAITING).first() if kept else None


def _job(request: HttpRequest) -> Job | None:
    """The job of the table that this visitor confirmed last."""
    kept = request.session.get(SESSION_KEY)
    return Job.objects.filter(key=actions.key_of(kept["file"])).first() if kept else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Shows what would happen, row by row; a POST keeps the choices and asks for the import if nothing is left open."""
    keeper_or_404(request)
    job = _job(request)
    if job is not None and job.state != Job.State.FAILED:
        return redirect("network-import-job", request.session[SESSION_KEY]["file"])
    file = _waiting(request)
    if file is None:
        messages.info(request, _("No table is waiting. Please upload it."))
        return redirect("network-import")
    kept = request.session[SESSION_KEY]
    refused = False
    if request.method == "POST":
        kept["choices"].update(_choices(request))
        request.session.modified = True
        try:
            actions.start_import(file=file, choices=_numbered(kept), by=request.user.as_actor(), now=clock.now())
        except actions.ImportNotReady:
            refused = True
        else:
            return redirect("network-import-job", file.pk)
    lines = actions.preview(file=file, choices=_numbered(kept))
    context = {"file": file, "refused": refused, **_shown(lines)}
    return render(request, "network/import_preview.html", context, status=409 if refused else 200)


@login_required
@require_GET
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the import of a table is, and what came of it."""
    keeper_or_404(request)
    shown = jobs.shown(jobs.job_or_404(actions.key_of(pk)))
    file = _waiting(request)
    labels = {"new": _("Added"), "changed": _("Changed"), "skipped": _("Left out")}
    context = {
        "job": shown,
        "facts": [
            {"label": label, "value": formats.number(shown["result"].get(name, 0))} for name, label in labels.items()
        ],
        "back_url": reverse("network-import-preview" if file and file.pk == pk else "network-import"),
    }
    return render(request, "network/import_job.html", context)


def _choices(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("choice-"): value
        for name, value in request.POST.items()
        if name.startswith("choice-") and name.removeprefix("choice-").isdecimal() and len(value) <= 70
    }


def _numbered(kept: dict[str, Any]) -> dict[int, str]:
    return {int(number): choice for number, choice in kept["choices"].items()}


def _shown(lines: list[Line]) -> dict[str, Any]:
    """Rows that need a person first, then the others, up to 300 of them."""
    labels = {"new": _("New"), "changed": _("Changes a city"), "skipped": _("Left out")}
    labels |= {"open": _("Please decide"), "broken": _("Cannot be read")}
    sentences = dict(Problem.choices)
    names = {
        row.slug: f"{pick(row.name)} ({row.slug}, {row.country})"
        for row in Organisation.objects.filter(slug__in={slug for line in lines for slug in line.alike})
    }
    order = ("broken", "open", "new", "changed", "skipped")
    outcomes = [line.outcome for line in lines]
    rows = [
        {
            "line": line,
            "tone": TONES[line.outcome],
            "label": labels[line.outcome],
            "name": next((text for text in _names(line) if text), ""),
            "problems": [{"column": column, "text": sentences[code]} for column, code in line.problems],
            "options": _options(line, names),
        }
        for line in sorted(lines, key=lambda line: (order.index(line.outcome), line.number))
    ]
    # A question beyond the first 300 rows must be seen all the same.
    return {
        "rows": [row for place, row in enumerate(rows) if place < SHOWN or row["options"] or row["problems"]],
        "total": len(lines),
        "counts": [
            {"label": labels[name], "tone": TONES[name], "number": outcomes.count(name)}
            for name in order
            if outcomes.count(name)
        ],
        "is_broken": "broken" in outcomes,
    }


def _names(line: Line) -> list[str]:
    return [text for column, text in line.cells.items() if column.startswith("name")]


def _options(line: Line, names: dict[str, str]) -> list[dict[str, Any]]:
    if not line.alike:
        return []
    choices = [(f"same:{slug}", _("The same as {city}").format(city=names.get(slug, slug))) for slug in line.alike]
    choices += [("new", _("Another city: add it")), ("skip", _("Leave this row out"))]
    return [{"value": value, "label": label, "is_chosen": value == line.choice} for value, label in choices]


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Drops the waiting table."""
    keeper_or_404(request)
    file = _waiting(request)
    if file is not None and actions.is_under_way(file.pk):
        return redirect("network-import-job", file.pk)
    request.session.pop(SESSION_KEY, None)
    if file is not None:
        actions.discard(file=file)
    return redirect("network-import")


@login_required
@require_GET
def template(request: HttpRequest) -> StreamingHttpResponse:
    """An empty table with the right columns."""
    keeper_or_404(request)
    response = StreamingHttpResponse(tables.write_csv(COLUMNS, []), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cities-template.csv"'
    return response
