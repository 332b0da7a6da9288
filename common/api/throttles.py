"""Rate limits of the API, counted in the cache."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from common.web.limits import limited


class Limit(BaseThrottle):
    """Use `Limit.of("register")` in `throttle_classes`."""

    scope = "api"

    @classmethod
    def of(cls, scope: str) -> type["Limit"]:
        return type(f"Limit_{scope}", (cls,), {"scope": scope})

    def allow_request(self, request: Request, view: object) -> bool:
        return not limited(request._request, self.scope)

    def wait(self) -> float:
        return 60
