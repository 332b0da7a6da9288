"""What readers of a double-blind round read: written by the chair or the owner beside the original."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock, formats
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.redaction import MOST_CHARACTERS, save_redaction
from congress.enums import Blindness, Role, SubmissionState
from congress.models import Call, Submission
from congress.permissions import JUDGES, has_role
from congress.queries.reading import Part, is_outdated, parts_of, redaction_of, still_named
from congress.web.chair import chair_context, chairs_call, visible
from congress.web.shown import marked_title, title_of

PAGE = 50
WRITERS = (Role.OWNER, *JUDGES)
_LABELS = {"title": lambda: _("Title"), "summary": lambda: _("Summary")}


class RedactionForm(forms.Form):
    """One field for each text, beside the original; first filled with what the veil leaves of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    of_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, parts: list[Part], kept: dict[str, str], initial: dict[str, int]) -> None:
        super().__init__(data, initial=initial)
        self.parts = parts
        for part in parts:
            self.fields[part.name] = forms.CharField(
                label=_label(part),
                required=False,
                max_length=MOST_CHARACTERS,
                initial=kept.get(part.name, part.veiled),
                widget=forms.Textarea(attrs={"rows": 2 if part.label == "title" else 8, "lang": part.lang}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each original with its field."""
        return [
            {"label": _label(part), "lang": part.lang, "original": part.original, "field": self[part.name]}
            for part in self.parts
        ]

    def texts(self) -> dict[str, str]:
        return {part.name: self.cleaned_data[part.name] for part in self.parts}


def _label(part: Part) -> str:
    said = _LABELS.get(part.label)
    return f"{said()} ({formats.language_name(part.lang)})" if said else part.label


@login_required
def redaction(request: HttpRequest, congress: str, call: str, code: str) -> HttpResponse:
    """The texts of one experience for blind readers; says when the author changed something afterwards."""
    row = _writers_call(request, congress, call)
    one = _rows(request, row).filter(code=code).first()
    if one is None:
        raise Http404
    one.call = row
    kept = redaction_of(one)
    initial = {"version": kept.version if kept else 0, "of_version": one.version}
    texts = kept.texts if kept else {}
    form = RedactionForm(request.POST or None, parts=parts_of(one), kept=texts, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_redaction(
                submission=one,
                texts=form.texts(),
                version=form.cleaned_data["version"],
                of_version=form.cleaned_data["of_version"],
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
            )
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("Blind readers get these texts from now on."))
            return redirect(request.path)
    context = chair_context(request, row, "", title_of(one)) | {
        "submission": one,
        "title": title_of(one),
        "form": form,
        "kept": kept,
        "is_outdated": is_outdated(one),
        "named": still_named(one, texts) if kept else [],
        "back_url": reverse("congress-manage-redactions", args=[congress, call]),
    }
    return render(request, "congress/redaction.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def redactions(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Which experiences have texts for blind readers, which have none of their own, which are outdated."""
    row = _writers_call(request, congress, call)
    rows = _rows(request, row).filter(state=SubmissionState.SUBMITTED).order_by("code")
    listing = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = chair_context(request, row, "redactions") | {
        "page_obj": listing,
        "is_blind": row.rounds.filter(blindness=Blindness.DOUBLE).exists(),
        "rows": [
            {
                "title": marked_title(one),
                "code": one.code,
                "url": reverse("congress-manage-redaction", args=[congress, call, one.code]),
                "chip": _chip(one),
            }
            for one in listing
        ],
    }
    return render(request, "congress/redactions.html", context)


def _chip(one: Submission) -> dict[str, str]:
    if redaction_of(one) is None:
        return {"label": _("Names taken out automatically"), "tone": ""}
    if is_outdated(one):
        return {"label": _("Changed by the author since"), "tone": "wait"}
    return {"label": _("Written"), "tone": "ok"}


def _writers_call(request: HttpRequest, congress: str, code: str) -> Call:
    row = chairs_call(request, congress, code)
    if not has_role(request.user, row.congress, *WRITERS):
        raise Http404
    return row


def _rows(request: HttpRequest, call: Call) -> Any:
    """What the visitor may see, with all that a redaction is made of."""
    return (
        visible(request, call)
        .select_related("call__congress", "call__form", "organisation", "author", "answer_set", "redaction")
        .prefetch_related("co_presenters")
    )


def redaction_url(request: HttpRequest, one: Submission) -> str:
    """Where the texts for blind readers are written, for those who may where a round of the call is double-blind."""
    if not has_role(request.user, one.call.congress, *WRITERS):
        return ""
    if not one.call.rounds.filter(blindness=Blindness.DOUBLE).exists():
        return ""
    return reverse("congress-manage-redaction", args=[one.call.congress.slug, one.call.code, one.code])
