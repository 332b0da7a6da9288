"""The scanner's page and the few files that must live under its own address.

The page holds no person's data and reads no session: it is the same for everybody, so a service worker may
keep it. What a device may see comes from the API, by the device's token.
"""

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from registration.web.scanner_words import all_words, words

FOLDERS = ("scanner", "vendor/zxing-wasm", "vendor/noble-ed25519")
KEPT = {".js", ".css", ".wasm", ".svg", ".png"}
# Served under /scan/ instead: a worker is governed by the service worker of its own address.
UNDER_SCAN = {"scanner/decoder.js", "scanner/service-worker.js"}

View = Callable[[HttpRequest], HttpResponse]


def _source(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"static file {name} is missing")
    return Path(found)


@lru_cache(maxsize=1)
def _kept_files() -> tuple[str, ...]:
    """Static files that the scanner needs offline, as names under STATIC_URL."""
    names: list[str] = []
    for folder in FOLDERS:
        root = _source(folder)
        names += [f"{folder}/{path.relative_to(root).as_posix()}" for path in root.rglob("*") if path.suffix in KEPT]
    return tuple(sorted(set(names) - UNDER_SCAN))


@lru_cache(maxsize=1)
def _version() -> str:
    """A hash over everything that the service worker keeps; another content is another version."""
    digest = hashlib.sha256()
    for name in (*_kept_files(), *sorted(UNDER_SCAN)):
        digest.update(name.encode() + b"\0" + _source(name).read_bytes())
    digest.update(json.dumps(all_words(), sort_keys=True).encode())
    digest.update(_page("en").encode())
    return digest.hexdigest()[:16]


def _page(language: str) -> str:
    # Without a request no context processor runs, so nobody's name or session can reach a kept page.
    with translation.override(language):
        context = {
            "words": words(language),
            "language": language,
            "languages": all_words().items(),
            "static_base": settings.STATIC_URL,
        }
        return render_to_string("registration/scanner.html", context)


def _headers(**headers: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            response = view(request)
            for name, value in headers.items():
                response[name.replace("_", "-")] = value
            return response

        return wrapped

    return decorate


FRESH = "no-cache"
_wasm = csp_update({"script-src": ["'wasm-unsafe-eval'"]})


@require_safe
@gzip_page
@_wasm
@_headers(Cache_Control=FRESH, Permissions_Policy="camera=(self), microphone=(), geolocation=()")
def page(request: HttpRequest) -> HttpResponse:
    """The scanner itself: one page for all congresses, in the visitor's language."""
    return HttpResponse(_page(translation.get_language() or settings.LANGUAGE_CODE))


@require_safe
@_headers(Cache_Control=FRESH, Service_Worker_Allowed="/scan/")
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told its version and what to keep."""
    addresses = [reverse(name) for name in ("scanner", "scanner-decoder", "scanner-words", "scanner-manifest")]
    kept = {
        "version": _version(),
        "page": addresses[0],
        "files": [*addresses, *(settings.STATIC_URL + name for name in _kept_files())],
    }
    head = f"const KEPT = {json.dumps(kept)};\n"
    body = head + _source("scanner/service-worker.js").read_text(encoding="utf-8")
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_safe
@_wasm
@_headers(Cache_Control=FRESH)
def decoder(request: HttpRequest) -> HttpResponse:
    """The camera's decoder, a worker, with its imports pointed from here to the static files."""
    body = (
        _source("scanner/decoder.js")
        .read_text(encoding="utf-8")
        .replace('"../vendor/', f'"{settings.STATIC_URL}vendor/')
    )
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_safe
@gzip_page
@_headers(Cache_Control=FRESH)
def words_file(request: HttpRequest) -> HttpResponse:
    """The scanner's texts in every language, so that the language can be changed offline."""
    return JsonResponse(all_words(), json_dumps_params={"ensure_ascii": False})


@require_safe
@_headers(Cache_Control=FRESH)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to put the scanner on its home screen."""
    icons: list[dict[str, Any]] = [
        {"src": f"{settings.STATIC_URL}scanner/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    maskable = {"src": f"{settings.STATIC_URL}scanner/icon-maskable.png", "sizes": "512x512", "type": "image/png"}
    name = words(translation.get_language() or settings.LANGUAGE_CODE)["app"]
    content = {
        "id": reverse("scanner"),
        "name": f"Plenaria: {name}",
        "short_name": "Plenaria",
        "start_url": reverse("scanner"),
        "scope": reverse("scanner"),
        "display": "standalone",
        "orientation": "any",
        "background_color": "#0f4550",
        "theme_color": "#0f4550",
        "icons": [*icons, {**maskable, "purpose": "maskable"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")
