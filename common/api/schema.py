"""The API's description: what each operation says of itself, and the one document with which all refuse.

What makes the description is as large as a tenth of a web worker and hardly ever asked for, so operations only note
what they say, and `apply` tells it once somebody asks.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.module_loading import autodiscover_modules

from common.api.problems import CONTENT_TYPE

Op = TypeVar("Op", bound=Callable[..., Any])
_noted: list[tuple[Callable[..., Any], dict[str, Any]]] = []

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `title` is a sentence in the caller's language.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "Sentences by field, where the input was not valid.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
REFUSAL = {
    "description": "Refused; `code` says why.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe_refusals(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Adds the problem document to every operation as its default answer."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", REFUSAL)
    return result


def describe(**said: Any) -> Callable[[Op], Op]:
    """Notes what drf-spectacular's `extend_schema` is to hear of an operation; for methods of views."""

    def note(operation: Op) -> Op:
        operation.kwargs = {}  # type: ignore[attr-defined]  # a decorator further out copies the reference
        _noted.append((operation, said))
        return operation

    return note


def apply() -> None:
    """Tells drf-spectacular all that was noted, and each app's ways to sign in (`api/schemes.py`)."""
    from drf_spectacular.utils import extend_schema

    autodiscover_modules("api.schemes")
    while _noted:
        operation, said = _noted.pop()
        extend_schema(**said)(operation)
