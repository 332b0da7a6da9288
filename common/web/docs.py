"""The API's reference, rendered from our own schema on the server: no script at all."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@lru_cache(maxsize=1)
def _operations() -> list[dict[str, Any]]:
    from common.api.generator import Generator

    schema = Generator().get_schema(request=None, public=True)
    found = []
    for path, methods in schema["paths"].items():
        for method, spec in methods.items():
            body = spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            found.append(
                {
                    "id": spec.get("operationId", path),
                    "method": method.upper(),
                    "path": path,
                    "summary": spec.get("description", ""),
                    "parameters": spec.get("parameters", []),
                    "body": _fields(schema, body),
                    "answers": [
                        {"code": code, "text": answer.get("description", "")}
                        for code, answer in spec["responses"].items()
                    ],
                }
            )
    return found


def _fields(schema: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in node:
        node = schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]]
    required = node.get("required", [])
    return [
        {
            "name": name,
            "type": spec.get("type", "object"),
            "required": name in required,
            "text": spec.get("description", ""),
        }
        for name, spec in node.get("properties", {}).items()
    ]


def schema(request: HttpRequest) -> HttpResponse:
    """The description itself, as OpenAPI."""
    from drf_spectacular.views import SpectacularAPIView

    return SpectacularAPIView.as_view()(request)


def reference(request: HttpRequest) -> HttpResponse:
    return render(request, "common/api_reference.html", {"operations": _operations()})
