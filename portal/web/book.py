"""The book of abstracts of a congress: asked for, waited for, read."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, formats
from common.web import jobs
from common.web.context import NATIVE, in_language
from common.web.page import absolute
from congress.actions.book import ask_for_book, book_of
from congress.queries import bank
from congress.web.scope import public_congress


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/experiences/book/`: the book in the reader's language, or how far it is.

    It changes nothing of a congress, so an archived one has it as well.
    """
    event = public_congress(request, congress, archived_too=True)
    lang = get_language() or "en"
    here = reverse("portal-experiences", args=[event.slug])
    figures = bank.figures(bank.experiences_of(event))
    if not figures["experiences"]:
        raise Http404
    if request.method == "POST":
        ask_for_book(congress=event, lang=lang, address=absolute(here), now=clock.now())
        return redirect("portal-book", event.slug)
    job, file = book_of(event, lang)
    pages = (job.progress.get("result") or {}).get("pages", 0) if job else 0
    context = {
        "job": jobs.shown(job) if job and not file else None,
        "file_url": reverse("portal-book-file", args=[event.slug]) if file else "",
        "file_says": _("PDF, %(pages)s, %(size)s")
        % {
            "pages": ngettext("%(n)s page", "%(n)s pages", pages) % {"n": formats.number(pages)},
            "size": filesizeformat(file.size),
        }
        if file
        else "",
        "figures": figures,
        "others": [
            {"name": name, "code": code, "url": in_language(request, code)}
            for code, name in NATIVE.items()
            if code != lang
        ],
        "breadcrumbs": [{"label": _("Experiences"), "url": here}, {"label": _("Book of abstracts")}],
    }
    return render(request, "portal/book.html", context)


@require_safe
def download(request: HttpRequest, congress: str) -> HttpResponseBase:
    """The PDF; while it is not drawn, or no longer what it should be, the page where it is asked for."""
    event = public_congress(request, congress)
    _job, file = book_of(event, get_language() or "en")
    if file is None or not default_storage.exists(file.name):
        return redirect("portal-book", event.slug)
    etag = f'"{file.sha256[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = FileResponse(
            default_storage.open(file.name), filename=file.original_name, content_type="application/pdf"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
