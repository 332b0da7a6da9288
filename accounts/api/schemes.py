"""How the API's description names a person's tool."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ToolScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.tokens.TokenAuthentication"
    name = "tool"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "plo_…: a person's tool. Reading needs the scope read, everything else write.",
        }
