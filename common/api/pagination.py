"""Lists as {"results", "next", "previous"}: cursors, so that page 1,000 costs what page 1 costs."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class Pages(CursorPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "id"

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }


def described(name: str, row: serializers.BaseSerializer[Any]) -> serializers.BaseSerializer[Any]:
    """How the API's description shows a page of rows; `row` is a serializer of many."""
    link: Any = {"allow_null": True, "help_text": "Another page; null where there is none."}
    fields: Any = {
        "results": row,
        "next": serializers.URLField(**link),
        "previous": serializers.URLField(**link),
    }
    return inline_serializer(name, fields)
