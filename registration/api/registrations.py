"""POST congresses/{slug}/registrations/ and GET registrations/{code}/."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.actors import Actor
from common.api.idempotency import once
from common.api.schema import describe
from common.api.throttles import Limit
from common.errors import TooMany
from common.tokens import digest
from common.web.context import NATIVE
from common.web.limits import limited
from congress.models import Congress
from congress.permissions import has_role
from payments.queries.links import pay_url
from registration.actions.again import tell_twin
from registration.actions.register import AlreadyRegistered, Application, register
from registration.models import Registration
from registration.permissions import READ, is_owner, is_proven
from registration.queries.access import access_token

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="16 to 64 characters, kept 24 hours"
)


class NewRegistration(serializers.Serializer[Any]):
    """A category, an address, a name and the consent `privacy` suffice; the rest can be completed by link."""

    category = serializers.CharField(max_length=40)
    email = serializers.EmailField(max_length=254)
    given_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    family_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    city = serializers.CharField(max_length=60, required=False, allow_blank=True, allow_null=True, default="")
    language = serializers.CharField(max_length=8, required=False, default="en")
    position = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    consents = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )
    add_ons = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )
    waiting_list = serializers.BooleanField(required=False, default=False)
    answers = serializers.DictField(required=False, default=dict)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        for name, value in data.items():
            if isinstance(value, str) and any(ord(c) < 32 or ord(c) == 127 for c in value):
                raise serializers.ValidationError({name: ["Control characters are not accepted."]})
        return data


ORDER = inline_serializer(
    "RegistrationOrder",
    {
        "code": serializers.CharField(),
        "state": serializers.CharField(),
        "total": serializers.CharField(),
        "currency": serializers.CharField(),
        "expires_at": serializers.DateTimeField(allow_null=True),
        "pay_url": serializers.CharField(),
    },
    allow_null=True,
)
MADE = inline_serializer(
    "Registration",
    {
        "code": serializers.CharField(),
        "state": serializers.CharField(),
        "category": serializers.CharField(),
        "order": ORDER,
        "access_token": serializers.CharField(),
        "manage_url": serializers.CharField(),
    },
)


class RegistrationList(APIView):
    throttle_classes = [Limit.of("register")]

    @describe(request=NewRegistration, responses={201: MADE}, parameters=[KEY], operation_id="registrations_create")
    def post(self, request: Request, slug: str) -> Response:
        """Registers one person. 409 category_full, already_registered, registration_closed; 400 invalid."""
        congress = Congress.objects.public(clock.now()).filter(slug=slug).first()
        if congress is None:
            raise NotFound
        form = NewRegistration(data=request.data)
        form.is_valid(raise_exception=True)
        application = application_of(form.validated_data)
        if limited(request._request, "register_address", application.email.casefold()):
            raise TooMany()
        by = request.user.as_actor() if request.user.is_authenticated else Actor("public", "api", "public API")
        try:
            row, _made = once(
                request, lambda: register(congress=congress, application=application, by=by, now=clock.now())
            )
        except AlreadyRegistered:
            tell_twin(congress=congress, application=application, now=clock.now())
            raise
        row = Registration.objects.select_related("category", "order").get(pk=row.pk)
        return Response(described(row), status=201)


def application_of(data: dict[str, Any]) -> Application:
    language = data["language"].lower().split("-")[0]
    return Application(
        category=data["category"],
        email=data["email"].strip(),
        given_name=data["given_name"],
        family_name=data["family_name"],
        language=language if language in NATIVE else "en",
        organisation=data["city"] or "",
        position=data["position"],
        consents=tuple(data["consents"]),
        add_ons=tuple(data["add_ons"]),
        waiting_list=data["waiting_list"],
        answers=data["answers"],
    )


def order_of(row: Registration) -> dict[str, Any] | None:
    order = row.order
    if order is None:
        return None
    return {
        "code": order.code,
        "state": order.state,
        "total": order.total.text,
        "currency": order.currency,
        "expires_at": order.expires_at.isoformat().replace("+00:00", "Z") if order.expires_at else None,
        "pay_url": pay_url(order),
    }


def described(row: Registration) -> dict[str, Any]:
    """The answer to whoever registered; a repeat under the same Idempotency-Key renders it again."""
    token = access_token(row.code, row.access_version, row.token_hash)
    live = row.token_hash == digest(token)
    return {
        "code": row.code,
        "state": row.state,
        "category": row.category.code,
        "order": order_of(row),
        "access_token": token if live else "",
        "manage_url": f"{settings.PUBLIC_URL}{reverse('registration-link', args=[token])}" if live else "",
    }


class RegistrationDetail(APIView):
    throttle_classes = [Limit]

    @describe(
        responses=inline_serializer(
            "RegistrationRead",
            {
                "code": serializers.CharField(),
                "state": serializers.CharField(),
                "category": serializers.CharField(),
                "given_name": serializers.CharField(),
                "family_name": serializers.CharField(),
                "city": serializers.CharField(allow_null=True),
                "order": ORDER,
            },
        ),
        operation_id="registrations_retrieve",
    )
    def get(self, request: Request, code: str) -> Response:
        """One registration, for its owner (signed in, or after the letter's link) and for organisers."""
        rows = Registration.objects.select_related("category", "order", "person", "congress", "organisation")
        row = rows.filter(code=code).first()
        if row is None or not _may_read(request, row):
            raise NotFound
        return Response(
            {
                "code": row.code,
                "state": row.state,
                "category": row.category.code,
                "given_name": row.person.given_name,
                "family_name": row.person.family_name,
                "city": row.organisation.slug if row.organisation else None,
                "order": order_of(row),
            }
        )


def _may_read(request: Request, row: Registration) -> bool:
    plain = request._request
    if is_owner(plain, row) or is_proven(plain, row):
        return True
    return has_role(request.user, row.congress, *READ)
