"""GET congresses/{slug}/sessions/."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.pagination import Pages
from common.api.pagination import described as page
from common.api.schema import describe
from common.api.throttles import Limit
from congress.models import Congress
from programme.models import PublishedSession
from programme.queries import sessions


class SessionOut(serializers.ModelSerializer[PublishedSession]):
    room = serializers.CharField(source="room_code")
    axis = serializers.CharField(source="axis_code")
    languages = serializers.ListField(source="interpretation", child=serializers.CharField())
    title = serializers.DictField(child=serializers.CharField())
    description = serializers.DictField(child=serializers.CharField())
    room_name = serializers.DictField(child=serializers.CharField())
    items = serializers.ListField(child=serializers.DictField())

    class Meta:
        model = PublishedSession
        fields: Any = [
            "code", "uid", "sequence", "status", "kind", "title", "description", "starts_at", "ends_at", "room",
            "room_name", "axis", "languages", "items", "changed_at",
        ]  # fmt: skip


class ByTime(Pages):
    ordering = ("starts_at", "room_code", "id")


class SessionList(APIView):
    throttle_classes = [Limit]

    @describe(responses=page("SessionPage", SessionOut(many=True)), operation_id="sessions_list")
    def get(self, request: Request, slug: str) -> Response:
        """Public published sessions, cancelled ones included, in order of time."""
        now = clock.now()
        congress = Congress.objects.public(now).filter(slug=slug).first()
        if congress is None or not congress.is_programme_open(now):
            raise NotFound
        pages = ByTime()
        rows = pages.paginate_queryset(sessions.published(congress), request, view=self)
        return pages.get_paginated_response(SessionOut(rows, many=True).data)
