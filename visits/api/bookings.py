"""POST departures/{code}/bookings/."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.tokens import bearer
from common import clock
from common.actors import Actor
from common.api.idempotency import IdempotencyKeyReused, once
from common.api.schema import describe
from common.api.throttles import Limit
from congress.enums import Part
from registration.api.authentication import holder, registration_of_token
from registration.enums import BOOKING
from registration.models import Registration
from visits.actions.booking import NotRegistered, book
from visits.models import Booking, Departure
from visits.permissions import held_registrations

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="16 to 64 characters, kept 24 hours"
)
BOOKED = inline_serializer(
    "Booking", {"code": serializers.CharField(), "state": serializers.ChoiceField(["booked", "waitlisted"])}
)


class NewBooking(serializers.Serializer[Any]):
    """`registration` is needed only where a signed-in visitor holds several of the congress."""

    waiting_list = serializers.BooleanField(required=False, default=False)
    registration = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")


class BookingList(APIView):
    throttle_classes = [Limit]

    @describe(
        request=NewBooking,
        responses={201: BOOKED, 200: BOOKED},
        parameters=[KEY],
        operation_id="bookings_create",
        auth=[{"registration": []}, {"tool": []}, {"cookieAuth": []}],
    )
    def post(self, request: Request, code: str) -> Response:
        """Books a seat, or a place on the waiting list of a full departure where that was asked for.

        201 when made, 200 when the registration holds it already. 409 departure_full, overlaps, not_registered,
        booking_closed, limit_reached.
        """
        row, by = None, None
        if bearer(request).startswith("plr_"):
            row = registration_of_token(request)
            by = holder(row)
        form = NewBooking(data=request.data)
        form.is_valid(raise_exception=True)
        departure = Departure.objects.public().with_all().filter(code=code).first()
        congress = departure.visit.congress if departure is not None else None
        if departure is None or congress is None or not congress.is_open_to_public(clock.now()):
            raise NotFound
        if not congress.uses(Part.VISITS):
            raise NotFound
        if row is None or by is None:
            row, by = _of_session(request, departure, form.validated_data["registration"])
        booking, is_new = _book(request, row, departure, form.validated_data["waiting_list"], by)
        return Response({"code": booking.code, "state": booking.state}, status=201 if is_new else 200)


def _book(
    request: Request, row: Registration, departure: Departure, waiting_list: bool, by: Actor
) -> tuple[Booking, bool]:
    """The booking, and whether the answer is that it was made: a twin under one key is told what the first was."""
    made_now = True

    def act() -> Booking:
        nonlocal made_now
        booking, made_now = book(
            registration=row, departure=departure, waiting_list=waiting_list, by=by, now=clock.now()
        )
        return booking

    if "Idempotency-Key" not in request.headers:  # the action's own transaction is enough
        return act(), made_now
    booking, _made = once(request, act)
    if booking.registration_id != row.pk:  # keys of visitors without an account share one space
        raise IdempotencyKeyReused()
    return booking, made_now


def _of_session(request: Request, departure: Departure, code: str) -> tuple[Registration, Actor]:
    """The registration that the visitor holds in the departure's congress: by signing in or by the letter's link."""
    if request.auth is None:
        SessionAuthentication().enforce_csrf(request)
    rows = list(held_registrations(request._request, departure.visit.congress))
    if code:
        rows = [row for row in rows if row.code == code]
    rows = [row for row in rows if row.state in BOOKING] or rows
    if len(rows) == 1:
        signed_in = request.user.is_authenticated
        return rows[0], request.user.as_actor() if signed_in else holder(rows[0])
    if rows or request.user.is_authenticated:
        raise NotRegistered()
    raise NotAuthenticated
