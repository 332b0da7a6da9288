"""`…/network/congresses/import/`: an edition's file is uploaded, looked at, and becomes a congress here."""

from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import is_secretariat
from common import clock, formats
from common.errors import DomainError, TooMany
from common.fields import pick
from common.models import Job, StoredFile
from common.transfer.archive import MAX_BYTES, Manifest
from common.transfer.sealing import WrongPassphrase
from common.web import jobs
from common.web.limits import limited
from common.web.page import form_error
from congress.enums import Role
from congress.queries.slugs import free_slug
from congress.rules.slugs import proposed
from portal.actions import edition_jobs as actions
from portal.actions.editions import PassphraseMissing, look, rows_of
from portal.web import edition_words

SESSION_KEY = "edition_import"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of an export"), widget=forms.FileInput(attrs={"accept": ".plenaria,.zip"})
    )


class ImportForm(forms.Form):
    slug = forms.CharField(
        label=gettext_lazy("Word in its address"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Small letters, figures and hyphens."),
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The one that was chosen when the file was made. It is not kept."),
    )

    def __init__(self, *args: Any, is_sealed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_sealed:
            del self.fields["passphrase"]


def _secretariat_or_404(request: HttpRequest) -> None:
    if not is_secretariat(request.user, clock.now().date()):
        raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file and keeps it; nothing is imported yet."""
    _secretariat_or_404(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                _keep(request, form.cleaned_data["file"])
            except DomainError as error:
                form_error(form, error)
            else:
                return redirect("portal-import-preview")
    context = {"form": form, "limit": filesizeformat(MAX_BYTES)}
    return render(request, "portal/import_upload.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, file: Any) -> None:
    if limited(request, "upload"):
        raise TooMany()
    old = _waiting(request)
    kept = actions.keep_upload(upload=file, now=clock.now())
    if old is not None:
        with suppress(actions.EditionImportUnderWay):  # it goes on, and its page says what came of it
            actions.discard(file=old)
    request.session[SESSION_KEY] = kept.pk


def _waiting(request: HttpRequest) -> StoredFile | None:
    pk = request.session.get(SESSION_KEY)
    return StoredFile.objects.filter(pk=pk, content_type=actions.WAITING).first() if pk else None


@login_required
@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """What the file holds; a POST has it imported."""
    _secretariat_or_404(request)
    job = Job.objects.filter(key=actions.import_key(request.session.get(SESSION_KEY, 0))).first()
    if job is not None and job.state != Job.State.FAILED:
        return redirect("portal-import-job", request.session[SESSION_KEY])
    file = _waiting(request)
    if file is None:
        messages.info(request, _("No file is waiting. Please upload it."))
        return redirect("portal-import")
    with default_storage.open(file.name) as source:
        manifest = look(source)
    initial = {"slug": _proposed(manifest)}
    form = ImportForm(request.POST or None, initial=initial, is_sealed=manifest.lock is not None)
    if request.method == "POST" and form.is_valid():
        try:
            _start(request, file, form)
        except (WrongPassphrase, PassphraseMissing) as error:
            form.add_error("passphrase", str(error))
        except DomainError as error:
            form_error(form, error)
        else:
            return redirect("portal-import-job", file.pk)
    context = {"form": form, "facts": _facts(manifest), "is_sealed": manifest.lock is not None, **_holds(manifest)}
    return render(request, "portal/import_preview.html", context, status=422 if form.errors else 200)


def _proposed(manifest: Manifest) -> str:
    return free_slug(proposed(str(manifest.about.get("slug", "")), "congress"))


def _start(request: HttpRequest, file: StoredFile, form: ImportForm) -> None:
    data = form.cleaned_data
    by = request.user.as_actor()
    slug = data["slug"].strip().lower()
    actions.start_import(file=file, slug=slug, passphrase=data.get("passphrase", ""), by=by, now=clock.now())


def _facts(manifest: Manifest) -> list[dict[str, str]]:
    """What the file says of itself; another installation's words, so only as text."""
    about = manifest.about
    name = about.get("name")
    facts = [
        (_("Name"), pick(name) if isinstance(name, dict) else ""),
        (_("First day"), _day(about.get("starts_on"))),
        (_("Last day"), _day(about.get("ends_on"))),
        (_("Time zone"), str(about.get("timezone", ""))),
        (_("People"), _("With people, encrypted") if manifest.lived else _("Without people")),
        (_("Rows"), formats.number(rows_of(manifest))),
        (_("Written on"), _day(str(manifest.made_at)[:10])),
        (_("Written by"), f"Plenaria {manifest.made_by} ({_('format')} {manifest.version})"),
    ]
    return [{"label": label, "value": value[:200]} for label, value in facts if value]


def _day(text: Any) -> str:
    """A day of the file as pages write days; whatever is none as it stands."""
    try:
        return formats.day(date.fromisoformat(str(text)))
    except ValueError:
        return str(text or "")


def _holds(manifest: Manifest) -> dict[str, Any]:
    return {
        "set_up": edition_words.counted(manifest.counts, edition_words.SET_UP),
        "people": edition_words.counted(manifest.counts, edition_words.PEOPLE),
    }


def _rows(result: dict[str, Any]) -> list[dict[str, str]]:
    """How many rows the file had, as its export said, and what became of them."""
    made, here = sum(result.get("made", {}).values()), sum(result.get("here", {}).values())
    rows = result.get("rows", made + here)
    facts = [(_("Rows in the file"), rows), (_("New here"), made)]
    facts += [(_("Here already, and left as they are"), here)] if here else []
    facts += [(_("Not taken in: roles, and what is not known here"), rows - made - here)] if rows > made + here else []
    return [{"label": label, "value": formats.number(number)} for label, number in facts]


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Drops the waiting file."""
    _secretariat_or_404(request)
    file = _waiting(request)
    request.session.pop(SESSION_KEY, None)
    if file is not None:
        with suppress(actions.EditionImportUnderWay):
            actions.discard(file=file)
    return redirect("portal-import")


@login_required
@require_GET
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, and what came of it."""
    _secretariat_or_404(request)
    shown = jobs.shown(jobs.job_or_404(actions.import_key(pk)))
    result = shown["result"]
    file = _waiting(request)
    roles = dict(Role.choices)
    context: dict[str, Any] = {
        "job": shown,
        "facts": _rows(result),
        "came": edition_words.counted(result.get("made", {}), edition_words.SET_UP | edition_words.PEOPLE),
        "team": [{"address": address, "role": roles.get(role, role)} for address, role in actions.team_of(result)],
        "left_out": result.get("left_out", []),
        "erased": result.get("erased", 0),
        "findings": result.get("findings", []),
        "manage_url": reverse("portal-manage", args=[result["slug"]]) if result else "",
        "back_url": reverse("portal-import-preview" if file and file.pk == pk else "portal-import"),
    }
    return render(request, "portal/import_job.html", context)
