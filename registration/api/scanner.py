"""The three calls of a door device: set itself up, fetch its list, hand in its scans."""

import gzip
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.api.tokens import bearer
from common import clock
from common.api.parsers import AnyJson
from common.api.schema import describe
from common.api.throttles import Limit
from common.errors import DomainError, Invalid
from common.tokens import digest
from common.web.limits import limited
from registration.actions import devices, scans
from registration.enums import Outcome
from registration.models import Device
from registration.queries import manifest

MOST_SCANS = 1000
MOST_BYTES = 5 * 1024 * 1024
WORTH_PACKING = 1024


class DeviceRevoked(DomainError):
    code = "device_revoked"
    message = _("This device was withdrawn. Delete its list and its token.")
    status = 403


class TooLarge(DomainError):
    code = "too_large"
    message = _("Hand in at most {limit} scans and five megabytes at once.")
    status = 413


class DeviceUser:
    """What a device is to the permission classes: known, and nobody's account."""

    is_authenticated = True
    is_active = True
    pk = None


class DeviceAuthentication(BaseAuthentication):
    """Reads "pld_…"; a withdrawn device is known still, for it may hand in what it has."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token = bearer(request)
        if not token.startswith("pld_"):
            return None
        rows = Device.objects.select_related("congress").prefetch_related("points")
        device = rows.filter(token_hash=digest(token)).first()
        if device is None:
            raise exceptions.AuthenticationFailed(_("This token is not valid."))
        return DeviceUser(), device

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class DeviceLimit(BaseThrottle):
    """So many calls a minute for each device, wherever it calls from."""

    def allow_request(self, request: Request, view: object) -> bool:
        return not limited(request._request, "device", key=f"device:{request.auth.pk}")

    def wait(self) -> float:
        return 60


class DeviceJson(AnyJson):
    """JSON whatever the request calls it; what is wrong with one scan is that scan's result."""

    media_type = "*/*"


class SetUp(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=200)
    name = serializers.CharField(max_length=200)


class SetUpAnswer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="pld_…, shown this once")


class ScanReport(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    point = serializers.CharField()
    token = serializers.CharField(trim_whitespace=False, help_text="The text in the QR, spaces and all")
    scanned_at = serializers.DateTimeField()
    offline = serializers.BooleanField(required=False)
    direction = serializers.ChoiceField(choices=["in", "out"], required=False)
    override = serializers.CharField(required=False, allow_null=True, help_text="A steward's reason to admit")


class Handed(serializers.Serializer[Any]):
    sent_at = serializers.DateTimeField()
    pending = serializers.IntegerField(required=False, help_text="How many more the device holds")
    scans = ScanReport(many=True)


class FirstScan(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    point = serializers.CharField()
    device = serializers.CharField()


class ScanResult(serializers.Serializer[Any]):
    id = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.values)
    reason = serializers.CharField(allow_null=True)
    first_scan = FirstScan(allow_null=True)


class Handing(serializers.Serializer[Any]):
    results = ScanResult(many=True)


class Devices(APIView):
    """Sets a device up by a one-time code."""

    authentication_classes: list[type[BaseAuthentication]] = []
    parser_classes = [DeviceJson]
    throttle_classes = [Limit.of("code")]

    @describe(operation_id="scanner_set_up", request=SetUp, responses={201: SetUpAnswer}, tags=["scanner"])
    def post(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise Invalid()
        asked = SetUp(data=request.data)
        asked.is_valid(raise_exception=True)
        device, token = devices.set_up(**asked.validated_data, now=clock.now())
        answer = {"token": token, "name": device.name, "congress": device.congress.slug}
        return Response(answer, status=201, headers={"Cache-Control": "no-store"})


class OfDevice(APIView):
    authentication_classes = [DeviceAuthentication]
    permission_classes = [IsAuthenticated]
    throttle_classes = [DeviceLimit]


class Manifest(OfDevice):
    """The list of badges for a device's points, or what changed in it."""

    @describe(
        operation_id="scanner_manifest",
        parameters=[OpenApiParameter("cursor", OpenApiTypes.STR, description="From the last answer; empty at first")],
        responses={200: OpenApiTypes.OBJECT, 304: None},
        tags=["scanner"],
    )
    def get(self, request: Request) -> Response:
        device: Device = request.auth
        if device.revoked_at is not None:
            raise DeviceRevoked()
        devices.seen(device=device, now=clock.now())
        points = list(device.points.all())
        reach = manifest.extent(device, points)
        # A device that holds this tag was given the end of the list in this very state.
        if _has_tag(request, reach.tag):
            return Response(status=304, headers=_headers(reach.tag))
        cursor = request.query_params.get("cursor", "")
        found = manifest.page(device, points, cursor, reach)
        tag = f'{reach.tag[:-1]}:{digest(cursor)[:12]}"' if found["more"] else reach.tag
        if _has_tag(request, tag):
            return Response(status=304, headers=_headers(tag))
        return Response(found, headers=_headers(tag))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Packs the list: 5,000 badges are a tenth of their size on a weak network."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Vary"] = "Authorization, Accept-Encoding"
        if "gzip" in request.headers.get("Accept-Encoding", "") and response.status_code == 200:
            response.add_post_render_callback(_pack)
        return response


class Scans(OfDevice):
    """Takes in what a device has scanned."""

    parser_classes = [DeviceJson]

    @describe(operation_id="scanner_scans", request=Handed, responses={200: Handing}, tags=["scanner"])
    def post(self, request: Request) -> Response:
        device: Device = request.auth
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise TooLarge(limit=MOST_SCANS)
        body = request.data
        if not isinstance(body, dict) or not isinstance(body.get("scans"), list):
            raise Invalid(fields={"scans": [_("A list of scans is expected.")]})
        if len(body["scans"]) > MOST_SCANS:
            raise TooLarge(limit=MOST_SCANS)
        if device.revoked_at is not None and not body["scans"]:
            raise DeviceRevoked()
        results = scans.take(
            device=device,
            sent_at=body.get("sent_at"),
            scans=body["scans"],
            pending=body.get("pending"),
            now=clock.now(),
        )
        return Response({"results": results}, headers={"Cache-Control": "no-store"})


def _has_tag(request: Request, tag: str) -> bool:
    given = request.headers.get("If-None-Match", "")
    return tag in [part.strip().removeprefix("W/") for part in given.split(",")]


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


def _pack(response: Any) -> None:
    if len(response.content) < WORTH_PACKING:
        return
    response.content = gzip.compress(response.content, compresslevel=5, mtime=0)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
