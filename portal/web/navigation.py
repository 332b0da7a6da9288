"""The menu of a congress, the brand stylesheet's address and the account menu."""

from typing import Any

from django.http import HttpRequest


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context of the page's frame; grows with request.congress."""
    return {"congress": getattr(request, "congress", None)}
