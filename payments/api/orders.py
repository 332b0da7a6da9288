"""An order for whoever may pay it; the waiting page asks it."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.schema import describe
from payments.models import Order
from payments.permissions import held_order


class OrderShape(serializers.Serializer[Order]):
    """An order as its payer sees it; amounts are decimal texts."""

    code = serializers.CharField()
    state = serializers.CharField()
    total = serializers.CharField(source="total.text")
    due = serializers.CharField(source="due.text")
    currency = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)


class OrderView(APIView):
    """`GET orders/{code}/`: only for the session that exchanged the order's link; 404 otherwise."""

    @describe(operation_id="orders_retrieve", responses=OrderShape, tags=["payments"])
    def get(self, request: Request, code: str) -> Response:
        order = held_order(request._request, code)
        return Response(OrderShape(order).data)
