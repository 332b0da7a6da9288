"""`…/manage/pictures/`: the pictures and files of the pages, what they show in each language, and where they stand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, fields, formats
from common.errors import DomainError, TooMany
from common.uploads import sniff
from common.web.limits import limited
from common.web.page import form_error
from congress.actions.pictures import MOST_ALT, add_file, add_picture, describe_picture, remove_picture
from congress.enums import Role
from congress.models import Congress, Page, Picture
from congress.permissions import PAGE_READERS, PAGE_WRITERS, has_role
from congress.queries.pages import pages_showing, pictures_of
from congress.web.page_desk import page_url
from congress.web.page_shown import picture_url
from congress.web.scope import team_congress

A_PAGE = 40


class UploadForm(forms.Form):
    upload = forms.FileField(
        label=gettext_lazy("Picture or PDF"),
        help_text=gettext_lazy(
            "PNG, JPEG or WebP up to 25 megapixels, or a PDF; up to 10 MB. Where a photograph was taken is left out."
        ),
    )


class AltForm(forms.Form):
    """What a picture shows, in each language."""

    def __init__(self, *args: Any, languages: list[str], row: Picture, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages:
            label = _("What the picture shows, in %(language)s") % {"language": formats.language_name(code)}
            widget = forms.Textarea(attrs={"rows": 2, "lang": code, "dir": "auto"})
            self.fields[code] = forms.CharField(
                label=label, max_length=MOST_ALT, required=False, widget=widget, initial=row.alt.get(code, "")
            )


@login_required
def pictures(request: HttpRequest, congress: str) -> HttpResponse:
    """Every picture and file, where it is shown, and a field for one more."""
    edition = team_congress(request, congress, *PAGE_READERS)
    is_owner = has_role(request.user, edition, Role.OWNER)
    if request.method == "POST" and not is_owner:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = _add(request, edition, form.cleaned_data["upload"])
            return redirect("congress-manage-picture", edition.slug, row.name)
        except DomainError as error:
            form.add_error("upload", str(error))
    listing = Paginator(list(pictures_of(edition).values()), A_PAGE).get_page(request.GET.get("page"))
    uses = pages_showing(edition)
    context = {
        "page_obj": listing,
        "rows": [_row(row, edition, uses.get(row.name, [])) for row in listing],
        "form": form if is_owner else None,
        "zone": edition.timezone,
    }
    return render(request, "congress/manage_pictures.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, edition: Congress, upload: Any) -> Picture:
    if limited(request, "upload"):
        raise TooMany
    head = upload.read(16)
    upload.seek(0)
    keep = add_file if sniff(head) == "application/pdf" else add_picture
    return keep(congress=edition, upload=upload, by=_actor(request), now=clock.now())


def _row(row: Picture, edition: Congress, uses: list[Page]) -> dict[str, Any]:
    missing = [code for code in edition.languages if not row.alt.get(code)] if row.is_image else []
    size = f"{formats.number(row.width)} × {formats.number(row.height)}" if row.width and row.height else ""
    kind = row.file.content_type.rpartition("/")[2].upper()
    return {
        "row": row,
        "name": fields.pick(row.alt) or row.file.original_name,
        "thumb": picture_url(edition, row, small=True) if row.is_image else "",
        "facts": ", ".join(text for text in (kind, size, filesizeformat(row.file.size)) if text),
        "missing": formats.listing([formats.language_name(code) for code in missing]),
        "uses": [{"label": fields.pick(page.title) or page.slug, "url": page_url(page, edition)} for page in uses],
        "url": reverse("congress-manage-picture", args=[edition.slug, row.name]),
    }


@login_required
def picture(request: HttpRequest, congress: str, name: str) -> HttpResponse:
    """One picture: its descriptions, and its removal where no page shows it."""
    edition = team_congress(request, congress, *PAGE_WRITERS)
    row = pictures_of(edition, [name]).get(name)
    if row is None:
        raise Http404
    is_owner = has_role(request.user, edition, Role.OWNER)
    verb = request.POST.get("do", "describe") if request.method == "POST" else ""
    form = AltForm(request.POST if verb == "describe" else None, languages=edition.languages, row=row)
    back = reverse("congress-manage-pictures", args=[edition.slug])
    try:
        if verb == "remove" and is_owner:
            remove_picture(row=row, by=_actor(request), now=clock.now())
            messages.success(request, _("It was removed."))
            return redirect(back)
        if verb == "describe" and form.is_valid():
            describe_picture(row=row, alt=form.cleaned_data, by=_actor(request), now=clock.now())
            messages.success(request, _("The descriptions are saved."))
            return redirect(back)
    except DomainError as error:
        form_error(form, error) if form.is_bound else messages.error(request, str(error))
    uses = pages_showing(edition).get(row.name, [])
    context = {"form": form, "is_owner": is_owner, "picture": row, **_row(row, edition, uses)}
    return render(request, "congress/manage_picture.html", context, status=422 if form.errors else 200)


def _actor(request: HttpRequest) -> Any:
    return request.user.as_actor()  # type: ignore[union-attr]
