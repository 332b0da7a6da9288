"""A congress's colours as a stylesheet of its own address, and its pictures."""

import hashlib

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from common import clock
from congress.models import Congress
from congress.rules.contrast import ink_on
from congress.web import pages
from congress.web.scope import public_congress


def stylesheet_text(congress: Congress) -> str:
    return (
        f":root{{--brand:{congress.primary_colour};--brand-ink:{ink_on(congress.primary_colour)};"
        f"--accent:{congress.accent_colour}}}\n"
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def stylesheet_url(congress: Congress) -> str:
    """The address carries a hash of the content, so it may be kept for ever."""
    return reverse("portal-brand", args=[congress.slug, _hash(stylesheet_text(congress))])


def stylesheet(request: HttpRequest, congress: str, digest: str) -> HttpResponse:
    row = public_congress(request, congress)
    text = stylesheet_text(row)
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = _kept(row) if digest == _hash(text) else "no-cache"
    return response


def picture(request: HttpRequest, congress: str, kind: str, name: str) -> FileResponse:
    """The logo or header image of a congress that the visitor may see, or a picture of its pages."""
    if kind == "page":
        return pages.picture(request, congress, name)
    row = public_congress(request, congress)
    file = row.logo if kind == "logo" else row.header_image
    if file is None or file.sha256[:16] != name:
        raise Http404
    response = FileResponse(default_storage.open(file.name), content_type=file.content_type)
    response.headers["Cache-Control"] = _kept(row)
    return response


def _kept(congress: Congress) -> str:
    """How long caches keep it. What only the team may see stays in its browsers, and is asked for anew."""
    return "public, max-age=31536000, immutable" if congress.is_open_to_public(clock.now()) else "private, no-cache"


def picture_url(congress: Congress, kind: str) -> str:
    file = congress.logo if kind == "logo" else congress.header_image
    return reverse("portal-picture", args=[congress.slug, kind, file.sha256[:16]]) if file else ""
