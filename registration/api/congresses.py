"""GET congresses/ and congresses/{slug}/."""

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
from registration.queries.congresses import described, public_congresses

OFFER = {
    "code": serializers.CharField(),
    "name": serializers.DictField(child=serializers.CharField()),
    "fee": serializers.CharField(
        allow_null=True, help_text="In units with the currency's digits; null between periods."
    ),
    "currency": serializers.CharField(),
    "places_left": serializers.IntegerField(allow_null=True, help_text="null is unlimited"),
    "open": serializers.BooleanField(),
    "waiting_list": serializers.BooleanField(),
    "needs": serializers.ListField(child=serializers.CharField()),
}
FIELDS = {
    "slug": serializers.CharField(),
    "name": serializers.DictField(child=serializers.CharField()),
    "starts_on": serializers.DateField(),
    "ends_on": serializers.DateField(),
    "timezone": serializers.CharField(),
    "languages": serializers.ListField(child=serializers.CharField()),
    "axes": inline_serializer(
        "CongressAxis",
        {"code": serializers.CharField(), "name": serializers.DictField(child=serializers.CharField())},
        many=True,
    ),
    "categories": inline_serializer("Category", OFFER, many=True),
    "add_ons": inline_serializer("AddOn", OFFER, many=True),
}
CONGRESS = inline_serializer("Congress", FIELDS)
CONGRESSES = page("CongressPage", inline_serializer("Congress", FIELDS, many=True))


class ByRegistration(Pages):
    # Whoever lists congresses looks for the one that takes registrations; `number` says in which order to show them.
    ordering = ("number", "id")
    page_size = 20


class CongressList(APIView):
    throttle_classes = [Limit]

    @describe(responses=CONGRESSES, operation_id="congresses_list")
    def get(self, request: Request) -> Response:
        """Public congresses of the network."""
        pages = ByRegistration()
        now = clock.now()
        rows = pages.paginate_queryset(public_congresses(now), request, view=self)
        return pages.get_paginated_response([described(row, now) for row in rows or []])


class CongressDetail(APIView):
    throttle_classes = [Limit]

    @describe(responses=CONGRESS, operation_id="congresses_retrieve")
    def get(self, request: Request, slug: str) -> Response:
        """One congress: its axes, categories and extras with what they cost now and the places left."""
        now = clock.now()
        row = public_congresses(now).filter(slug=slug).first()
        if row is None:
            raise NotFound
        return Response(described(row, now))
