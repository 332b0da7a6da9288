"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

NATIVE = {"en": "English", "es": "Español", "fr": "Français", "pt": "Português"}


def page(request: HttpRequest) -> dict[str, Any]:
    return {"language_links": language_links(request), "is_demo": settings.DEMO}


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language, its query string kept."""
    current = translation.get_language()
    query = request.META.get("QUERY_STRING", "")
    links = []
    for code in NATIVE:
        url = in_language(request, code)
        links.append(
            {
                "code": code,
                "name": NATIVE[code],
                "url": f"{url}?{query}" if query else url,
                "is_current": code == current,
            }
        )
    return links


def in_language(request: HttpRequest, code: str) -> str:
    """This page's address in another language; the front page where the page has only one."""
    parts = request.path.split("/", 2)
    if len(parts) > 2 and parts[1] in NATIVE:
        return f"/{code}/{parts[2]}"
    return f"/{code}/"
