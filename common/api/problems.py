"""Errors of the API as RFC 9457 problem details with a stable `code`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from common.errors import DomainError

CONTENT_TYPE = "application/problem+json"


def body(code: str, title: str, status_code: int, **extra: Any) -> dict[str, Any]:
    return {"type": f"urn:plenaria:error:{code}", "title": title, "status": status_code, "code": code, **extra}


def of_domain_error(error: DomainError) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if error.fields:
        extra["errors"] = {name: [str(text) for text in texts] for name, texts in error.fields.items()}
    public = {
        k: v for k, v in error.params.items() if isinstance(v, (str, int)) and k.endswith(("_at", "_code", "limit"))
    }
    return body(error.code, str(error), error.status, **extra, **public)


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler."""
    data, code, headers = _problem(error)
    if data is None:
        return None
    return Response(data, status=code, headers=headers, content_type=CONTENT_TYPE)


def _problem(error: Exception) -> tuple[dict[str, Any] | None, int, dict[str, str]]:
    if isinstance(error, DomainError):
        return of_domain_error(error), error.status, {}
    if isinstance(error, Http404):
        return body("not_found", _("This does not exist."), 404), 404, {}
    if isinstance(error, PermissionDenied):
        return body("not_allowed", _("You are not allowed to do this."), 403), 403, {}
    if isinstance(error, exceptions.ValidationError):
        return body("invalid", _("Please check what you have entered."), 400, errors=_fields(error.detail)), 400, {}
    if isinstance(error, exceptions.ParseError):
        return body("not_json", _("The request is not valid JSON."), 400), 400, {}
    if isinstance(error, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        return (
            body("not_authenticated", _("A valid token or session is needed."), 401),
            401,
            {"WWW-Authenticate": "Bearer"},
        )
    if isinstance(error, exceptions.Throttled):
        wait = {"Retry-After": str(int(getattr(error, "wait", None) or 60))}
        return body("too_many_requests", _("Too many requests. Please wait a moment."), 429), 429, wait
    if isinstance(error, exceptions.APIException):
        code = error.status_code
        return body(str(error.default_code), str(error.detail), code), code, {}
    if isinstance(error, OperationalError):
        text = _("The service is busy. Please try again in a moment.")
        return body("busy", text, status.HTTP_503_SERVICE_UNAVAILABLE), 503, {"Retry-After": "2"}
    return None, 500, {}


def _fields(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        out: dict[str, list[str]] = {}
        for name, value in detail.items():
            key = f"{prefix}.{name}" if prefix else str(name)
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                out[key] = [str(v) for v in value]
            else:
                out.update(_fields(value, key))
        return out
    if isinstance(detail, list):
        out = {}
        for i, value in enumerate(detail):
            out.update(
                _fields(value, f"{prefix}[{i}]")
                if isinstance(value, (dict, list))
                else {prefix or "body": [str(value)]}
            )
        return out
    return {prefix or "body": [str(detail)]}


def respond(error: Exception, request: HttpRequest | None = None) -> JsonResponse:
    """The same answer from a plain Django view."""
    data, code, headers = _problem(error)
    if data is None:
        data = body("server_error", _("Something went wrong on our side. We have been told."), 500)
    return JsonResponse(data, status=code, headers=headers, content_type=CONTENT_TYPE)
