"""The organiser's own pages, as visitors read them."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import clock, formats
from common.web.context import NATIVE
from congress.models import Congress, Page, Picture
from congress.permissions import PAGE_READERS, has_role
from congress.queries.pages import Working, is_shown, published, working
from congress.rules.page_kinds import HOME, PRIVACY
from congress.web.page_shown import menu_of, shown
from congress.web.scope import public_congress
from congress.web.shown import send_file


def page(request: HttpRequest, congress: str, page: str) -> HttpResponse:
    """One page of the congress; unpublished ones, and `?draft`, only for those who prepare it. `?text=ca` reads it in
    a language of the congress that the rest of the site does not speak."""
    edition = public_congress(request, congress)
    row = edition.pages.filter(slug=page).first()
    wants_draft = "draft" in request.GET
    if row is None or wants_draft or not row.is_published:
        if row is not None and has_role(request.user, edition, *PAGE_READERS):
            return _page(request, edition, row, working(row), is_draft=bool(row.draft) or not row.is_published)
        if page == PRIVACY:  # until there is a notice of its own, what holds for every congress
            return redirect(f"/{get_language()}/privacy/")
        if row is None or not row.is_published:
            raise Http404
    if page == HOME:
        return redirect(f"/{get_language()}/{edition.slug}/")
    return _page(request, edition, row, published(row), is_draft=False)


def _page(request: HttpRequest, edition: Congress, row: Page, text: Working, *, is_draft: bool) -> HttpResponse:
    lang = get_language() or "en"
    asked = request.GET.get("text", "")
    found = shown(edition, text, asked if asked in edition.languages else "")
    others = [code for code in text.languages() if code not in NATIVE and code != found.lang]
    label = (_("Draft") if row.is_published else _("Not published yet")) if is_draft else ""
    menu = [one for one in edition.pages.filter(is_published=True, in_menu=True) if one.slug != HOME]
    context: dict[str, Any] = {
        "page": row,
        "shown": found,
        "wanted": lang,
        "chip": {"label": label, "tone": "wait"},
        "others": [{"code": code, "name": formats.language_name(code, code)} for code in others],
        "menu": menu_of(edition, menu, row.slug),
    }
    return render(request, "congress/page.html", context)


def picture(request: HttpRequest, congress: str, name: str) -> FileResponse:
    """A picture or file of the pages: for everybody where a published page of a public congress shows it, else for
    those who prepare them. A name that ends in -s asks for the narrow one."""
    edition = public_congress(request, congress)
    bare = name.removesuffix("-s")
    row = Picture.objects.select_related("file", "small").filter(congress=edition, name=bare).first()
    if row is None:
        raise Http404
    is_open = edition.is_open_to_public(clock.now()) and is_shown(row)
    if not is_open and not has_role(request.user, edition, *PAGE_READERS):
        raise Http404
    file = row.small if name != bare and row.small is not None else row.file
    response = send_file(file, is_image=row.is_image)
    if is_open:
        response.headers["Cache-Control"] = "public, max-age=86400"
    return response
