"""Cross-cutting edges: the access log without personal data, no shared caches, refusals as pages."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from common.api.problems import respond
from common.errors import DomainError, Invalid
from common.web.refusals import busy, refusal, wrong_method

log = structlog.get_logger("access")
View = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """One line a request: the route (never the path, which may hold a secret), status, milliseconds."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if not settings.TESTING:
            match = getattr(request, "resolver_match", None)
            route = match.route if match else ("static" if request.path.startswith(settings.STATIC_URL) else "-")
            if route != "static":
                log.info(
                    "request",
                    method=request.method,
                    route=route,
                    status=response.status_code,
                    ms=round(1000 * (time.perf_counter() - started)),
                )
        return response


class PlainAddresses:
    """An address that holds a zero byte names nothing: PostgreSQL takes none in a text."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            if request.path.startswith("/api/"):
                return respond(Invalid())
            return HttpResponse(str(Invalid()), status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class PrivatePages:
    """Pages of signed-in people and of link holders are kept by no shared cache."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers and not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "private, no-store" if _personal(request) else "private, no-cache"
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response


def _personal(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    session = getattr(request, "session", None)
    return bool(user is not None and user.is_authenticated) or bool(
        session is not None and session.accessed and session.keys()
    )


class Refusals:
    """A DomainError that no view has caught becomes its sentence on a page, or problem+json under /api/.

    So does a method that an address does not take, where the answer would be an empty page.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            return wrong_method(request, answer)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json"):
                return respond(error)
            return refusal(request, error)
        if isinstance(error, OperationalError):
            return busy(request)
        return None


class Language(LocaleMiddleware):
    """The reader's language. A 404 of an address that exists stays one.

    Django tries any 404 without a language again under one, where `/demo/` would be the page of a congress.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.resolver_match is not None:
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response
        return super().process_response(request, response)
