"""`…/manage/export/`: the whole edition as a file, without people, or with them and encrypted."""

import re
import uuid
from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common import clock, formats
from common.errors import DomainError
from common.models import Job, StoredFile
from common.transfer.sealing import new_lock
from common.web import jobs
from common.web.page import form_error
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from portal.actions import edition_jobs as actions
from portal.enums import PassphraseFault
from portal.permissions import may_copy
from portal.rules.passphrase import faults
from portal.web import edition_words


class ExportForm(forms.Form):
    """With or without people; a passphrase, twice, where there are people."""

    people = forms.ChoiceField(
        label=gettext_lazy("What should the file hold?"),
        choices=[
            ("without", gettext_lazy("What organisers set up, and nobody's data")),
            ("with", gettext_lazy("Everything, with people, money and decisions: encrypted")),
        ],
        widget=forms.RadioSelect,
        initial="without",
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase"),
        required=False,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 16 characters. Whoever imports the file has to type it. It is not kept: without it nobody can "
            "open the file."
        ),
    )
    again = forms.CharField(
        label=gettext_lazy("The passphrase once more"),
        required=False,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = [congress.slug, *congress.name.values()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("people") != "with":
            return data
        passphrase = data.get("passphrase", "")
        for code in faults(passphrase, self.known):
            self.add_error("passphrase", PassphraseFault(code).label)
        if not self.errors:
            try:
                CommonPasswordValidator().validate(passphrase)
            except forms.ValidationError as error:
                self.add_error("passphrase", error)
        if passphrase != data.get("again"):
            self.add_error("again", _("This is not the same passphrase. Please type both again."))
        return data


@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, congress: str) -> HttpResponse:
    """Asks for an export, and lists those of the last day."""
    event = team_congress(request, congress, Role.OWNER, archived_too=True)
    form = ExportForm(request.POST or None, congress=event)
    once = request.POST.get("once", "")
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("portal-export-job", event.slug, _start(request, event, form, once))
        except DomainError as error:
            form_error(form, error)
    now = clock.now()
    context = {
        "form": form,
        "once": once if _is_once(once) else uuid.uuid4().hex,
        "rows": [_listed(event, job, file) for job, file in actions.exports_of(event, now)],
        "copied_by": edition_words.copied_by(event),
        "copy_url": reverse("portal-copy", args=[event.slug]) if may_copy(request.user, event, now.date()) else "",
    }
    return render(request, "portal/export.html", context, status=422 if form.errors else 200)


def _is_once(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def _start(request: HttpRequest, event: Congress, form: ExportForm, once: str) -> str:
    """Asks for the job and returns the word by which its page finds it."""
    once = once if _is_once(once) else uuid.uuid4().hex
    lock, key = new_lock(form.cleaned_data["passphrase"]) if form.cleaned_data["people"] == "with" else (None, None)
    actions.start_export(
        congress=event, lock=lock, key=key, once=once, by=request.user.as_actor(), now=clock.now()
    )  # fmt: skip
    return once


def _listed(event: Congress, job: Job, file: StoredFile | None) -> dict[str, Any]:
    once = (job.key or "").rpartition(":")[2]
    shown = jobs.shown(job)
    result = shown["result"]
    return {
        "at": job.created_at,
        "state": shown["state"],
        "people": result.get("people"),
        "size": filesizeformat(result["bytes"]) if result else "",
        "page": reverse("portal-export-job", args=[event.slug, once]),
        "file": reverse("portal-export-file", args=[event.slug, once]) if file else "",
    }


@require_GET
def outcome(request: HttpRequest, congress: str, once: str) -> HttpResponse:
    """How far an export is, and its file."""
    event = team_congress(request, congress, Role.OWNER)
    job = jobs.job_or_404(actions.export_key(event, once))
    shown, result = jobs.shown(job), (job.progress.get("result") or {})
    facts = []
    if result:
        facts = [
            (_("People"), _("With people, encrypted") if result["people"] else _("Without people")),
            (_("Rows"), formats.number(result["rows"])),
            (_("Size"), filesizeformat(result["bytes"])),
        ]
        if result["missing"]:
            facts.append((_("Stored files that could not be found"), formats.number(result["missing"])))
    context = {
        "job": shown,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "file_url": reverse("portal-export-file", args=[event.slug, once])
        if actions.exported_file(job, clock.now())
        else "",
    }
    return render(request, "portal/export_job.html", context)


@require_GET
def download(request: HttpRequest, congress: str, once: str) -> FileResponse:
    """The file, for a day."""
    event = team_congress(request, congress, Role.OWNER)
    file = actions.exported_file(jobs.job_or_404(actions.export_key(event, once)), clock.now())
    if file is None or not default_storage.exists(file.name):
        raise Http404
    response = FileResponse(
        default_storage.open(file.name), as_attachment=True, filename=file.original_name, content_type="application/zip"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
