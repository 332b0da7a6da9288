"""A congress's colours as a stylesheet of its own address, and its pictures."""

import hashlib

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from congress.models import Congress
from congress.rules.contrast import ink_on


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
    row = Congress.objects.filter(slug=congress).only("slug", "primary_colour", "accent_colour").first()
    if row is None:
        raise Http404
    text = stylesheet_text(row)
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    fresh = digest == _hash(text)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return response


def picture(request: HttpRequest, congress: str, kind: str, name: str) -> FileResponse:
    """The logo or header image of a public congress."""
    row = Congress.objects.select_related("logo", "header_image").filter(slug=congress).first()
    file = (row.logo if kind == "logo" else row.header_image) if row is not None else None
    if file is None or file.sha256[:16] != name:
        raise Http404
    response = FileResponse(default_storage.open(file.name), content_type=file.content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def picture_url(congress: Congress, kind: str) -> str:
    file = congress.logo if kind == "logo" else congress.header_image
    return reverse("portal-picture", args=[congress.slug, kind, file.sha256[:16]]) if file else ""
