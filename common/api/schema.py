"""What every operation of the API answers when it refuses: one problem document, described once."""

from typing import Any

from common.api.problems import CONTENT_TYPE

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
