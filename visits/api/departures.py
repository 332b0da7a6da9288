"""GET congresses/{slug}/departures/."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import inline_serializer
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
from congress.enums import Part
from congress.models import Congress
from visits.models import Departure
from visits.queries.departures import departures, takes_bookings

TEXTS = serializers.DictField(child=serializers.CharField())
DEPARTURES = inline_serializer(
    "Departure",
    {
        "code": serializers.CharField(),
        "visit": inline_serializer("DepartureVisit", {"code": serializers.CharField(), "title": TEXTS}),
        "starts_at": serializers.DateTimeField(help_text="With the offset of the congress's time zone."),
        "ends_at": serializers.DateTimeField(),
        "languages": serializers.ListField(child=serializers.CharField()),
        "step_free": serializers.BooleanField(),
        "transport": TEXTS,
        "meeting_point": TEXTS,
        "places": serializers.IntegerField(),
        "places_left": serializers.IntegerField(),
        "waiting_list": serializers.BooleanField(),
        "state": serializers.CharField(),
        "open": serializers.BooleanField(help_text="Whether bookings are taken now; a full one may be open."),
    },
    many=True,
)


class ByTime(Pages):
    ordering = ("starts_at", "id")


def described(row: Departure, now: datetime) -> dict[str, Any]:
    zone = row.visit.congress.zone
    return {
        "code": row.code,
        "visit": {"code": row.visit.code, "title": row.visit.title},
        "starts_at": row.starts_at.astimezone(zone).isoformat(),
        "ends_at": row.ends_at.astimezone(zone).isoformat(),
        "languages": row.languages,
        "step_free": row.is_step_free,
        "transport": row.transport_label,
        "meeting_point": row.visit.meeting_point,
        "places": row.places,
        "places_left": row.places_left,
        "waiting_list": row.has_waiting_list,
        "state": row.state,
        "open": takes_bookings(row, now),
    }


class DepartureList(APIView):
    throttle_classes = [Limit]

    @describe(responses=page("DeparturePage", DEPARTURES), operation_id="departures_list")
    def get(self, request: Request, slug: str) -> Response:
        """The dated runs of a congress's study visits, by time."""
        now = clock.now()
        congress = Congress.objects.public(now).filter(slug=slug).first()
        if congress is None or not congress.uses(Part.VISITS):
            raise NotFound
        pages = ByTime()
        rows = pages.paginate_queryset(departures(congress), request, view=self)
        return pages.get_paginated_response([described(row, now) for row in rows or []])
